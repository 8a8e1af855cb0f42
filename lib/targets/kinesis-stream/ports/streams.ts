// Kinesis data streams: found by their tags, read, and their shard count changed. What flows through them is told by
// demand.ts. Adapters: lib/aws/kinesis-stream, lib/sim/ports/sim-streams.ts.
import type { Outcome } from '../../../core/outcome.ts';

/** While it is not `active`, its shard count cannot be changed. */
export type StreamStatus = 'creating' | 'active' | 'updating' | 'deleting';

/** AWS sizes an on-demand stream by itself. */
export type CapacityMode = 'provisioned' | 'on-demand';

/** A stream as a listing shows it, which lags: its tags are read again before anything is done to it. */
export interface ListedStream {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A stream as it is now, its tags aside. */
export interface StreamSummary {
  readonly name: string;
  readonly status: StreamStatus;
  readonly mode: CapacityMode;
  /** Open shards: of an `updating` stream somewhere between the old count and the new one, or above both. */
  readonly shardCount: number;
  readonly createdAtMs: number;
  /** Registered consumers with enhanced fan-out, in order; those that poll are not known to Kinesis. */
  readonly consumerNames: readonly string[];
  /** Whether throttling is told for each shard: enhanced monitoring of incoming bytes, records and refused writes. */
  readonly shardMetrics: 'on' | 'off';
}

export interface Stream extends StreamSummary, ListedStream {}

/** Reads. Each throws `PortError` when AWS gave no complete answer; a half-finished page is an error. */
export interface StreamReader {
  /** All streams tagged `spillway:managed` = `true`, page by page, as listed. */
  listManagedStreams(): AsyncIterable<readonly ListedStream[]>;
  /** One stream as it is now, its tags read from Kinesis itself; `undefined` if there is none of that name. */
  readStream(streamName: string): Promise<Stream | undefined>;
  /** The same without its tags, of which AWS lets an account read five streams a second only. */
  readSummary(streamName: string): Promise<StreamSummary | undefined>;
  /** Ids of the open shards, in order; none if there is no such stream. For shard-level metrics. */
  readOpenShardIds(streamName: string): Promise<readonly string[]>;
}

/** Writes. Sent once; each returns what became of it and throws for nothing that AWS can answer. */
export interface StreamWriter {
  /**
   * Absolute: so many shards of equal size, at most double and at least half of the open ones. `applied` means begun.
   * Rejected with the failure `spent` where AWS says that the changes of these 24 hours are used up, else `refused`:
   * beyond the account's shards, or another change is under way.
   */
  updateShardCount(change: { streamName: string; shardCount: number }): Promise<Outcome>;
}
