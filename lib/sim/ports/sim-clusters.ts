// The cluster ports over the simulated MemoryDB and its CloudWatch. Each call passes the world's gate, so that it is counted
// by AWS's action and can be made to fail. Its sibling over the real AWS is lib/aws/memorydb-cluster.
import type { FailureKind } from '../../core/errors.ts';
import { MINUTE_MS } from '../../core/units.ts';
import { settledOfEach, type Settled } from '../../ports/settled.ts';
import type {
  ClusterReader,
  ClusterSummary,
  ClusterWriter,
} from '../../targets/memorydb-cluster/ports/clusters.ts';
import type {
  NodeMetricsReader,
  NodeMinute,
  NodesQuery,
  NodeTold,
} from '../../targets/memorydb-cluster/ports/node-metrics.ts';
import type { AwsError } from '../aws/aws-error.ts';
import type { ClusterState } from '../memorydb/cluster-state.ts';
import { progressOf } from '../memorydb/holdings.ts';
import { MEMORYDB_NAMESPACE } from '../memorydb/publish-nodes.ts';
import type { World } from '../world.ts';
import { failureOf, read, write } from './sim-calls.ts';

/** AWS's largest page of the Resource Groups Tagging API. */
const CLUSTERS_PER_PAGE = 100;
/** `GetMetricData` answers so many queries a call. */
const QUERIES_PER_CALL = 500;

export function createSimClusterReader(world: World): ClusterReader {
  const { memoryDb } = world;
  const ask = <T>(action: string, clusterName: string, carryOut: () => T) =>
    read(world, 'memorydb', action, { ClusterName: clusterName }, () =>
      memoryDb.list().includes(clusterName) ? carryOut() : undefined,
    );
  const readSummary = (clusterName: string) =>
    ask('DescribeClusters', clusterName, () =>
      summaryOf(memoryDb.describe(clusterName), world.clock.nowMs()),
    );
  return {
    async *listManagedClusters() {
      const managed = memoryDb.listTagged().filter(({ tags }) => tags['spillway:managed'] === 'true');
      for (let start = 0; start === 0 || start < managed.length; start += CLUSTERS_PER_PAGE)
        yield await read(world, 'tag', 'GetResources', { start }, () =>
          managed.slice(start, start + CLUSTERS_PER_PAGE),
        );
    },
    readSummary,
    readCluster: async (clusterName) => {
      const summary = await readSummary(clusterName);
      const tags =
        summary &&
        (await ask('ListTags', clusterName, () => Object.fromEntries(memoryDb.describe(clusterName).tags)));
      return summary && tags && { ...summary, tags };
    },
  };
}

export function createSimClusterWriter(world: World): ClusterWriter {
  return {
    updateShards: ({ clusterName, shardCount }) =>
      write(
        world,
        'UpdateCluster',
        { ClusterName: clusterName, ShardConfiguration: { ShardCount: shardCount } },
        () => world.memoryDb.updateShards({ name: clusterName, shardCount }),
        refusalOf,
      ),
    updateReplicas: ({ clusterName, replicaCount }) =>
      write(
        world,
        'UpdateCluster',
        { ClusterName: clusterName, ReplicaConfiguration: { ReplicaCount: replicaCount } },
        () => world.memoryDb.updateReplicas({ name: clusterName, replicaCount }),
        refusalOf,
      ),
  };
}

function refusalOf(error: AwsError): FailureKind {
  return error.code === 'ClusterNotFoundFault' ? 'absent' : failureOf(error);
}

function summaryOf(cluster: Readonly<ClusterState>, nowMs: number): ClusterSummary {
  return {
    name: cluster.name,
    status: cluster.status,
    nodeType: cluster.nodeType,
    shards: cluster.shards.map(({ name, nodeNames }) => ({ name, nodeNames: [...nodeNames] })),
    maintenanceWindow: cluster.maintenanceWindow,
    ...(cluster.snapshotRetentionDays > 0 && { snapshotWindow: cluster.snapshotWindow }),
    ...(cluster.resharding && { progressPercent: Math.floor(100 * progressOf(cluster, nowMs)) }),
  };
}

type Field = Exclude<keyof NodeMinute, 'startMs'>;

const METRICS: readonly (readonly [Field, string])[] = [
  ['isPrimary', 'IsPrimary'],
  ['memoryPercent', 'DatabaseMemoryUsagePercentage'],
  ['usedBytes', 'BytesUsedForMemoryDB'],
  ['engineCpuPercent', 'EngineCPUUtilization'],
  ['hostCpuPercent', 'CPUUtilization'],
  ['replicaLagSeconds', 'ReplicationLag'],
  ['evictions', 'Evictions'],
];

export function createSimNodeMetrics(world: World): NodeMetricsReader {
  return {
    async readNodes(query) {
      const names = query.clusters.map(({ clusterName }) => clusterName);
      const nodes = query.clusters.reduce((sum, { nodeNames }) => sum + nodeNames.length, 0);
      return settledOfEach(names.length, async () => {
        for (let asked = 0; asked < nodes * METRICS.length; asked += QUERIES_PER_CALL)
          await read(world, 'cloudwatch', 'GetMetricData', { names }, () => undefined);
        return query.clusters.map((cluster): Settled<readonly NodeTold[]> => ({
          ok: true,
          value: cluster.nodeNames.map((nodeName) => ({
            nodeName,
            minutes: minutesOf(world, query, { ClusterName: cluster.clusterName, NodeName: nodeName }),
          })),
        }));
      });
    },
  };
}

function minutesOf(
  { metrics }: World,
  { fromMs, nowMs }: NodesQuery,
  dimensions: Readonly<Record<string, string>>,
): readonly NodeMinute[] {
  const startOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const range = { fromMs: startOf(fromMs), toMs: startOf(nowMs), periodMs: MINUTE_MS };
  const minutes = new Map<number, { -readonly [Name in keyof NodeMinute]: NodeMinute[Name] }>();
  for (const [field, name] of METRICS) {
    const series = metrics.find(MEMORYDB_NAMESPACE, name, dimensions);
    const statistic = field === 'evictions' ? 'Sum' : 'Maximum';
    for (const { startMs, value } of series ? metrics.statistics(series, { ...range, statistic }) : []) {
      const minute = minutes.get(startMs) ?? { startMs };
      minutes.set(startMs, minute);
      minute[field] = value;
    }
  }
  return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
}
