// What was put into streams, what they refused, and how far their consumers are behind: by the minute.
// Source: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
import type { Settled } from '../../../ports/settled.ts';

export interface DemandQuery {
  readonly streams: readonly DemandOf[];
  /** Whole minutes: from the one that holds this moment. */
  readonly fromMs: number;
  /** Up to the last minute that is over by now. */
  readonly nowMs: number;
}

export interface DemandOf {
  readonly streamName: string;
  /** Registered consumers, whose lag has a metric of its own. */
  readonly consumerNames: readonly string[];
  /** Shards to be read singly; only those of streams whose shard-level metrics are on have any. */
  readonly shardIds: readonly string[];
}

export interface DemandReader {
  /**
   * Of each stream, in their order; a stream without any datapoint has no minutes. One of which not all was answered is a
   * `PortError`, and no other's failure.
   */
  readDemand(query: DemandQuery): Promise<readonly Settled<StreamDemand>[]>;
}

/** Both in order of time. */
export interface StreamDemand {
  readonly minutes: readonly DemandMinute[];
  /** By shard id; only those with a datapoint. */
  readonly shards: ReadonlyMap<string, readonly ShardMinute[]>;
}

/**
 * What was put, and refused, in one minute. All three absent where CloudWatch has no datapoint: nothing was put, or the
 * minute has not arrived yet; the latest one or two may be missing or too small.
 */
export interface PutsOfMinute {
  /** Start of the minute, ms since the epoch. */
  readonly startMs: number;
  readonly bytes?: number;
  readonly records?: number;
  /** Records refused: sums by the minute hide its seconds, these do not. */
  readonly throttledRecords?: number;
}

export type ShardMinute = PutsOfMinute;

/** A minute with any datapoint at all. */
export interface DemandMinute extends PutsOfMinute {
  /** The most that any consumer that polls was behind; absent where nobody polled. */
  readonly iteratorAgeMs?: number;
  /** The most that each registered consumer was behind, by its name; only those that read, absent where none did. */
  readonly behindMs?: ReadonlyMap<string, number>;
}
