import {
  DeleteAlarmsCommand,
  DescribeAlarmContributorsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  paginateGetMetricData,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { type LocalAws, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

const dimensions = [{ Name: 'AutoScalingGroupName', Value: 'rdb-a' }];

function at(minute: number): Date {
  return new Date(START_MS + minute * MINUTE_MS);
}

async function put({ cloudWatch }: LocalAws, samples: readonly (readonly [minute: number, value: number])[]) {
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'Spillway',
      MetricData: samples.map(([minute, Value]) => ({
        MetricName: 'Rows',
        Dimensions: dimensions,
        Timestamp: at(minute),
        Value,
      })),
    }),
  );
}

function queryOf(Id: string, Stat = 'Maximum', MetricName = 'Rows'): MetricDataQuery {
  return {
    Id,
    MetricStat: { Metric: { Namespace: 'Spillway', MetricName, Dimensions: dimensions }, Period: 60, Stat },
  };
}

const hour = { StartTime: at(0), EndTime: at(60) };

describe('metrics on the wire', () => {
  it.each([
    ['Maximum', 7],
    ['Minimum', 3],
    ['Average', 5],
    ['Sum', 10],
    ['SampleCount', 2],
  ])('come back as the %s of each period', async (stat, value) => {
    const aws = await startLocalAws();
    await put(aws, [
      [1, 3],
      [1.5, 7],
      [2, 9],
    ]);
    const { MetricDataResults } = await aws.cloudWatch.send(
      new GetMetricDataCommand({
        ...hour,
        MetricDataQueries: [queryOf('rows', stat)],
        ScanBy: 'TimestampAscending',
      }),
    );
    expect(MetricDataResults).toMatchObject([
      { Id: 'rows', StatusCode: 'Complete', Timestamps: [at(1), at(2)], Values: [value, expect.any(Number)] },
    ]);
  });

  it('come newest first unless asked otherwise, the end of the range not included', async () => {
    const aws = await startLocalAws();
    await put(aws, [
      [1, 1],
      [2, 2],
      [60, 3],
    ]);
    const { MetricDataResults } = await aws.cloudWatch.send(
      new GetMetricDataCommand({ ...hour, MetricDataQueries: [queryOf('rows')] }),
    );
    expect(MetricDataResults?.[0]?.Timestamps).toEqual([at(2), at(1)]);
  });

  it('are put in a call large enough to be compressed', async () => {
    const aws = await startLocalAws();
    await put(
      aws,
      Array.from({ length: 1000 }, (_, index) => [index / 20, index] as const),
    );
    const { MetricDataResults } = await aws.cloudWatch.send(
      new GetMetricDataCommand({ ...hour, MetricDataQueries: [queryOf('rows', 'SampleCount')] }),
    );
    const counted = MetricDataResults?.[0]?.Values?.reduce((total, count) => total + count, 0);
    expect(counted).toBe(1000);
  });

  it('keep the statistics of a statistic set and of values with counts', async () => {
    const aws = await startLocalAws();
    await aws.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'Spillway',
        MetricData: [
          {
            MetricName: 'Rows',
            Dimensions: dimensions,
            Timestamp: at(1),
            StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 1, Maximum: 9 },
          },
          { MetricName: 'Live', Dimensions: dimensions, Timestamp: at(1), Values: [1, 4], Counts: [2, 1] },
        ],
      }),
    );
    const stats = ['SampleCount', 'Sum', 'Minimum', 'Maximum'];
    const { MetricDataResults } = await aws.cloudWatch.send(
      new GetMetricDataCommand({
        ...hour,
        MetricDataQueries: [
          ...stats.map((stat) => queryOf(`set${stat}`, stat)),
          ...stats.map((stat) => queryOf(`list${stat}`, stat, 'Live')),
        ],
      }),
    );
    expect(MetricDataResults?.map(({ Values }) => Values?.[0])).toEqual([4, 20, 1, 9, 3, 6, 1, 4]);
  });

  it('are answered in pages; a query that a page cuts says PartialData', async () => {
    const aws = await startLocalAws({ datapointsPageMax: 3 });
    await put(aws, [
      [1, 1],
      [2, 2],
    ]);
    const MetricDataQueries = [queryOf('a'), queryOf('b'), queryOf('none', 'Maximum', 'Nothing')];
    const pages: (string | undefined)[][] = [];
    const values = new Map<string | undefined, number[]>();
    for await (const page of paginateGetMetricData(
      { client: aws.cloudWatch },
      { ...hour, MetricDataQueries },
    )) {
      pages.push((page.MetricDataResults ?? []).map(({ Id, StatusCode }) => `${Id} ${StatusCode}`));
      for (const { Id, Values = [] } of page.MetricDataResults ?? []) {
        values.set(Id, [...(values.get(Id) ?? []), ...Values]);
      }
    }
    expect(pages).toEqual([['a Complete', 'b PartialData', 'none Complete'], ['b Complete']]);
    expect(Object.fromEntries(values)).toEqual({ a: [2, 1], b: [2, 1], none: [] });
  });

  it('are listed by name and dimension', async () => {
    const aws = await startLocalAws();
    await put(aws, [[1, 1]]);
    const list = (Value: string) =>
      aws.cloudWatch.send(
        new ListMetricsCommand({
          Namespace: 'Spillway',
          Dimensions: [{ Name: 'AutoScalingGroupName', Value }],
        }),
      );
    expect((await list('rdb-a')).Metrics).toEqual([
      { Namespace: 'Spillway', MetricName: 'Rows', Dimensions: dimensions },
    ]);
    expect((await list('rdb-b')).Metrics).toEqual([]);
  });

  it.each([
    [
      'more than 500 queries',
      { ...hour, MetricDataQueries: Array.from({ length: 501 }, (_, i) => queryOf(`q${i}`)) },
    ],
    [
      'a range that ends before it starts',
      { StartTime: at(1), EndTime: at(0), MetricDataQueries: [queryOf('a')] },
    ],
    ['an expression', { ...hour, MetricDataQueries: [{ Id: 'e', Expression: 'SUM(METRICS())' }] }],
  ])('are refused for %s', async (_what, input) => {
    const { cloudWatch } = await startLocalAws();
    const refusal = await refusalOf(cloudWatch.send(new GetMetricDataCommand(input)));
    expect(refusal.name).toBe('ValidationException');
  });

  it('refuse a sample that is no number, and one without any value', async () => {
    const { cloudWatch } = await startLocalAws();
    const putOne = (datum: { Value?: number }) =>
      refusalOf(
        cloudWatch.send(
          new PutMetricDataCommand({ Namespace: 'Spillway', MetricData: [{ MetricName: 'Rows', ...datum }] }),
        ),
      );
    expect((await putOne({ Value: Number.NaN })).name).toBe('InvalidParameterValueException');
    expect((await putOne({})).name).toBe('MissingRequiredParameterException');
  });
});

