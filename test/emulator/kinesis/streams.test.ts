import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  EnableEnhancedMonitoringCommand,
  ListShardsCommand,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  RemoveTagsFromStreamCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import type { StreamSpec } from '../../../lib/sim/kinesis/stream-state.ts';
import { refusalOf, START_MS, startLocalAws } from '../local-aws.ts';

const StreamName = 'feed';
const StreamARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/feed';
const RESHARD_MS = 5 * MINUTE_MS;

async function withStream(spec: Partial<StreamSpec> = {}, kinesis = {}) {
  const aws = await startLocalAws({ kinesis: { reshardMs: () => RESHARD_MS, ...kinesis } });
  aws.world.kinesis.addStream({ name: StreamName, shardCount: 2, ...spec });
  return aws;
}

describe('streams on the wire', () => {
  it('are created, described and deleted', async () => {
    const { emulator, kinesis } = await startLocalAws();
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 3, Tags: { desk: 'fx' } }));
    const describeStream = async () =>
      (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary;
    expect((await describeStream())?.StreamStatus).toBe('CREATING');
    await emulator.runUntil(START_MS + MINUTE_MS);
    expect(await describeStream()).toMatchObject({
      StreamName,
      StreamARN,
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: new Date(START_MS),
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      OpenShardCount: 3,
      ConsumerCount: 0,
    });
    await kinesis.send(new DeleteStreamCommand({ StreamARN }));
    await emulator.runUntil(START_MS + 2 * MINUTE_MS);
    expect(await refusalOf(describeStream())).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Stream feed under account 123456789012 not found.',
    });
  });

  it('are counted against the limits of the account', async () => {
    const { kinesis } = await withStream({}, { shardLimit: 7 });
    expect(await kinesis.send(new DescribeLimitsCommand({}))).toMatchObject({
      ShardLimit: 7,
      OpenShardCount: 2,
      OnDemandStreamCount: 0,
      OnDemandStreamCountLimit: 50,
    });
  });

  it('are listed in pages', async () => {
    const { world, kinesis } = await withStream();
    world.kinesis.addStream({ name: 'trades' });
    const first = await kinesis.send(new ListStreamsCommand({ Limit: 1 }));
    expect([first.StreamNames, first.HasMoreStreams]).toEqual([['feed'], true]);
    const second = await kinesis.send(new ListStreamsCommand({ NextToken: first.NextToken }));
    expect([second.StreamNames, second.HasMoreStreams]).toEqual([['trades'], false]);
  });

  it('are refused by a name that cannot be one, and where none is given', async () => {
    const { kinesis } = await withStream();
    const refuse = (input: { StreamName?: string }) =>
      refusalOf(kinesis.send(new DescribeStreamSummaryCommand(input)));
    expect((await refuse({ StreamName: 'a b' })).name).toBe('ValidationException');
    expect((await refuse({})).name).toBe('InvalidArgumentException');
  });

  it('change their mode', async () => {
    const { kinesis } = await withStream();
    const StreamModeDetails = { StreamMode: 'ON_DEMAND' } as const;
    await kinesis.send(new UpdateStreamModeCommand({ StreamARN, StreamModeDetails }));
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamARN }));
    expect(StreamDescriptionSummary).toMatchObject({ StreamModeDetails, StreamStatus: 'UPDATING' });
  });

  it('tell of their shards once that is enabled, and who is registered with them', async () => {
    const { kinesis } = await withStream({
      shardMetrics: ['IncomingBytes'],
      consumers: [
        { name: 'cep', kind: 'enhanced-fan-out', behindMs: () => 0 },
        { name: 'rdb', kind: 'polling', behindMs: () => 0 },
      ],
    });
    const enabled = await kinesis.send(
      new EnableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ['ALL'] }),
    );
    expect(enabled.CurrentShardLevelMetrics).toEqual(['IncomingBytes']);
    expect(enabled.DesiredShardLevelMetrics).toHaveLength(7);
    const { Consumers } = await kinesis.send(new ListStreamConsumersCommand({ StreamARN }));
    expect(Consumers).toMatchObject([{ ConsumerName: 'cep', ConsumerStatus: 'ACTIVE' }]);
  });
});

