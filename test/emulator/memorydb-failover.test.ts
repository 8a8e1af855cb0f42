import {
  DescribeClustersCommand,
  DescribeEventsCommand,
  FailoverShardCommand,
  MemoryDBClient,
} from '@aws-sdk/client-memorydb';
import { expect, it, onTestFinished } from 'vitest';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lib/core/units.ts';
import { clientSettings, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const ClusterName = 'cache';

async function withClusters() {
  const { world, emulator } = await startLocalAws();
  world.memoryDb.addCluster({ name: ClusterName, shardCount: 2 });
  world.memoryDb.addCluster({ name: 'alone', replicaCount: 0 });
  const client = new MemoryDBClient(clientSettings(emulator.endpoint));
  onTestFinished(() => client.destroy());
  const failOver = (ShardName: string, name = ClusterName) =>
    client.send(new FailoverShardCommand({ ClusterName: name, ShardName }));
  const status = async () =>
    (await client.send(new DescribeClustersCommand({ ClusterName }))).Clusters?.[0]?.Status;
  const events = async (asked: { Duration?: number; SourceName?: string } = {}) =>
    (await client.send(new DescribeEventsCommand({ SourceName: ClusterName, ...asked }))).Events ?? [];
  return { client, emulator, world, failOver, status, events };
}

it('a failover moves the role, and is told of in four events, in order', async () => {
  const { emulator, world, failOver, status, events } = await withClusters();
  const primary = () => world.memoryDb.describe(ClusterName).shards[0]?.primary;
  expect(primary()).toBe('cache-0001-001');
  expect((await failOver('0001')).Cluster).toMatchObject({ Name: ClusterName, Status: 'updating' });
  await emulator.runUntil(START_MS + 7 * SECOND_MS);
  expect(primary()).toBe('cache-0001-001');
  await emulator.runUntil(START_MS + 8 * SECOND_MS);
  expect(primary()).toBe('cache-0001-002');
  expect(await status()).toBe('updating');
  await emulator.runUntil(START_MS + 308 * SECOND_MS);
  expect(await status()).toBe('available');
  expect(
    (await events()).map(({ Message, SourceType, Date: at }) => [SourceType, Message, at?.getTime()]),
  ).toEqual([
    ['cluster', 'FailoverShard API called for shard 0001', START_MS],
    [
      'cluster',
      'Failover from primary node cache-0001-001 to replica node cache-0001-002 completed',
      START_MS + 8_000,
    ],
    ['cluster', 'Recovering nodes cache-0001-001', START_MS + 8_000],
    ['cluster', 'Finished recovery for nodes cache-0001-001', START_MS + 308_000],
  ]);
});

it('events are of the last hour unless asked for longer, and of who is named', async () => {
  const { emulator, failOver, events } = await withClusters();
  await failOver('0001');
  await emulator.runUntil(START_MS + HOUR_MS + 9 * SECOND_MS);
  expect(await events()).toHaveLength(1);
  expect(await events({ Duration: 120 })).toHaveLength(4);
  expect(await events({ Duration: 120, SourceName: 'alone' })).toEqual([]);
});

it('a failover is refused where there is no replica, no such shard, or one is under way', async () => {
  const { failOver } = await withClusters();
  expect(await refusalOf(failOver('0001', 'alone'))).toMatchObject({ name: 'TestFailoverNotAvailableFault' });
  expect(await refusalOf(failOver('0003'))).toMatchObject({ name: 'ShardNotFoundFault' });
  expect(await refusalOf(failOver('0001', 'nobody'))).toMatchObject({ name: 'ClusterNotFoundFault' });
  await failOver('0001');
  expect(await refusalOf(failOver('0002'))).toMatchObject({ name: 'InvalidClusterStateFault' });
});

it('the sixth within 24 hours is refused, and taken once the first is a day old', async () => {
  const { emulator, failOver } = await withClusters();
  for (let count = 1; count <= 5; count += 1) {
    await failOver('0001');
    await emulator.runUntil(START_MS + count * HOUR_MS);
  }
  expect(await refusalOf(failOver('0001'))).toMatchObject({ name: 'APICallRateForCustomerExceededFault' });
  await emulator.runUntil(START_MS + DAY_MS - 1);
  expect(await refusalOf(failOver('0001'))).toMatchObject({ name: 'APICallRateForCustomerExceededFault' });
  await emulator.runUntil(START_MS + DAY_MS);
  expect((await failOver('0001')).Cluster?.Status).toBe('updating');
});
