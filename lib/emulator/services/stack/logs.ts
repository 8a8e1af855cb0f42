// CloudWatch Logs: what the functions have logged, by log group and filter.
// Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, REGION, stableUuid } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import type { LoggedLine } from '../../stack/function-log.ts';
import { pageOf } from '../../wire/page.ts';
import { integer, listOf, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';
import { parseFilterPattern } from './filter-pattern.ts';

/** AWS's largest page; a test may make it smaller. */
export const LOG_EVENTS_PAGE_MAX = 10_000;

const GROUP_PREFIX = '/aws/lambda/';

/** A function's instance writes a stream of its own on AWS; here one does for all. */
const STREAM = 'emulator';

/** A log group is there once its function has logged. */
export function logActions(
  stack: EmulatedStack,
  pageMax: number = LOG_EVENTS_PAGE_MAX,
): ServiceActions<'logs'> {
  const linesOf = (logGroupName: string) =>
    logGroupName.startsWith(GROUP_PREFIX)
      ? stack.log.linesOf(stack.ownNameOf(logGroupName.slice(GROUP_PREFIX.length)))
      : undefined;

  return {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
    DescribeLogGroups: serviceAction(z.object({ logGroupNamePrefix: z.string().default('') }), (given) => {
      const logGroups = [...stack.functions.keys()]
        .map((own) => ({ own, logGroupName: `${GROUP_PREFIX}${stack.nameOf(own)}` }))
        .filter(({ logGroupName }) => logGroupName.startsWith(given.logGroupNamePrefix))
        .flatMap(({ own, logGroupName }) => {
          const lines = stack.log.linesOf(own);
          return lines ? [groupAnswer(logGroupName, lines)] : [];
        });
      return { logGroups: logGroups.sort((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1)) };
    }),
    FilterLogEvents: serviceAction(
      z.object({
        logGroupName: text.optional(),
        logGroupIdentifier: text.optional(),
        logStreamNames: listOf(text),
        logStreamNamePrefix: text.default(''),
        startTime: integer.default(0),
        endTime: integer.optional(),
        filterPattern: z.string().default(''),
        limit: integer.min(1).max(LOG_EVENTS_PAGE_MAX).default(LOG_EVENTS_PAGE_MAX),
        nextToken: text.optional(),
      }),
      (given) => {
        const { startTime, endTime = Number.POSITIVE_INFINITY, filterPattern, limit, nextToken } = given;
        const logGroupName = nameOfGroup(given);
        const lines = linesOf(logGroupName);
        if (!lines)
          throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        if (given.logStreamNames.some((name) => name !== STREAM))
          throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
        const isOfStream = STREAM.startsWith(given.logStreamNamePrefix);
        const matches = parseFilterPattern(filterPattern);
        // AWS looks through so many lines for a page, and answers with those of them that match: it may be none.
        const page = pageOf(lines, Math.min(limit, pageMax), nextToken);
        return {
          events: page.entries
            .filter(
              ({ atMs, text: line }) => isOfStream && atMs >= startTime && atMs <= endTime && matches(line),
            )
            .map(({ atMs, text: message }) => ({
              logStreamName: STREAM,
              timestamp: atMs,
              ingestionTime: atMs,
              message,
              eventId: stableUuid(`${logGroupName}/${atMs}/${message}`),
            })),
          searchedLogStreams: [],
          nextToken: page.nextToken,
        };
      },
    ),
  };
}

/** By its name, or by an identifier: the name as well, or the ARN. */
function nameOfGroup(given: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string {
  const { logGroupName, logGroupIdentifier } = given;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      'Only one of logGroupName and logGroupIdentifier can be specified.',
    );
  const name = logGroupName ?? logGroupIdentifier?.replace(/^arn:.*:log-group:/, '');
  if (name === undefined)
    throw new AwsError(
      'InvalidParameterException',
      'Either logGroupName or logGroupIdentifier must be specified.',
    );
  return name;
}

function groupAnswer(logGroupName: string, lines: readonly LoggedLine[]) {
  const logGroupArn = `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${logGroupName}`;
  return {
    logGroupName,
    logGroupArn,
    arn: `${logGroupArn}:*`,
    creationTime: lines[0]?.atMs ?? 0,
    logGroupClass: 'STANDARD',
    metricFilterCount: 0,
    storedBytes: lines.reduce((sum, { text: line }) => sum + Buffer.byteLength(line), 0),
  };
}
