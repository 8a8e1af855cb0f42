// A simulated stream and its shards as they stand, and what a stream is made with.
// Next: shards.ts (their lives), create-kinesis.ts (what may be done with them).
import type { HashRange } from './hash-ranges.ts';

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

/** Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_EnhancedMetrics.html */
export const SHARD_METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const;

export type ShardMetric = (typeof SHARD_METRICS)[number];

export interface Shard {
  readonly number: number;
  readonly shardId: string;
  readonly range: HashRange;
  /** Of a split one, of a merge two: the second is the adjacent one. */
  readonly parentIds: readonly string[];
  readonly openedAtMs: number;
  readonly startingSequenceNumber: string;
  /** Absent while it is open. */
  closedAtMs?: number;
  endingSequenceNumber?: string;
}

/** Of one shard in one minute. Of what flowed, parts of records count. */
export interface Totals {
  bytes: number;
  records: number;
  throttledRecords: number;
  throttledBytes: number;
}

/** Puts that came one by one in the second that runs. */
export interface PutWindow {
  readonly secondMs: number;
  bytes: number;
  records: number;
}

/** An application that reads the stream; how far it is behind is what the metrics tell of it. */
export interface Consumer {
  readonly name: string;
  /** `polling` calls GetRecords; `enhanced-fan-out` is registered with the stream, and subscribes to shards. */
  readonly kind: 'polling' | 'enhanced-fan-out';
  readonly behindMs: (atMs: number) => number;
}

/**
 * What producers put, at an even rate over the time, none of them trying again. Evenly over all hash keys, or over
 * those of `keys`: a hot shard.
 */
export interface Flow {
  readonly startMs: number;
  readonly endMs: number;
  readonly bytes: number;
  readonly records: number;
  readonly keys?: HashRange;
}

export interface StreamState {
  readonly name: string;
  readonly createdAtMs: number;
  status: StreamStatus;
  mode: StreamMode;
  retentionHours: number;
  readonly tags: Map<string, string>;
  /** All shards that are not forgotten, by number. */
  readonly shards: Map<number, Shard>;
  nextShardNumber: number;
  /** When UpdateShardCount was carried out, oldest first. */
  readonly shardCountUpdates: number[];
  readonly modeUpdates: number[];
  readonly shardMetrics: Set<ShardMetric>;
  readonly consumers: Map<string, Consumer>;
  readonly flows: Flow[];
  /** Up to then the flows are counted. */
  settledAtMs: number;
  /** Of the minute that runs, by shard number. */
  readonly totals: Map<number, Totals>;
  readonly putWindows: Map<number, PutWindow>;
  putCount: number;
  /** Demand in shards, of an on-demand stream: the latest minutes, and the most of each day. */
  readonly latestDemand: number[];
  readonly demandOfDay: Map<number, number>;
}

/** A stream as its owner would create it. */
export interface StreamSpec {
  readonly name: string;
  /** Of a provisioned stream; an on-demand one begins with four. */
  readonly shardCount?: number;
  /** `PROVISIONED` by default. */
  readonly mode?: StreamMode;
  /** 24 by default. */
  readonly retentionHours?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly shardMetrics?: readonly ShardMetric[];
  readonly consumers?: readonly Consumer[];
  readonly flows?: readonly Flow[];
}
