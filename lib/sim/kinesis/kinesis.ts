// What can be done with the simulated streams: AWS's actions, and what a world adds, traffic and consumers.
// Implemented in create-kinesis.ts. Each action throws `AwsError` where AWS refuses.
import type {
  Shard,
  ShardMetric,
  StreamMode,
  StreamSpec,
  StreamState,
  Consumer,
  Flow,
} from './stream-state.ts';
import type { ShardFilter } from './shards.ts';
import type { ListedStream } from './tag-listing.ts';

export interface KinesisOptions {
  /** Shards of all streams; 20,000 by default, as in the largest regions. */
  readonly shardLimit?: number;
  /** How long a change of the shard count takes; a minute, and 5 s for each split or merge, by default. */
  readonly reshardMs?: (stepCount: number) => number;
  /** Until a minute's metrics are seen; none by default. */
  readonly metricsDelayMs?: number;
  /** How far the Resource Groups Tagging API lags behind; not at all by default. */
  readonly listingDelayMs?: number;
}

export interface AccountLimits {
  readonly shardLimit: number;
  readonly openShardCount: number;
  readonly onDemandStreamCount: number;
  readonly onDemandStreamLimit: number;
}

/** A record that a producer sends: its bytes, key included, and where its key hashes to. */
export interface RecordPut {
  readonly bytes: number;
  readonly hashKey: bigint;
}

export type PutAnswer =
  | { readonly kind: 'taken'; readonly shardId: string; readonly sequenceNumber: string }
  | { readonly kind: 'throttled'; readonly shardId: string };

export interface Kinesis {
  /** A stream that is ACTIVE at once: what a world begins with. */
  addStream(spec: StreamSpec): void;
  addFlow(streamName: string, flow: Flow): void;
  /** In place of the one of that name. */
  setConsumer(streamName: string, consumer: Consumer): void;

  createStream(spec: StreamSpec): void;
  deleteStream(given: { name: string; consumers: 'must-be-none' | 'deleted-too' }): void;
  /** Counted up to now. */
  describe(streamName: string): Readonly<StreamState>;
  /** Names, in order. */
  list(): readonly string[];
  listShards(streamName: string, filter: ShardFilter): readonly Shard[];
  openCount(streamName: string): number;
  /** Says how many were open before. */
  updateShardCount(change: { name: string; targetCount: number }): number;
  updateStreamMode(change: { name: string; mode: StreamMode }): void;
  putTags(streamName: string, tags: Readonly<Record<string, string>>): void;
  removeTags(streamName: string, keys: readonly string[]): void;
  /** Says which were on before. */
  enableShardMetrics(streamName: string, names: readonly ShardMetric[]): readonly ShardMetric[];
  put(streamName: string, record: RecordPut): PutAnswer;
  limits(): AccountLimits;
  /** What the Resource Groups Tagging API shows. */
  listTagged(): readonly ListedStream[];
}
