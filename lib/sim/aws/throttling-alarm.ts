// The stack's alarm on streams that refuse records, as the world knows it: one for all of the account, a contributor for
// each. What the stack deploys is infra/stream-alarms.yml.
import { STREAM_ALARM_PREFIX } from '../../targets/kinesis-stream/ports/stream-metrics.ts';
import type { AlarmSpec } from './alarms.ts';

/** Rings for a stream of which a record was refused in the latest minute. */
export function throttlingAlarm(): AlarmSpec {
  return {
    alarmName: `${STREAM_ALARM_PREFIX}throttled`,
    watched: {
      kind: 'metrics-insights',
      expression:
        'SELECT SUM(WriteProvisionedThroughputExceeded) FROM SCHEMA("AWS/Kinesis", StreamName) GROUP BY StreamName ORDER BY SUM() DESC',
      namespace: 'AWS/Kinesis',
      metricName: 'WriteProvisionedThroughputExceeded',
      groupBy: 'StreamName',
      stat: 'Sum',
      periodSeconds: 60,
    },
    threshold: 0,
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
  };
}