describe('the shard count on the wire', () => {
  const to = (TargetShardCount: number) =>
    new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' });

  it('changes while the stream is UPDATING', async () => {
    const { emulator, kinesis } = await withStream();
    expect(await kinesis.send(to(4))).toMatchObject({
      StreamName,
      CurrentShardCount: 2,
      TargetShardCount: 4,
      StreamARN,
    });
    expect(await refusalOf(kinesis.send(to(3)))).toMatchObject({ name: 'ResourceInUseException' });
    await emulator.runUntil(START_MS + RESHARD_MS);
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(StreamDescriptionSummary).toMatchObject({ StreamStatus: 'ACTIVE', OpenShardCount: 4 });
  });

  it.each([
    ['more than double', 5, 'InvalidArgumentException', /over double your current open shard count/],
    ['none', 0, 'ValidationException', /targetShardCount/],
  ])('is refused to be %s', async (_, count, name, message) => {
    const { kinesis } = await withStream();
    const refusal = await refusalOf(kinesis.send(to(count)));
    expect(refusal.name).toBe(name);
    expect(refusal.message).toMatch(message);
  });

  it('obeys the faults of the wire: an answer lost, and the change made', async () => {
    const { emulator, world, kinesis } = await withStream();
    emulator.injectWireFault({ action: 'UpdateShardCount', fault: { kind: 'reset-after' } });
    await refusalOf(kinesis.send(to(4)));
    expect(world.kinesis.describe(StreamName).status).toBe('UPDATING');
  });

  it('is throttled in words that name no day', async () => {
    const { emulator, world, kinesis } = await withStream();
    emulator.injectWireFault({ action: 'UpdateShardCount', fault: { kind: 'throttle' } });
    const refusal = await refusalOf(kinesis.send(to(4)));
    expect(refusal.name).toBe('LimitExceededException');
    expect(refusal.message).toMatch(/^Rate exceeded for stream/);
    expect(world.kinesis.describe(StreamName).status).toBe('ACTIVE');
  });
});

describe('shards on the wire', () => {
  it('are listed in pages by a token that knows its stream and filter, for 300 seconds', async () => {
    const { emulator, world, kinesis } = await withStream();
    world.kinesis.updateShardCount({ name: StreamName, targetCount: 4 });
    await emulator.runUntil(START_MS + RESHARD_MS);
    const first = await kinesis.send(
      new ListShardsCommand({ StreamName, MaxResults: 3, ShardFilter: { Type: 'AT_LATEST' } }),
    );
    expect(first.Shards?.map(({ ShardId }) => ShardId?.at(-1))).toEqual(['2', '3', '4']);
    expect(first.Shards?.[0]).toEqual({
      ShardId: 'shardId-000000000002',
      ParentShardId: 'shardId-000000000000',
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: '85070591730234615865843651857942052863' },
      SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^49\d{54}$/) as string },
    });
    const more = { NextToken: first.NextToken };
    const second = await kinesis.send(new ListShardsCommand(more));
    expect(second.Shards?.map(({ ShardId }) => ShardId?.at(-1))).toEqual(['5']);
    expect(second.NextToken).toBeUndefined();
    expect(await refusalOf(kinesis.send(new ListShardsCommand({ ...more, StreamName })))).toMatchObject({
      name: 'InvalidArgumentException',
    });
    await emulator.runUntil(START_MS + RESHARD_MS + 300_001);
    expect(await refusalOf(kinesis.send(new ListShardsCommand(more)))).toMatchObject({
      name: 'ExpiredNextTokenException',
    });
  });

  it('are found by a moment, in pages too', async () => {
    const { emulator, world, kinesis } = await withStream();
    world.kinesis.updateShardCount({ name: StreamName, targetCount: 4 });
    await emulator.runUntil(START_MS + 2 * RESHARD_MS);
    const ShardFilter = { Type: 'AT_TIMESTAMP', Timestamp: new Date(START_MS + 1_500) } as const;
    const first = await kinesis.send(new ListShardsCommand({ StreamName, MaxResults: 1, ShardFilter }));
    const second = await kinesis.send(new ListShardsCommand({ NextToken: first.NextToken }));
    expect([first, second].flatMap(({ Shards = [] }) => Shards.map(({ ShardId }) => ShardId))).toEqual([
      'shardId-000000000000',
      'shardId-000000000001',
    ]);
    expect(first.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
  });
});

