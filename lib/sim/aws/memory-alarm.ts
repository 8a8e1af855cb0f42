// The stack's alarm on memory, as the world knows it: one for all groups, a contributor for each. What the
// stack deploys is infra/memory-alarms.yml.
import type { AlarmSpec } from './alarms.ts';

/** Rings for a group whose live node reaches that percentage of memory, and again after each roll. */
export function memoryAlarm(thresholdPercent: number): AlarmSpec {
  return {
    alarmName: 'spillway-memory-live',
    watched: {
      kind: 'metrics-insights',
      expression:
        'SELECT MAX(LiveMemoryUsedPercent) FROM SCHEMA(Spillway, AutoScalingGroupName) GROUP BY AutoScalingGroupName',
      namespace: 'Spillway',
      metricName: 'LiveMemoryUsedPercent',
      groupBy: 'AutoScalingGroupName',
      stat: 'Maximum',
      periodSeconds: 60,
    },
    threshold: thresholdPercent,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
  };
}
