// Reads a group's node lines from a function's log in CloudWatch Logs, page by page: with lean metrics what nodes reported
// stands there alone. What a line says: lib/trace/memory-of-log.ts. Needs logs:FilterLogEvents of whoever runs the command.
import { FilterLogEventsCommand, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PortError } from '../../../core/errors.ts';
import { DAY_MS } from '../../../core/units.ts';
import type { LogLinesQuery } from '../../../targets/rdb-group/ports/memory-history.ts';
import type { AwsCalls } from '../../aws-calls.ts';

const CALL = 'logs:FilterLogEvents';

/**
 * Pages of one log. One holds up to 10,000 lines, and may be empty though more follow: CloudWatch Logs answers with what it has
 * looked through. Two weeks of a hundred servers are some 200 full ones.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
const PAGES_MAX = 20_000;

/** Oldest first. More pages than are read is an error, never a short log. Throws `PortError`. */
export async function* readLogLines(
  client: Pick<CloudWatchLogsClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  { logGroupName, groupName, days, nowMs }: LogLinesQuery,
): AsyncGenerator<string> {
  let token: string | undefined;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const command = new FilterLogEventsCommand({
      logGroupName,
      startTime: nowMs - days * DAY_MS,
      endTime: nowMs,
      filterPattern: patternOf(groupName),
      ...(token !== undefined && { nextToken: token }),
    });
    const answer = await calls.read(CALL, (options) => client.send(command, options));
    for (const { message } of answer.events ?? []) if (message !== undefined) yield message;
    token = answer.nextToken;
    if (!token) return;
  }
  throw new PortError(CALL, 'TooManyPages', `more than ${PAGES_MAX} pages of ${logGroupName}`);
}

/**
 * Lines that name the group and one of its instances.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax-for-Metric-Filters.html
 */
function patternOf(groupName: string): string {
  const quoted = groupName.replaceAll(/["\\]/g, String.raw`\$&`);
  return `{ $.AutoScalingGroupName = "${quoted}" && $.InstanceId = "i-*" }`;
}
