// The CloudWatch alarms that watch memory: finding them, and mapping them. Read by `doctor` and `adopt`.
import { DescribeAlarmsCommand, type CloudWatchClient, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { PortError } from '../../../core/errors.ts';
import type { MemoryAlarm } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AwsCalls } from '../../aws-calls.ts';

/** AWS's largest page, and how many are read: 5,000 is CloudWatch's quota of alarms unless raised. */
const ALARMS_PER_PAGE = 100;
const ALARM_PAGES_MAX = 100;

const CALL = 'cloudwatch:DescribeAlarms';

/** Metrics that stand for memory: ours, and the CloudWatch agent's. */
const MEMORY_METRIC = /\b(LiveMemoryUsedPercent|MemoryUsedPercent|mem_used_percent)\b/;

/** All alarms on memory; more pages than are read is an error, never a short list. */
export async function readMemoryAlarms(
  client: CloudWatchClient,
  calls: AwsCalls,
): Promise<readonly MemoryAlarm[]> {
  const found: MemoryAlarm[] = [];
  let token: string | undefined;
  for (let page = 1; page <= ALARM_PAGES_MAX; page += 1) {
    const command = new DescribeAlarmsCommand({
      AlarmTypes: ['MetricAlarm'],
      MaxRecords: ALARMS_PER_PAGE,
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await calls.read(CALL, (options) => client.send(command, options));
    found.push(...(answer.MetricAlarms ?? []).flatMap((alarm) => memoryAlarmOf(alarm) ?? []));
    token = answer.NextToken;
    if (!token) return found;
  }
  throw new PortError(
    CALL,
    'TooManyPages',
    `more than ${ALARM_PAGES_MAX} pages of ${ALARMS_PER_PAGE} alarms`,
  );
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
