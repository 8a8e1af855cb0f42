// The functions that run cycles, and an event of its own kind for each: what wakes it in a recorded day.
import { buildAlarmEvent } from '../../../lib/emulator/alarm-events.ts';
import { buildAutoScalingEvent, buildTickEvent } from '../../../lib/emulator/triggers/function-events.ts';
import type { AlarmChange } from '../../../lib/sim/aws/alarms.ts';

export const CYCLE_FUNCTIONS = ['on-alarm', 'on-schedule', 'on-lifecycle', 'on-tick'] as const;
export type CycleFunction = (typeof CYCLE_FUNCTIONS)[number];

/** The event that wakes a function, of its own kind. */
export function beatOf(
  functionName: CycleFunction,
  { groupName, atMs, instanceId }: { groupName: string; atMs: number; instanceId: string },
): unknown {
  switch (functionName) {
    case 'on-alarm':
      // Of the CloudWatch agent's metric: it names the node alone.
      return buildAlarmEvent(
        anAlarm(atMs, {
          name: 'agent-memory',
          metric: {
            namespace: 'CWAgent',
            metricName: 'mem_used_percent',
            dimensions: { InstanceId: instanceId },
          },
        }),
        'eventbridge',
      );
    case 'on-lifecycle':
      return buildAutoScalingEvent({
        detailType: 'EC2 Instance Launch Unsuccessful',
        atMs,
        groupName,
        instanceId: '',
        detail: { AutoScalingGroupName: groupName, StatusCode: 'Failed' },
      });
    case 'on-schedule':
      return { action: 'ensure-capacity', nodeCount: 1, holdMinutes: 5 };
    case 'on-tick':
      return buildTickEvent(atMs);
  }
}

/** A stream refuses records. */
export function streamAlarm(streamName: string, atMs: number): unknown {
  const metric = { namespace: 'AWS/Kinesis', metricName: 'WriteProvisionedThroughputExceeded' };
  return buildAlarmEvent(
    anAlarm(atMs, { name: 'refused', metric: { ...metric, dimensions: { StreamName: streamName } } }),
    'eventbridge',
  );
}

/** A cluster is at its memory target. */
export function clusterAlarm(clusterName: string, atMs: number): unknown {
  const metric = { namespace: 'AWS/MemoryDB', metricName: 'DatabaseMemoryUsagePercentage' };
  return buildAlarmEvent(
    anAlarm(atMs, { name: 'filling', metric: { ...metric, dimensions: { ClusterName: clusterName } } }),
    'eventbridge',
  );
}

interface Alarming {
  readonly name: string;
  readonly metric: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
  };
}

function anAlarm(atMs: number, { name, metric }: Alarming): AlarmChange {
  return {
    alarmName: name,
    atMs,
    state: 'ALARM',
    previousState: 'OK',
    reason: 'Threshold Crossed',
    threshold: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    watched: { kind: 'metric', ...metric, stat: 'Maximum', periodSeconds: 60 },
    recentDatapoints: [61],
    alarmActions: [],
    actionsEnabled: true,
  };
}
