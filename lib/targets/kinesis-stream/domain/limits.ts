// What AWS allows of a Kinesis stream, each number with the page that states it. No tunables of ours: those stand beside
// the rules that use them (../decide).
import { DAY_MS, MIB } from '../../../core/units.ts';

/**
 * `UpdateShardCount` may be called so often per stream in a rolling 24 hours.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const CHANGES_PER_DAY = 10;

/** The length of the window over which AWS counts the calls. Same page. */
export const CHANGES_WINDOW_MS = DAY_MS;

/** At most double, and at least half, of the open shards in one call. Same page. */
export const RATIO_MAX = 2;

/**
 * "Scale up to more than 10000 shards in a stream" is refused by default; the account's quota may be lower. Same page.
 */
export const SHARDS_MAX = 10_000;

/**
 * What one shard takes in a second: 1 MiB, and 1,000 records.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const SHARD_BYTES_PER_SECOND = MIB;
export const SHARD_RECORDS_PER_SECOND = 1_000;

/** The most shards that one call can make of so many. */
export function mostShards(openShards: number): number {
  return Math.floor(openShards * RATIO_MAX);
}

/** The fewest shards that one call can make of so many. */
export function fewestShards(openShards: number): number {
  return Math.max(1, Math.ceil(openShards / RATIO_MAX));
}
