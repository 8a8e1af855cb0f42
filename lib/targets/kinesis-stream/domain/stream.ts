// A Kinesis stream as it is seen at one moment, and what arrives in it counted in shards. Types and arithmetic only.
import { MANAGED_TAG } from '../../../core/tags/tag-policy.ts';
import { SHARD_BYTES_PER_SECOND, SHARD_RECORDS_PER_SECOND } from './limits.ts';

export { MANAGED_TAG };

/** What AWS/Kinesis says of one minute; sums over 60 s. */
export interface StreamMinute {
  /** Start of the minute, ms since the epoch. */
  readonly atMs: number;
  /** `IncomingBytes`: what was taken, not what was refused. */
  readonly bytes: number;
  /** `IncomingRecords`: what was taken, not what was refused. */
  readonly records: number;
  /** `WriteProvisionedThroughputExceeded`: records refused; one that is tried again and refused counts again. */
  readonly throttledRecords: number;
}

/** One shard that takes more than its part, where shard-level metrics are enabled. */
export interface HottestShard {
  readonly shardId: string;
  /** How much of a shard's limit arrived at it in its busiest minute of the last fifteen; 1 is full. */
  readonly demandShards: number;
}

export interface Stream {
  readonly name: string;
  readonly capacityMode: 'provisioned' | 'on-demand';
  readonly status: 'active' | 'updating' | 'creating' | 'deleting';
  /** Open shards; while `updating` a number on the way from the old count to the new. */
  readonly openShards: number;
  /**
   * The last complete minutes, oldest first, an hour of them if there are as many, none left out: Kinesis
   * publishes nothing for a minute in which nothing arrives, so whoever reads fills in zeros.
   */
  readonly minutes: readonly StreamMinute[];
  /** How far the slowest reader is behind, ms; absent: no reader says anything. */
  readonly consumerLagMs?: number;
  readonly hottestShard?: HottestShard;
  readonly tags: Readonly<Record<string, string>>;
}

/** Shards that would just have taken everything that arrived in a minute: the larger of bytes and records. */
export function demandOf({ bytes, records, throttledRecords }: StreamMinute): number {
  const refusedToo = records > 0 ? (records + throttledRecords) / records : 1;
  const byBytes = (bytes * refusedToo) / 60 / SHARD_BYTES_PER_SECOND;
  const byRecords = (records + throttledRecords) / 60 / SHARD_RECORDS_PER_SECOND;
  return Math.max(byBytes, byRecords);
}

/** Shards that hold so much: rounded up, but not for what arithmetic alone leaves over. */
export function wholeShards(shards: number): number {
  return Math.ceil(shards - 1e-9);
}
