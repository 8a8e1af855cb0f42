// What an engineer asks first of an account that is new to them, with as few arguments as AWS lets one give.
import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeStreamCommand } from '@aws-sdk/client-kinesis';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { aGroup, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const METRIC = { Namespace: 'Mine', MetricName: 'Rows', Dimensions: [{ Name: 'a', Value: 'b' }] };
const RANGE = { StartTime: new Date(START_MS), EndTime: new Date(START_MS + 10 * MINUTE_MS) };

describe('the first questions', () => {
  it('are answered: which metrics there are, without a word more', async () => {
    const { cloudWatch, emulator } = await startLocalAws({ groups: [aGroup()] });
    await emulator.runUntil(START_MS + 2 * MINUTE_MS);
    const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({}));
    expect(Metrics.length).toBeGreaterThan(1);
  });

  it('are answered: how a metric was, by several statistics, period by period', async () => {
    const { cloudWatch, world } = await startLocalAws();
    const series = world.metrics.open('Mine', 'Rows', { a: 'b' });
    for (const [minute, value] of [1, 3, 8].entries())
      world.metrics.put(series, { atMs: START_MS + minute * 2.5 * MINUTE_MS, value, arrivedAtMs: START_MS });
    const ask = { ...METRIC, ...RANGE, Period: 300, Statistics: ['Sum', 'Maximum'] as const };
    const { Label, Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({ ...ask, Statistics: [...ask.Statistics] }),
    );
    expect({ Label, Datapoints }).toEqual({
      Label: 'Rows',
      Datapoints: [
        { Timestamp: RANGE.StartTime, Sum: 4, Maximum: 3, Unit: 'None' },
        { Timestamp: new Date(START_MS + 5 * MINUTE_MS), Sum: 8, Maximum: 8, Unit: 'None' },
      ],
    });
    const none = new GetMetricStatisticsCommand({ ...ask, MetricName: 'None', Statistics: ['Sum'] });
    expect((await cloudWatch.send(none)).Datapoints).toEqual([]);
    const EndTime = new Date(START_MS + 1_441 * MINUTE_MS);
    const refused = [{ Period: 60, EndTime }, { EndTime: RANGE.StartTime }, { Statistics: [] }];
    for (const odd of refused)
      expect(
        await refusalOf(
          cloudWatch.send(new GetMetricStatisticsCommand({ ...ask, Statistics: ['Sum'], ...odd })),
        ),
      ).toMatchObject({ name: 'InvalidParameterCombinationException' });
  });

  it('are answered: a stream with its shards, page by page', async () => {
    const { kinesis, world } = await startLocalAws();
    world.kinesis.addStream({ name: 'feed', shardCount: 3 });
    const describe = async (more: object) =>
      (await kinesis.send(new DescribeStreamCommand({ StreamName: 'feed', ...more }))).StreamDescription;
    const first = await describe({ Limit: 2 });
    expect(first).toMatchObject({ StreamStatus: 'ACTIVE', HasMoreShards: true, RetentionPeriodHours: 24 });
    const last = await describe({ ExclusiveStartShardId: first?.Shards?.at(-1)?.ShardId });
    expect([...(first?.Shards ?? []), ...(last?.Shards ?? [])].map(({ ShardId }) => ShardId)).toEqual([
      'shardId-000000000000',
      'shardId-000000000001',
      'shardId-000000000002',
    ]);
    expect(last?.HasMoreShards).toBe(false);
  });

  it('are answered: which functions and which secrets there are', async () => {
    const functions = { onTick: () => Promise.resolve(), probe: () => Promise.resolve() };
    const secrets = { one: 'x', two: { text: 'y', tags: { for: 'rdb' } } };
    const aws = await startLocalAws({ functions, secrets });
    const { Functions = [] } = await aws.lambda.send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(['on-tick', 'probe']);
    const { SecretList = [] } = await aws.secrets.send(new ListSecretsCommand({}));
    expect(SecretList).toMatchObject([
      { Name: 'one' },
      { Name: 'two', Tags: [{ Key: 'for', Value: 'rdb' }] },
    ]);
  });
});
