// The CloudWatch alarms that watch memory: finding them, and mapping them. Read by `doctor` and `adopt`.
import type { CloudWatchClient, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { MemoryAlarm } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import { describeAlarms } from '../../describe-alarms.ts';

/** Metrics that stand for memory: ours, and the CloudWatch agent's. */
const MEMORY_METRIC = /\b(LiveMemoryUsedPercent|MemoryUsedPercent|mem_used_percent)\b/;

/** All alarms on memory; throws `PortError` where there are more alarms than are read. */
export async function readMemoryAlarms(
  client: CloudWatchClient,
  calls: AwsCalls,
): Promise<readonly MemoryAlarm[]> {
  return (await describeAlarms(client, calls)).flatMap((alarm) => memoryAlarmOf(alarm) ?? []);
}

function memoryAlarmOf(alarm: MetricAlarm): MemoryAlarm | undefined {
  const query = alarm.Metrics?.map((one) => one.Expression ?? '').find((text) => MEMORY_METRIC.test(text));
  const stat = alarm.Metrics?.map((one) => one.MetricStat).find((one) =>
    MEMORY_METRIC.test(one?.Metric?.MetricName ?? ''),
  );
  const metricName = alarm.MetricName ?? stat?.Metric?.MetricName;
  if (query === undefined && !MEMORY_METRIC.test(metricName ?? '')) return undefined;
  const dimensions = alarm.Dimensions ?? stat?.Metric?.Dimensions ?? [];
  const groupName = dimensions.find((one) => one.Name === 'AutoScalingGroupName')?.Value;
  const periodS = alarm.Period ?? stat?.Period ?? alarm.Metrics?.find((one) => one.Period)?.Period;
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    actionsEnabled: alarm.ActionsEnabled !== false,
    ...(alarm.StateUpdatedTimestamp && { stateSinceMs: alarm.StateUpdatedTimestamp.getTime() }),
    ...(groupName !== undefined && { groupName }),
    ...(query !== undefined && { query }),
    ...(metricName !== undefined && { metricName }),
    ...(periodS !== undefined && { periodS }),
    ...(alarm.Threshold !== undefined && { thresholdPercent: alarm.Threshold }),
  };
}
