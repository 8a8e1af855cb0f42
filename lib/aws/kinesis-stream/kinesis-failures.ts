// What Kinesis' LimitExceededException means, which is a different thing for a read, for a change of the shard count
// too many within a day, and for all else. The only place that reads the words of it.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
import { PortError } from '../../core/errors.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { AwsCalls } from '../aws-calls.ts';

const LIMIT_EXCEEDED = 'LimitExceededException';

/** Of the ten changes in a rolling 24 hours. AWS publishes no words, so any that name the time are taken for it. */
const NAMES_A_DAY = /\b24[\s-]*(?:h\b|hrs?\b|hours?\b)|\brolling\b|\bper day\b|\bdaily\b/i;

/** Reads exceed no limit but that of calls a second. */
export function readingStreams(calls: Pick<AwsCalls, 'read'>): Pick<AwsCalls, 'read'> {
  return {
    read: async (call, send) => {
      try {
        return await calls.read(call, send);
      } catch (error) {
        if (!(error instanceof PortError) || error.code !== LIMIT_EXCEEDED) throw error;
        const { message } = error.cause instanceof Error ? error.cause : error;
        throw new PortError(call, error.code, message, { cause: error.cause, failure: 'throttled' });
      }
    },
  };
}

/**
 * `spent` only if the message says so. Anything else that exceeds a limit is refused: the account's shards, a change
 * under way, too many calls a second. The stream's name may be any words, so it is not read.
 */
export function shardCountOutcome(outcome: Outcome, streamName: string): Outcome {
  if (outcome.kind !== 'rejected' || outcome.code !== LIMIT_EXCEEDED) return outcome;
  const words = outcome.message.replaceAll(streamName, '');
  return { ...outcome, failure: NAMES_A_DAY.test(words) ? 'spent' : 'refused' };
}
