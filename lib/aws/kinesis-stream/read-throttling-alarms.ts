// The CloudWatch alarms on records that streams refuse: finding them, and mapping them. Read by `doctor`.
import type { CloudWatchClient, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { ThrottlingAlarm } from '../../targets/kinesis-stream/ports/stream-settings.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { describeAlarms } from '../describe-alarms.ts';

const METRIC = 'WriteProvisionedThroughputExceeded';
const DIMENSION = 'StreamName';

/** All of them; throws `PortError` where there are more alarms than are read. */
export async function readThrottlingAlarms(
  client: Pick<CloudWatchClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
): Promise<readonly ThrottlingAlarm[]> {
  return (await describeAlarms(client, calls)).flatMap((alarm) => throttlingAlarmOf(alarm) ?? []);
}

function throttlingAlarmOf({
  AlarmName,
  ActionsEnabled,
  ...alarm
}: MetricAlarm): ThrottlingAlarm | undefined {
  const queries = alarm.Metrics ?? [];
  const base = { name: AlarmName ?? '', actionsEnabled: ActionsEnabled !== false };
  // A query over all streams has each of them as a contributor.
  if (queries.some(({ Expression = '' }) => Expression.includes(METRIC) && Expression.includes(DIMENSION)))
    return base;
  const metrics = [alarm, ...queries.map(({ MetricStat }) => MetricStat?.Metric ?? {})];
  const watched = metrics.find(({ MetricName }) => MetricName === METRIC);
  const streamName = watched?.Dimensions?.find(({ Name }) => Name === DIMENSION)?.Value;
  return streamName === undefined ? undefined : { ...base, streamName };
}
