// CloudWatch Logs: what the functions have logged, by log group and filter.
// Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { stableUuid } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import type { LoggedLine } from '../../stack/function-log.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, listOf, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';
import { eventAnswer, groupAnswer, STREAM, streamAnswer } from './log-answers.ts';
import { parseFilterPattern } from './filter-pattern.ts';

/** AWS's largest page; a test may make it smaller. */
export const LOG_EVENTS_PAGE_MAX = 10_000;

const GROUP_PREFIX = '/aws/lambda/';

const ofGroup = { logGroupName: text.optional(), logGroupIdentifier: text.optional() };

/** A log group is there once its function has logged. */
export function logActions(
  stack: EmulatedStack,
  pageMax: number = LOG_EVENTS_PAGE_MAX,
): ServiceActions<'logs'> {
  function linesOf(logGroupName: string): readonly LoggedLine[] {
    const lines = logGroupName.startsWith(GROUP_PREFIX)
      ? stack.log.linesOf(stack.ownNameOf(logGroupName.slice(GROUP_PREFIX.length)))
      : undefined;
    if (lines) return lines;
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }

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
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
    DescribeLogStreams: serviceAction(
      z.object({ ...ofGroup, logStreamNamePrefix: z.string().default('') }),
      (given) => {
        const logGroupName = nameOfGroup(given);
        const lines = linesOf(logGroupName);
        return {
          logStreams: STREAM.startsWith(given.logStreamNamePrefix) ? [streamAnswer(logGroupName, lines)] : [],
        };
      },
    ),
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    GetLogEvents: serviceAction(
      z.object({
        ...ofGroup,
        logStreamName: text,
        startTime: integer.default(0),
        endTime: integer.optional(),
        limit: integer.min(1).max(LOG_EVENTS_PAGE_MAX).default(LOG_EVENTS_PAGE_MAX),
        startFromHead: flag.default(false),
        nextToken: text.optional(),
      }),
      (given) => {
        const { startTime, endTime = Number.POSITIVE_INFINITY, limit, startFromHead, nextToken } = given;
        const lines = linesOf(nameOfGroup(given));
        mustBeStream(given.logStreamName);
        // The end is not included; of FilterLogEvents it is.
        const found = lines.filter(({ atMs }) => atMs >= startTime && atMs < endTime);
        const { from, to } = stretchOf({
          count: found.length,
          size: Math.min(limit, pageMax),
          startFromHead,
          nextToken,
        });
        // At either end the token is the one that was passed in: a client stops there.
        return {
          events: found.slice(from, to).map(eventAnswer),
          nextForwardToken: `f/${to}`,
          nextBackwardToken: `b/${from}`,
        };
      },
    ),
    FilterLogEvents: serviceAction(
      z.object({
        ...ofGroup,
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
        given.logStreamNames.forEach(mustBeStream);
        const isOfStream = STREAM.startsWith(given.logStreamNamePrefix);
        const matches = parseFilterPattern(filterPattern);
        const inTime = isOfStream ? lines.filter(({ atMs }) => atMs >= startTime && atMs <= endTime) : [];
        // AWS looks through so many lines for a page, and answers with those of them that match: it may be none.
        const page = pageOf(inTime, Math.min(limit, pageMax), nextToken);
        return {
          events: page.entries
            .filter(({ text: line }) => matches(line))
            .map((one) => ({
              logStreamName: STREAM,
              ...eventAnswer(one),
              eventId: stableUuid(`${logGroupName}/${one.ordinal}`),
            })),
          searchedLogStreams: [],
          nextToken: page.nextToken,
        };
      },
    ),
  };
}

function mustBeStream(name: string): void {
  if (name !== STREAM)
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

/** From the oldest on, from the newest back, or from where a token says, in the direction that it says. */
function stretchOf(given: {
  readonly count: number;
  readonly size: number;
  readonly startFromHead: boolean;
  readonly nextToken: string | undefined;
}): { readonly from: number; readonly to: number } {
  const { count, size, startFromHead, nextToken } = given;
  const [, direction = startFromHead ? 'f' : 'b', place] = /^([fb])\/(\d+)$/.exec(nextToken ?? '') ?? [];
  if (nextToken !== undefined && place === undefined)
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const at = Math.min(count, place === undefined ? (startFromHead ? 0 : count) : Number(place));
  return direction === 'f'
    ? { from: at, to: Math.min(count, at + size) }
    : { from: Math.max(0, at - size), to: at };
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
