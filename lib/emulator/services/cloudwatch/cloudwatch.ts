// CloudWatch on the wire: metrics and alarms, over the simulated ones (lib/sim/aws).
// Next: metric-actions.ts, alarm-actions.ts.
import type { Alarms } from '../../../sim/aws/alarms.ts';
import type { MetricStore } from '../../../sim/aws/metric-store.ts';
import { alarmActions } from './alarm-actions.ts';
import { metricActions, type MetricLimits } from './metric-actions.ts';
import { metricStatistics } from './metric-statistics.ts';
import type { ServiceActions } from '../service-action.ts';

export function cloudWatchActions(
  { metrics, alarms }: { metrics: MetricStore; alarms: Alarms },
  limits: MetricLimits,
): ServiceActions<'cloudwatch'> {
  return { ...metricActions(metrics, limits), ...metricStatistics(metrics), ...alarmActions(alarms) };
}
