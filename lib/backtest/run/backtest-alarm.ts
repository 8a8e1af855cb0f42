// The alarm that wakes cycles in a backtest. Reports a minute apart: the fleet's, as the stack deploys it. Closer ones: the
// group's own, of a high resolution, as `spillway adopt GROUP --alarm` makes it.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (Period: "10, 20, 30, and any
// multiple of 60"; below 60 for metrics of a StorageResolution of 1; a period without a datapoint is missing data)
import type { AlarmSpec } from '../../sim/aws/alarms.ts';

const ALARM_PERCENT = 60;

const FLEET_PERIOD_SECONDS = 60;

/** Periods of a high resolution that CloudWatch allows, ascending. */
const SHORT_PERIODS_SECONDS = [10, 20, 30];

const COMMON = {
  alarmName: 'live-memory',
  threshold: ALARM_PERCENT,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'ignore',
} as const;

const METRIC = { namespace: 'Spillway', metricName: 'LiveMemoryUsedPercent', stat: 'Maximum' } as const;

/** The alarm for reports so far apart. Its period is never shorter than theirs: each has a datapoint. */
export function backtestAlarm(groupName: string, reportPeriodSeconds: number): AlarmSpec {
  const short = SHORT_PERIODS_SECONDS.find((seconds) => seconds >= reportPeriodSeconds);
  if (short !== undefined) {
    const dimensions = { AutoScalingGroupName: groupName };
    return { ...COMMON, watched: { kind: 'metric', ...METRIC, dimensions, periodSeconds: short } };
  }
  return {
    ...COMMON,
    watched: {
      kind: 'metrics-insights',
      expression: '',
      ...METRIC,
      groupBy: 'AutoScalingGroupName',
      periodSeconds: FLEET_PERIOD_SECONDS,
    },
  };
}
