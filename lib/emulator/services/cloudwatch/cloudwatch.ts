// CloudWatch on the wire: metrics and alarms, over the simulated ones (lib/sim/aws).
// Next: metric-actions.ts, alarm-actions.ts.
import type { World } from '../../../sim/world.ts';
import { alarmActions } from './alarm-actions.ts';
import { alarmHistory, type WhyUnpublished } from './alarm-history.ts';
import { metricActions, type MetricLimits } from './metric-actions.ts';
import { metricStatistics } from './metric-statistics.ts';
import type { ServiceActions } from '../service-action.ts';

export function cloudWatchActions(
  world: Pick<World, 'metrics' | 'alarms' | 'onAlarmChange'>,
  limits: MetricLimits,
  whyUnpublished: WhyUnpublished,
): ServiceActions<'cloudwatch'> {
  const { metrics, alarms } = world;
  return {
    ...metricActions(metrics, limits),
    ...metricStatistics(metrics),
    ...alarmActions(alarms),
    ...alarmHistory(world, whyUnpublished),
  };
}
