// Alarms that wake the autoscaler and tell nobody, by what their names begin with: one prefix for each kind of target.
import { STREAM_ALARM_PREFIX } from '../../../lib/targets/kinesis-stream/ports/stream-metrics.ts';
import { CLUSTER_ALARM_PREFIX } from '../../../lib/targets/memorydb-cluster/ports/cluster-metrics.ts';
import { MEMORY_ALARM_PREFIX } from '../../../lib/targets/rdb-group/ports/group-settings.ts';

export const WAKING_ALARM_PREFIXES = [
  MEMORY_ALARM_PREFIX,
  STREAM_ALARM_PREFIX,
  CLUSTER_ALARM_PREFIX,
] as const;

export function isWaking(alarmName: string): boolean {
  return WAKING_ALARM_PREFIXES.some((prefix) => alarmName.startsWith(prefix));
}