it('lists the metrics of all namespaces to whoever names none', async () => {
  const aws = await startLocalAws();
  for (const Namespace of ['Spillway', 'Other'])
    await aws.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace,
        MetricData: [
          { MetricName: 'Rows', Value: 1 },
          { MetricName: 'Live', Value: 1 },
        ],
      }),
    );
  const namesOf = async (input: { MetricName?: string }) =>
    (await aws.cloudWatch.send(new ListMetricsCommand(input))).Metrics?.map(
      (metric) => `${metric.Namespace}/${metric.MetricName}`,
    );
  expect(await namesOf({})).toEqual(['Spillway/Rows', 'Spillway/Live', 'Other/Rows', 'Other/Live']);
  expect(await namesOf({ MetricName: 'Live' })).toEqual(['Spillway/Live', 'Other/Live']);
});

describe('alarms on the wire', () => {
  const insights =
    'SELECT MAX(Rows) FROM SCHEMA("Spillway", AutoScalingGroupName) GROUP BY AutoScalingGroupName';
  const alarm = {
    AlarmName: 'full',
    Threshold: 75,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  } as const;

  it('on one metric change state as its datapoints do', async () => {
    const aws = await startLocalAws();
    await aws.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...alarm,
        Namespace: 'Spillway',
        MetricName: 'Rows',
        Dimensions: dimensions,
        Statistic: 'Maximum',
        Period: 60,
      }),
    );
    const describeFull = new DescribeAlarmsCommand({ AlarmNames: ['full', 'other'] });
    expect((await aws.cloudWatch.send(describeFull)).MetricAlarms).toMatchObject([
      { AlarmName: 'full', StateValue: 'INSUFFICIENT_DATA', MetricName: 'Rows', Threshold: 75 },
    ]);
    await put(aws, [[0.5, 80]]);
    await aws.emulator.runUntil(START_MS + 2 * MINUTE_MS);
    expect((await aws.cloudWatch.send(describeFull)).MetricAlarms).toMatchObject([{ StateValue: 'ALARM' }]);
  });

  it('on a Metrics Insights query name their contributors', async () => {
    const aws = await startLocalAws();
    await aws.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...alarm,
        Metrics: [{ Id: 'q1', Expression: insights, Period: 60, ReturnData: true }],
      }),
    );
    await put(aws, [[0.5, 80]]);
    await aws.emulator.runUntil(START_MS + 2 * MINUTE_MS);
    const { AlarmContributors } = await aws.cloudWatch.send(
      new DescribeAlarmContributorsCommand({ AlarmName: 'full' }),
    );
    expect(AlarmContributors).toMatchObject([{ ContributorAttributes: { AutoScalingGroupName: 'rdb-a' } }]);
    const { MetricAlarms } = await aws.cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(MetricAlarms?.[0]?.Metrics?.[0]?.Expression).toBe(insights);
  });

  it('are set by hand, deleted, and not found after', async () => {
    const { cloudWatch } = await startLocalAws();
    await cloudWatch.send(
      new PutMetricAlarmCommand({ ...alarm, Namespace: 'Spillway', MetricName: 'Rows', Period: 60 }),
    );
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'full', StateValue: 'ALARM', StateReason: 'by hand' }),
    );
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toMatchObject([{ StateValue: 'ALARM', StateReason: 'by hand' }]);
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['full'] }));
    const refusal = await refusalOf(cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['full'] })));
    expect(refusal.name).toBe('ResourceNotFound');
  });

  it.each([
    ['a query of another form', { Metrics: [{ Id: 'q1', Expression: 'SELECT 1', ReturnData: true }] }],
    ['neither metric nor query', {}],
    ['more datapoints than periods', { Namespace: 'a', MetricName: 'b', Period: 60, DatapointsToAlarm: 2 }],
  ])('are refused with %s', async (_what, input) => {
    const { cloudWatch } = await startLocalAws();
    const refusal = await refusalOf(cloudWatch.send(new PutMetricAlarmCommand({ ...alarm, ...input })));
    expect(refusal.name).toBe('ValidationException');
  });
});
