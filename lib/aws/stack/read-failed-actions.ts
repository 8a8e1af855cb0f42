// Whether what an alarm called when it rang was reached: CloudWatch keeps that with the alarm's history. It tells of whatever is in the
// way, a key's policy included, which nothing else of the stack shows.
import { DescribeAlarmHistoryCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { FailedAction, StackAlarm } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';

const CALL = 'cloudwatch:DescribeAlarmHistory';

/** AWS's largest page. The newest are enough: what was reached or not at last. */
const ITEMS_MAX = 100;

/**
 * Of the alarm's actions those whose latest attempt failed. AWS's words for it:
 * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
export async function readFailedActions(
  client: Pick<CloudWatchClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  { name, actionArns }: Pick<StackAlarm, 'name' | 'actionArns'>,
): Promise<readonly FailedAction[]> {
  const command = new DescribeAlarmHistoryCommand({
    AlarmName: name,
    ScanBy: 'TimestampDescending',
    MaxRecords: ITEMS_MAX,
  });
  const { AlarmHistoryItems = [] } = await calls.read(CALL, (options) => client.send(command, options));
  const failed: FailedAction[] = [];
  const seen = new Set<string>();
  for (const { HistoryItemType = '', HistorySummary = '', Timestamp } of AlarmHistoryItems) {
    if (!HistoryItemType.endsWith('Action')) continue;
    const words = HistorySummary.split(/\s+/).map((word) => word.replace(/\.$/, ''));
    const actionArn = actionArns.find((arn) => words.includes(arn));
    if (actionArn === undefined || seen.has(actionArn)) continue;
    seen.add(actionArn);
    if (!/^failed\b/i.test(HistorySummary)) continue;
    const why = /Received error: "?(.*?)"?$/s.exec(HistorySummary)?.[1] ?? HistorySummary;
    failed.push({ actionArn, atMs: Timestamp?.getTime(), why });
  }
  return failed;
}
