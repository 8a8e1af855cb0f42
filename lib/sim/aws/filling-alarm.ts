// The stack's alarm on clusters that fill, as the world knows it: one for all of the account, a contributor for each, which
// is as full as its fullest node. What the stack deploys is infra/cluster-alarms.yml.
import { CLUSTER_ALARM_PREFIX } from '../../targets/memorydb-cluster/ports/cluster-metrics.ts';
import type { AlarmSpec } from './alarms.ts';

/** Rings for a cluster of which a node was above the default of `spillway:memory-target` in the latest minute. */
export function fillingAlarm(): AlarmSpec {
  return {
    alarmName: `${CLUSTER_ALARM_PREFIX}filling`,
    watched: {
      kind: 'metrics-insights',
      expression:
        'SELECT MAX(DatabaseMemoryUsagePercentage) FROM SCHEMA("AWS/MemoryDB", ClusterName, NodeName) GROUP BY ClusterName ORDER BY MAX() DESC',
      namespace: 'AWS/MemoryDB',
      metricName: 'DatabaseMemoryUsagePercentage',
      groupBy: 'ClusterName',
      alsoBy: ['NodeName'],
      stat: 'Maximum',
      periodSeconds: 60,
    },
    threshold: 60,
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
  };
}
