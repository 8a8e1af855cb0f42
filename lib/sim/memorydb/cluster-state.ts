// A simulated cluster and its shards as they stand, and what a cluster is made with.
// Next: create-memorydb.ts (what may be done with them), holdings.ts (what its shards hold).
import type { SlotRange } from './slots.ts';

export type ClusterStatus = 'creating' | 'available' | 'updating' | 'snapshotting' | 'deleting';

/** Keys of one slot that hold more than their part: a hot one, or one too large to be moved. */
export interface HeavySlot {
  readonly slot: number;
  /** Of all that the cluster holds. */
  readonly share: number;
  /** "Items greater than 256 MB after serialization" keep their shard from being removed. */
  readonly isTooLargeToMove?: boolean;
}

export interface ShardState {
  readonly number: number;
  readonly name: string;
  slots: SlotRange;
  /** Where the slots end up, while they are moved. */
  slotsAfter?: SlotRange;
  readonly nodeNames: string[];
  primary: string;
  /** Between a failover's call and the promotion nobody takes its writes. */
  isFailingOver?: boolean;
}

export interface Resharding {
  readonly startMs: number;
  readonly endMs: number;
}

export interface ClusterState {
  readonly name: string;
  readonly nodeType: string;
  /** For data, of each node. */
  readonly nodeBytes: number;
  readonly maintenanceWindow: string;
  readonly snapshotWindow: string;
  readonly snapshotRetentionDays: number;
  readonly createdAtMs: number;
  status: ClusterStatus;
  readonly tags: Map<string, string>;
  readonly shards: ShardState[];
  nextShardNumber: number;
  resharding?: Resharding;
  readonly bytesAt: (atMs: number) => number;
  readonly cpuPercentAt: (atMs: number) => number;
  readonly replicaLagSecondsAt: (atMs: number) => number;
  readonly heavy: readonly HeavySlot[];
  /** Writes that a full shard refused, in bytes, since the world began: counted by the minute. */
  refusedBytes: number;
}

/** A cluster as its owner would create it, and what is put into it. */
export interface ClusterSpec {
  readonly name: string;
  readonly shardCount?: number;
  readonly replicaCount?: number;
  readonly nodeType?: string;
  readonly nodeBytes?: number;
  readonly maintenanceWindow?: string;
  readonly snapshotWindow?: string;
  /** 0: no automatic snapshots. */
  readonly snapshotRetentionDays?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** What the cluster would hold if no shard were full. */
  readonly bytesAt?: (atMs: number) => number;
  readonly cpuPercentAt?: (atMs: number) => number;
  readonly replicaLagSecondsAt?: (atMs: number) => number;
  readonly heavy?: readonly HeavySlot[];
}