describe('tags of streams on the wire', () => {
  it('are added, listed in pages and removed', async () => {
    const { kinesis } = await withStream({ tags: { a: '1' } });
    await kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { b: '2', a: '3' } }));
    const first = await kinesis.send(new ListTagsForStreamCommand({ StreamName, Limit: 1 }));
    expect([first.Tags, first.HasMoreTags]).toEqual([[{ Key: 'a', Value: '3' }], true]);
    const second = await kinesis.send(
      new ListTagsForStreamCommand({ StreamName, ExclusiveStartTagKey: 'a' }),
    );
    expect([second.Tags, second.HasMoreTags]).toEqual([[{ Key: 'b', Value: '2' }], false]);
    await kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ['a'] }));
    const left = await kinesis.send(new ListTagsForResourceCommand({ ResourceARN: StreamARN }));
    expect(left.Tags).toEqual([{ Key: 'b', Value: '2' }]);
  });

  it('are added and removed by ARN', async () => {
    const { world, kinesis } = await withStream({ tags: { a: '1' } });
    await kinesis.send(new TagResourceCommand({ ResourceARN: StreamARN, Tags: { b: '2' } }));
    await kinesis.send(new UntagResourceCommand({ ResourceARN: StreamARN, TagKeys: ['a'] }));
    expect([...world.kinesis.describe(StreamName).tags]).toEqual([['b', '2']]);
  });

  it('are fifty at most', async () => {
    const { kinesis } = await withStream();
    const Tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, '']));
    expect(await refusalOf(kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags })))).toMatchObject({
      name: 'InvalidArgumentException',
    });
  });
});

describe('the Resource Groups Tagging API', () => {
  const filters = (key: string, ...Values: string[]) => ({ TagFilters: [{ Key: key, Values }] });

  it.each([
    ['a key and value', filters('spillway:managed', 'true'), ['feed', 'trades']],
    ['one of several values', filters('desk', 'fx', 'rates'), ['feed']],
    ['a key alone', filters('desk'), ['feed', 'orders']],
    ['several keys', { TagFilters: [{ Key: 'spillway:managed' }, { Key: 'desk' }] }, ['feed']],
    ['another kind of resource', { ResourceTypeFilters: ['sqs'] }, []],
    ['all streams', { ResourceTypeFilters: ['kinesis:stream'] }, ['feed', 'orders', 'trades']],
    ['an ARN', { ResourceARNList: [StreamARN] }, ['feed']],
  ])('finds streams by %s, and none without tags', async (_, input, names) => {
    const { world, tagging } = await withStream({ tags: { 'spillway:managed': 'true', desk: 'fx' } });
    world.kinesis.addStream({ name: 'trades', tags: { 'spillway:managed': 'true' } });
    world.kinesis.addStream({ name: 'orders', tags: { desk: 'equities' } });
    world.kinesis.addStream({ name: 'bare' });
    const { ResourceTagMappingList = [] } = await tagging.send(new GetResourcesCommand(input));
    expect(ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN?.split('/')[1])).toEqual(names);
  });

  it('answers in pages, the last with an empty token', async () => {
    const { world, tagging } = await startLocalAws();
    for (const name of ['a', 'b', 'c']) world.kinesis.addStream({ name, tags: { t: name } });
    const first = await tagging.send(new GetResourcesCommand({ ResourcesPerPage: 2 }));
    const second = await tagging.send(
      new GetResourcesCommand({ ResourcesPerPage: 2, PaginationToken: first.PaginationToken }),
    );
    expect(first.ResourceTagMappingList).toHaveLength(2);
    expect(second.ResourceTagMappingList).toMatchObject([{ Tags: [{ Key: 't', Value: 'c' }] }]);
    expect(second.PaginationToken).toBe('');
  });

  it('refuses a token that is not its own', async () => {
    const { tagging } = await withStream();
    expect(await refusalOf(tagging.send(new GetResourcesCommand({ PaginationToken: 'x' })))).toMatchObject({
      name: 'PaginationTokenExpiredException',
    });
  });
});

describe('metrics of streams', () => {
  it('are read with GetMetricData', async () => {
    const { emulator, cloudWatch } = await withStream({
      flows: [{ startMs: START_MS, endMs: START_MS + MINUTE_MS, records: 600, bytes: 60_000 }],
    });
    await emulator.runUntil(START_MS + MINUTE_MS);
    const Metric = {
      Namespace: 'AWS/Kinesis',
      MetricName: 'IncomingRecords',
      Dimensions: [{ Name: 'StreamName', Value: StreamName }],
    };
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'm0', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        StartTime: new Date(START_MS),
        EndTime: new Date(START_MS + MINUTE_MS),
      }),
    );
    expect(MetricDataResults).toMatchObject([{ Values: [600], Timestamps: [new Date(START_MS)] }]);
  });
});
