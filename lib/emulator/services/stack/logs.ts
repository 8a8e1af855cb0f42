// CloudWatch Logs: what the functions have logged, by log group and filter.
// Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { stableUuid } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { pageOf } from '../../wire/page.ts';
import { integer, text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';
import { parseFilterPattern } from './filter-pattern.ts';

/** AWS's largest page; a test may make it smaller. */
export const LOG_EVENTS_PAGE_MAX = 10_000;

const GROUP_PREFIX = '/aws/lambda/';

/** A log group is there once its function has logged. */
export function logActions(
  stack: EmulatedStack,
  pageMax: number = LOG_EVENTS_PAGE_MAX,
): ServiceActions<'logs'> {
  return {
    FilterLogEvents: serviceAction(
      z.object({
        logGroupName: text,
        startTime: integer.default(0),
        endTime: integer.optional(),
        filterPattern: z.string().default(''),
        limit: integer.min(1).max(LOG_EVENTS_PAGE_MAX).default(LOG_EVENTS_PAGE_MAX),
        nextToken: text.optional(),
      }),
      ({ logGroupName, startTime, endTime = Number.POSITIVE_INFINITY, filterPattern, limit, nextToken }) => {
        const lines = logGroupName.startsWith(GROUP_PREFIX)
          ? stack.log.linesOf(stack.ownNameOf(logGroupName.slice(GROUP_PREFIX.length)))
          : undefined;
        if (!lines)
          throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        const matches = parseFilterPattern(filterPattern);
        // AWS looks through so many lines for a page, and answers with those of them that match: it may be none.
        const page = pageOf(lines, Math.min(limit, pageMax), nextToken);
        return {
          events: page.entries
            .filter(({ atMs, text: line }) => atMs >= startTime && atMs <= endTime && matches(line))
            .map(({ atMs, text: message }) => ({
              logStreamName: 'emulator',
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
