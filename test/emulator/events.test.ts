import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildAlarmEvent } from '../../lib/emulator/alarm-events.ts';
import {
  buildAutoScalingEvent,
  buildScheduleEvent,
  buildTickEvent,
} from '../../lib/emulator/triggers/function-events.ts';
import type { AlarmChange } from '../../lib/sim/aws/alarms.ts';

const AT_MS = Date.parse('2026-11-20T15:04:05.678Z');

const metricChange: AlarmChange = {
  alarmName: 'live-full',
  description: 'The live RDB is nearly full',
  atMs: AT_MS,
  state: 'ALARM',
  previousState: 'OK',
  reason: 'Threshold Crossed',
  threshold: 75,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  watched: {
    kind: 'metric',
    namespace: 'CWAgent',
    metricName: 'mem_used_percent',
    dimensions: { InstanceId: 'i-0123456789abcdef0' },
    stat: 'Maximum',
    periodSeconds: 60,
  },
  recentDatapoints: [76.5],
  alarmActions: [],
  actionsEnabled: true,
};

const query = {
  kind: 'metrics-insights',
  expression: 'SELECT MAX(m) FROM SCHEMA("Spillway", AutoScalingGroupName) GROUP BY AutoScalingGroupName',
  namespace: 'Spillway',
  metricName: 'm',
  groupBy: 'AutoScalingGroupName',
  stat: 'Maximum',
  periodSeconds: 60,
} as const;
const parentChange: AlarmChange = { ...metricChange, watched: query, recentDatapoints: [] };
const contributorChange: AlarmChange = {
  ...parentChange,
  watched: { ...query, contributor: { AutoScalingGroupName: 'rdb-a' } },
};

function example(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`aws-examples/${name}.json`, import.meta.url), 'utf8'));
}

/** Members that are names of the user's own: their keys differ from example to example. */
const OWN_KEYS = new Set(['dimensions', 'attributes', 'MessageAttributes']);

/** Every member's path, sorted: the shape of a document. */
function shapeOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return value.length === 0 ? [`${path}[]`] : shapeOf(value[0], `${path}[]`);
  return Object.entries(value)
    .flatMap(([key, member]) => (OWN_KEYS.has(key) ? [`${path}.${key}`] : shapeOf(member, `${path}.${key}`)))
    .sort();
}

function snsMessage(change: AlarmChange): unknown {
  const event = buildAlarmEvent(change, 'sns') as { Records: [{ Sns: { Message: string } }] };
  return JSON.parse(event.Records[0].Sns.Message);
}

describe('alarm events', () => {
  it.each([
    ['eventbridge', metricChange, 'eventbridge-metric'],
    ['eventbridge', contributorChange, 'eventbridge-contributor'],
    ['eventbridge', parentChange, 'eventbridge-parent'],
    ['lambda', { ...metricChange, recentDatapoints: [] }, 'lambda-metric'],
    ['sns', metricChange, 'sns-envelope'],
  ] as const)('by %s have the shape that AWS documents (%#)', (channel, change, name) => {
    const shape = shapeOf(buildAlarmEvent(change, channel));
    expect(shape).toEqual(shapeOf(example(name)));
  });

  it('by SNS carry the message that AWS documents', () => {
    const shape = shapeOf(snsMessage(metricChange));
    expect(shape).toEqual(shapeOf(example('sns-metric-message')));
  });

  it('of a contributor differ from its alarm by id and attributes, and have no previous state', () => {
    const { alarmData } = buildAlarmEvent(contributorChange, 'lambda') as { alarmData: object };
    expect(alarmData).toMatchObject({
      alarmContributor: {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        attributes: { AutoScalingGroupName: 'rdb-a' },
      },
    });
    expect(alarmData).not.toHaveProperty('previousState');
    expect(snsMessage(contributorChange)).toMatchObject({
      AlarmContributorAttributes: { AutoScalingGroupName: 'rdb-a' },
      OldStateValue: 'OK',
      Trigger: { Metrics: [{ Expression: query.expression }] },
    });
    expect(snsMessage(metricChange)).not.toHaveProperty('AlarmContributorId');
  });

  it('carry the values of the change', () => {
    expect(buildAlarmEvent(metricChange, 'eventbridge')).toMatchObject({
      time: '2026-11-20T15:04:05Z',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:live-full'],
      detail: {
        alarmName: 'live-full',
        state: { value: 'ALARM', timestamp: '2026-11-20T15:04:05.678+0000' },
        previousState: { value: 'OK' },
        configuration: {
          metrics: [{ metricStat: { metric: { dimensions: { InstanceId: 'i-0123456789abcdef0' } } } }],
        },
      },
    });
  });

  it('have the same id for the same change, and another for another', () => {
    const idOf = (change: AlarmChange) => buildAlarmEvent(change, 'eventbridge')['id'];
    expect(idOf(metricChange)).toBe(idOf({ ...metricChange }));
    expect(idOf(metricChange)).not.toBe(idOf({ ...metricChange, atMs: AT_MS + 1 }));
    expect(idOf(contributorChange)).not.toBe(idOf(parentChange));
  });
});

describe('events of Auto Scaling, schedules and the tick', () => {
  it('of a terminating hook have the shape that AWS documents', () => {
    const { detail } = example('lifecycle-terminate') as { detail: Record<string, unknown> };
    const event = buildAutoScalingEvent({
      detailType: 'EC2 Instance-terminate Lifecycle Action',
      atMs: AT_MS,
      groupName: 'my-asg',
      instanceId: 'i-1234567890abcdef0',
      detail,
    });
    expect(shapeOf(event)).toEqual(shapeOf(example('lifecycle-terminate')));
    expect(event.resources).toEqual([
      expect.stringMatching(
        /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/my-asg$/,
      ),
    ]);
  });

  it('of a schedule are its input, with the scheduled time filled in', () => {
    const input = { action: 'scale-in', scheduledTime: '<aws.scheduler.scheduled-time>' };
    expect(buildScheduleEvent(input, AT_MS)).toEqual({
      action: 'scale-in',
      scheduledTime: '2026-11-20T15:04:05Z',
    });
  });

  it('of the tick are Scheduled Events', () => {
    expect(buildTickEvent(AT_MS)).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: '2026-11-20T15:04:05Z',
    });
  });
});
