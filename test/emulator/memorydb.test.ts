import {
  MemoryDBClient,
  DescribeClustersCommand,
  DescribeSnapshotsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterCommand,
} from '@aws-sdk/client-memorydb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { clientSettings, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const ClusterName = 'cache';
const ResourceArn = 'arn:aws:memorydb:us-east-1:123456789012:cluster/cache';

async function withCluster() {
  const { world, emulator } = await startLocalAws();
  world.memoryDb.addCluster({ name: ClusterName, shardCount: 2, bytesAt: () => 12 * GIB });
  const client = new MemoryDBClient(clientSettings(emulator.endpoint));
  onTestFinished(() => client.destroy());
  const describeIt = async () => {
    const command = new DescribeClustersCommand({ ClusterName, ShowShardDetails: true });
    return (await client.send(command)).Clusters?.[0];
  };
  return { client, emulator, world, describeIt };
}

describe('clusters on the wire', () => {
  it('are described with the slots of each shard, in one piece', async () => {
    const { describeIt } = await withCluster();
    expect(await describeIt()).toMatchObject({
      Name: ClusterName,
      ARN: ResourceArn,
      Status: 'available',
      NumberOfShards: 2,
      AvailabilityMode: 'multiaz',
      Shards: [
        { Name: '0001', Slots: '0-8191', NumberOfNodes: 2 },
        { Name: '0002', Slots: '8192-16383', NumberOfNodes: 2 },
      ],
    });
  });

  it('have no shard details unless asked for', async () => {
    const { client } = await withCluster();
    const { Clusters } = await client.send(new DescribeClustersCommand({}));
    expect(Clusters?.[0]?.Shards).toBeUndefined();
  });

  it('are updating while the bytes move: ten minutes, and half a minute for each GiB', async () => {
    const { client, emulator, describeIt } = await withCluster();
    await client.send(new UpdateClusterCommand({ ClusterName, ShardConfiguration: { ShardCount: 3 } }));
    // Each of the three holds 4 GiB after; 6 GiB move: two to the second, four to the third.
    await emulator.runUntil(START_MS + 6.51 * MINUTE_MS);
    expect(await describeIt()).toMatchObject({
      Status: 'updating',
      PendingUpdates: { Resharding: { SlotMigration: { ProgressPercentage: 50 } } },
    });
    await emulator.runUntil(START_MS + 13.01 * MINUTE_MS);
    const after = await describeIt();
    expect(after).toMatchObject({ Status: 'available', NumberOfShards: 3 });
    expect(after?.Shards?.map(({ Slots }) => Slots)).toEqual(['0-5460', '5461-10921', '10922-16383']);
  });

  it.each([
    [
      'both at once',
      { ShardConfiguration: { ShardCount: 3 }, ReplicaConfiguration: { ReplicaCount: 2 } },
      'InvalidParameterCombinationException',
    ],
    ['nothing', {}, 'InvalidParameterCombinationException'],
    [
      'more replicas than there can be',
      { ReplicaConfiguration: { ReplicaCount: 6 } },
      'InvalidParameterValueException',
    ],
    [
      'more nodes than the quota',
      { ShardConfiguration: { ShardCount: 46 } },
      'NodeQuotaForClusterExceededFault',
    ],
  ])('refuse %s', async (_, change, code) => {
    const { client } = await withCluster();
    expect(await refusalOf(client.send(new UpdateClusterCommand({ ClusterName, ...change })))).toMatchObject({
      name: code,
    });
  });

  it('have tags by their ARN', async () => {
    const { client } = await withCluster();
    await client.send(
      new TagResourceCommand({
        ResourceArn,
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '1' },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['b'] }));
    expect((await client.send(new ListTagsCommand({ ResourceArn }))).TagList).toEqual([
      { Key: 'a', Value: '1' },
    ]);
    const gone = new UntagResourceCommand({ ResourceArn, TagKeys: ['b'] });
    expect(await refusalOf(client.send(gone))).toMatchObject({ name: 'TagNotFoundFault' });
    const strange = new ListTagsCommand({ ResourceArn: 'arn:aws:memorydb:us-east-1:123456789012:acl/x' });
    expect(await refusalOf(client.send(strange))).toMatchObject({ name: 'InvalidARNFault' });
  });
});

describe('snapshots on the wire', () => {
  it('are taken in the window, described as they were, and gone when they need be kept no longer', async () => {
    const { world, emulator } = await startLocalAws({ memoryDb: { snapshotMs: 20 * MINUTE_MS } });
    const name = ClusterName;
    world.memoryDb.addCluster({ name, shardCount: 2, bytesAt: () => 3 * GIB, snapshotRetentionDays: 2 });
    const client = new MemoryDBClient(clientSettings(emulator.endpoint));
    onTestFinished(() => client.destroy());
    const list = async (given: object = {}) => {
      const answer = await client.send(new DescribeSnapshotsCommand({ ClusterName, ...given }));
      return answer.Snapshots ?? [];
    };
    const windowMs = Math.floor(START_MS / DAY_MS) * DAY_MS + DAY_MS + 5 * HOUR_MS;
    await emulator.runUntil(windowMs + MINUTE_MS);
    expect(await list({ Source: 'system', ShowDetail: true })).toMatchObject([
      {
        Status: 'creating',
        Source: 'automated',
        ClusterConfiguration: {
          Name: ClusterName,
          NumShards: 2,
          Shards: [
            { Name: '0001', Configuration: { Slots: '0-8191', ReplicaCount: 1 }, Size: '1536 MB' },
            { Name: '0002' },
          ],
        },
      },
    ]);
    await emulator.runUntil(windowMs + 21 * MINUTE_MS);
    const [first] = await list();
    expect(first).toMatchObject({ Status: 'available' });
    expect(first?.ClusterConfiguration?.Shards).toBeUndefined();
    expect(await list({ Source: 'user' })).toEqual([]);
    await emulator.runUntil(windowMs + 2 * DAY_MS + 21 * MINUTE_MS);
    expect(await list()).toHaveLength(2);
    expect(await list()).not.toContainEqual(expect.objectContaining({ Name: first?.Name }));
    const gone = client.send(new DescribeSnapshotsCommand({ SnapshotName: first?.Name }));
    expect(await refusalOf(gone)).toMatchObject({ name: 'SnapshotNotFoundFault' });
  });
});
