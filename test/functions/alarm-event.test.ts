// All six shapes of an alarm, and the parent of a Metrics Insights alarm, from AWS's documented examples.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAlarmEvent } from '../../functions/events/alarm-event.ts';
import { UnknownEventError } from '../../lib/core/errors.ts';
import { buildAlarmEvent, snsEnvelope } from '../../lib/emulator/alarm-events.ts';

/** Where each example is from: test/emulator/aws-examples/README.md. */
function example(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../emulator/aws-examples/${name}.json`, import.meta.url), 'utf8'));
}

const CHANGE = {
  alarmName: 'spillway-live-memory',
  atMs: Date.UTC(2026, 10, 20, 14, 30),
  state: 'ALARM',
  previousState: 'OK',
  reason: 'Threshold Crossed',
  threshold: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  recentDatapoints: [61.5],
  alarmActions: [],
  actionsEnabled: true,
} as const;

const SINGLE = {
  ...CHANGE,
  watched: {
    kind: 'metric',
    namespace: 'Spillway',
    metricName: 'LiveMemoryUsedPercent',
    dimensions: { AutoScalingGroupName: 'rdb-fx' },
    stat: 'Maximum',
    periodSeconds: 60,
  },
} as const;

const CONTRIBUTOR = {
  ...CHANGE,
  watched: {
    kind: 'metrics-insights',
    namespace: 'Spillway',
    metricName: 'LiveMemoryUsedPercent',
    groupBy: 'AutoScalingGroupName',
    stat: 'Maximum',
    expression:
      'SELECT MAX(LiveMemoryUsedPercent) FROM SCHEMA(Spillway, AutoScalingGroupName) GROUP BY AutoScalingGroupName',
    periodSeconds: 60,
    contributor: { AutoScalingGroupName: 'rdb-fx' },
  },
} as const;

describe('a single-metric alarm', () => {
  test("by EventBridge, AWS's example, names its instance", () => {
    expect(parseAlarmEvent(example('eventbridge-metric'))).toEqual([
      { alarmName: 'ServerCpuTooHigh', state: 'ALARM', names: { InstanceId: 'i-12345678901234567' } },
    ]);
  });

  test("by direct Lambda action, AWS's example, names its instance", () => {
    expect(parseAlarmEvent(example('lambda-metric'))).toEqual([
      { alarmName: 'lambda-demo-metric-alarm', state: 'ALARM', names: { InstanceId: 'i-12345678' } },
    ]);
  });

  test("by SNS, AWS's envelope and message schema, names its instance", () => {
    const message = example('sns-metric-message') as { Trigger: object };
    const filled = {
      ...message,
      AlarmName: 'memory',
      NewStateValue: 'ALARM',
      Trigger: { ...message.Trigger, Dimensions: [{ value: 'i-0123', name: 'InstanceId' }] },
    };
    const event = example('sns-envelope') as { Records: { Sns: { Message: string } }[] };
    for (const record of event.Records) record.Sns.Message = JSON.stringify(filled);

    expect(parseAlarmEvent(event)).toEqual([
      { alarmName: 'memory', state: 'ALARM', names: { InstanceId: 'i-0123' } },
    ]);
  });

  test.each(['eventbridge', 'lambda', 'sns'] as const)('by %s names its group', (channel) => {
    expect(parseAlarmEvent(buildAlarmEvent(SINGLE, channel))).toEqual([
      { alarmName: 'spillway-live-memory', state: 'ALARM', names: { AutoScalingGroupName: 'rdb-fx' } },
    ]);
  });
});

describe('a Metrics Insights contributor', () => {
  test("by EventBridge, AWS's example, is read though it names neither group nor node", () => {
    expect(parseAlarmEvent(example('eventbridge-contributor'))).toEqual([
      { alarmName: 'DynamoDBInsightsAlarm', state: 'ALARM', names: {} },
    ]);
  });

  test.each(['eventbridge', 'lambda', 'sns'] as const)('by %s names its group', (channel) => {
    expect(parseAlarmEvent(buildAlarmEvent(CONTRIBUTOR, channel))).toEqual([
      { alarmName: 'spillway-live-memory', state: 'ALARM', names: { AutoScalingGroupName: 'rdb-fx' } },
    ]);
  });
});

describe('an alarm on a stream names it', () => {
  const ofStream = { namespace: 'AWS/Kinesis', metricName: 'WriteProvisionedThroughputExceeded' } as const;
  const single = {
    ...SINGLE,
    watched: { ...SINGLE.watched, ...ofStream, dimensions: { StreamName: 'feed' } },
  };
  const contributor = {
    ...CONTRIBUTOR,
    watched: {
      ...CONTRIBUTOR.watched,
      ...ofStream,
      groupBy: 'StreamName',
      contributor: { StreamName: 'feed' },
    },
  };
  const shapes = (['eventbridge', 'lambda', 'sns'] as const).flatMap(
    (channel) =>
      [
        [channel, 'of a single metric', single],
        [channel, 'of Metrics Insights', contributor],
      ] as const,
  );
  test.each(shapes)('by %s, %s', (channel, _kind, change) => {
    expect(parseAlarmEvent(buildAlarmEvent(change, channel))).toEqual([
      { alarmName: 'spillway-live-memory', state: 'ALARM', names: { StreamName: 'feed' } },
    ]);
  });
});

test("the parent's own event, AWS's example, names nobody", () => {
  expect(parseAlarmEvent(example('eventbridge-parent'))).toEqual([
    { alarmName: 'DynamoDBInsightsAlarm', state: 'ALARM', names: {} },
  ]);
});

test('an SNS event with two records brings two alarms', () => {
  const one = buildAlarmEvent(SINGLE, 'sns') as { Records: unknown[] };
  const two = buildAlarmEvent({ ...SINGLE, state: 'OK' }, 'sns') as { Records: unknown[] };

  const alarms = parseAlarmEvent({ Records: [...one.Records, ...two.Records] });

  expect(alarms.map((alarm) => alarm.state)).toEqual(['ALARM', 'OK']);
});

describe('an event of no known shape is refused, and the error says what was expected', () => {
  test.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a lifecycle event', example('lifecycle-terminate')],
    ['a schedule', { action: 'scale-in' }],
    ['an alarm without a state', { source: 'aws.cloudwatch', alarmData: { alarmName: 'x' } }],
    [
      'an SNS message that is not JSON',
      snsEnvelope('x', 'plain text', 0).Records.length ? example('sns-envelope') : null,
    ],
    ['an SNS event without records', { Records: [] }],
  ])('%s', (_what, event) => {
    expect(() => parseAlarmEvent(event)).toThrow(UnknownEventError);
    expect(() => parseAlarmEvent(event)).toThrow(
      /CloudWatch Alarm State Change.*Contributor.*alarmData.*Sns\.Message/,
    );
  });
});
