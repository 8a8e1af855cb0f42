// Whether UpdateShardCount and UpdateStreamMode are carried out: one check after the other, each AWS's own.
// Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
import { DAY_MS } from '../../core/units.ts';
import { AwsError } from '../aws/aws-error.ts';
import { invalidArgument, limitExceeded, notActive, overShardLimit } from './kinesis-errors.ts';
import { openAtMost, type ReshardStep } from './reshard-steps.ts';
import type { StreamMode, StreamState } from './stream-state.ts';

/** "Scale more than ten times per rolling 24-hour period per stream." */
export const UPDATES_PER_DAY_MAX = 10;
/** "Scale up to more than 10000 shards in a stream." */
export const SHARDS_PER_STREAM_MAX = 10_000;
/**
 * A stream's mode can be switched twice within 24 hours.
 * Source: https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export const MODE_UPDATES_PER_DAY_MAX = 2;

export interface ShardCountUpdate {
  readonly stream: Readonly<StreamState>;
  readonly openCount: number;
  readonly targetCount: number;
}

/** Throws AWS's refusal of what needs no look at the account. */
export function checkShardCountUpdate({ stream, openCount, targetCount }: ShardCountUpdate, nowMs: number) {
  if (stream.mode === 'ON_DEMAND') {
    // AWS's page gives the code, not the words.
    throw new AwsError(
      'ValidationException',
      `The operation UpdateShardCount is not supported for the stream ${stream.name} with the on-demand capacity mode.`,
    );
  }
  if (stream.status !== 'ACTIVE') throw notActive(stream);
  // AWS's page says nothing of a change to the same count. It would be one of the ten for nothing.
  if (targetCount === openCount)
    throw invalidArgument(`The stream ${stream.name} has ${openCount} open shards already.`);
  const counts = `Current open shard count: ${openCount}, Target shard count: ${targetCount}`;
  if (targetCount > SHARDS_PER_STREAM_MAX) {
    throw limitExceeded(
      `Target shard count or number of open shards cannot be greater than ${SHARDS_PER_STREAM_MAX}. ${counts}`,
    );
  }
  // The words are those that https://github.com/mhart/kinesalite/pull/48 was given. The code is the one whose page says
  // that "a specified parameter exceeds its restrictions"; there, LimitExceededException is claimed. Either refuses.
  if (targetCount > openCount * 2) {
    throw invalidArgument(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  }
  if (targetCount < openCount / 2) {
    throw invalidArgument(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
  }
  // AWS publishes no words for this one; a reader may rely on the period being named, and on no more.
  if (countWithinDay(stream.shardCountUpdates, nowMs) >= UPDATES_PER_DAY_MAX) {
    throw limitExceeded(
      `UpdateShardCount cannot be called more than ${UPDATES_PER_DAY_MAX} times in a rolling 24 hour period for stream ${stream.name}.`,
    );
  }
}

/** "These short-lived shards count towards your total shard limit for your account in the Region." */
export function checkShardLimit(given: {
  openCount: number;
  openInAccount: number;
  limit: number;
  steps: readonly ReshardStep[];
}): void {
  const { openCount, openInAccount, limit, steps } = given;
  const moreCount = openAtMost(openCount, steps) - openCount;
  if (moreCount > 0 && openInAccount + moreCount > limit)
    throw overShardLimit({ openCount: openInAccount, limit, moreCount });
}

export function checkModeUpdate(
  { stream, mode }: { stream: Readonly<StreamState>; mode: StreamMode },
  nowMs: number,
): void {
  if (stream.status !== 'ACTIVE') throw notActive(stream);
  if (stream.mode === mode)
    throw invalidArgument(`The stream ${stream.name} is in the mode ${mode} already.`);
  if (countWithinDay(stream.modeUpdates, nowMs) >= MODE_UPDATES_PER_DAY_MAX) {
    throw limitExceeded(
      `The capacity mode of the stream ${stream.name} was changed ${MODE_UPDATES_PER_DAY_MAX} times in a rolling 24 hour period.`,
    );
  }
}

/** A change made 24 hours ago to the millisecond does not count any more. */
function countWithinDay(momentsMs: readonly number[], nowMs: number): number {
  return momentsMs.filter((atMs) => atMs > nowMs - DAY_MS).length;
}
