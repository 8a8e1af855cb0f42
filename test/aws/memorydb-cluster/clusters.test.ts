import { expect, it, onTestFinished } from 'vitest';
import { createAwsCalls } from '../../../lib/aws/aws-calls.ts';
import { createAwsClients } from '../../../lib/aws/clients.ts';
import { createAwsClusterReader } from '../../../lib/aws/memorydb-cluster/aws-cluster-reader.ts';
import { createAwsClusterWriter } from '../../../lib/aws/memorydb-cluster/aws-cluster-writer.ts';
import { createCloudWatchNodes } from '../../../lib/aws/memorydb-cluster/cloudwatch-nodes.ts';
import { summaryOfSdk } from '../../../lib/aws/memorydb-cluster/cluster-of-sdk.ts';
import { startEmulator, type Emulator } from '../../../lib/emulator/start-emulator.ts';
import {
  createSimClusterReader,
  createSimClusterWriter,
  createSimNodeMetrics,
} from '../../../lib/sim/ports/sim-clusters.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';
import { TEST_ACCOUNT } from '../start-dynalite.ts';
import { clustersContract, START_MS, type ClusterPorts } from './clusters.contract.ts';

async function awsOnEmulator(world: World): Promise<ClusterPorts & { readonly emulator: Emulator }> {
  const emulator = await startEmulator({ world, stateTable: null, tick: null });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint });
  const calls = createAwsCalls();
  return {
    emulator,
    reader: createAwsClusterReader(clients, calls),
    writer: createAwsClusterWriter(clients, calls),
    nodes: createCloudWatchNodes(clients.cloudWatch, calls),
    close: async () => {
      clients.destroy();
      await emulator.stop();
    },
  };
}

clustersContract('the AWS clusters, on the emulator,', awsOnEmulator);
clustersContract('the simulated clusters', (world) =>
  Promise.resolve({
    reader: createSimClusterReader(world),
    writer: createSimClusterWriter(world),
    nodes: createSimNodeMetrics(world),
    close: () => Promise.resolve(),
  }),
);

it('a change is sent once, and no answer to it is unknown', async () => {
  const world = createWorld({ startMs: START_MS });
  world.memoryDb.addCluster({ name: 'cache', shardCount: 2 });
  const { writer, emulator, close } = await awsOnEmulator(world);
  onTestFinished(close);
  emulator.injectWireFault({ action: 'UpdateCluster', fault: { kind: 'server-error' } });
  expect(await writer.updateShards({ clusterName: 'cache', shardCount: 3 })).toMatchObject({
    kind: 'unknown',
  });
  expect(emulator.awsCalls()['UpdateCluster']).toBe(1);
});

const DESCRIBED = {
  Name: 'cache',
  ARN: 'arn:aws:memorydb:us-east-1:123456789012:cluster/cache',
  Status: 'Available',
  NodeType: 'db.r6g.large',
  Shards: [{ Name: '0001', Nodes: [{ Name: 'cache-0001-001' }] }],
  MaintenanceWindow: 'sun:03:00-sun:04:00',
  SnapshotWindow: '05:00-06:00',
  SnapshotRetentionLimit: 0,
};

it.each([
  ['multi-region', { MultiRegionClusterName: 'virxk-cache' }],
  ['data-tiering', { DataTiering: 'true' as const }],
])('a cluster is said to be special: %s', (special, change) => {
  expect(summaryOfSdk('cache', { ...DESCRIBED, ...change }).summary).toMatchObject({
    special,
    status: 'available',
  });
});

it('a state that nobody has heard of is not available', () => {
  expect(summaryOfSdk('cache', { ...DESCRIBED, Status: 'hibernating' }).summary.status).toBe('other');
});

it.each(['ARN', 'Status', 'NodeType', 'Shards', 'MaintenanceWindow', 'SnapshotRetentionLimit'] as const)(
  'a description without its %s is an error, and no empty default',
  (part) => {
    const { [part]: _, ...lacking } = DESCRIBED;
    expect(() => summaryOfSdk('cache', lacking)).toThrow(`the answer for cluster cache has no ${part}`);
  },
);
