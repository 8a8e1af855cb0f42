// A MemoryDB cluster as it is seen at one moment, and what its primaries hold. Types and arithmetic only.
import { MANAGED_TAG } from '../../../core/tags/tag-policy.ts';

export { MANAGED_TAG };

/** Only an `available` cluster takes a change. `other`: any that is not named here. */
export type ClusterStatus = 'available' | 'updating' | 'creating' | 'deleting' | 'snapshotting' | 'other';

/** What a primary says of itself, in the newest minute that it told of. */
export interface Primary {
  readonly nodeName: string;
  /** Start of that minute, ms since the epoch. */
  readonly atMs: number;
  /** `DatabaseMemoryUsagePercentage`. */
  readonly memoryPercent: number;
  /** `BytesUsedForMemoryDB`. */
  readonly usedBytes: number;
  /** Of the engine's core, or of the host where that is what tells: limits.ts. Absent: not told. */
  readonly cpuPercent?: number;
}

export interface Shard {
  readonly name: string;
  readonly nodeCount: number;
  /** Absent: no node of it, or more than one, says that it is the primary. */
  readonly primary?: Primary;
  /** The furthest that a replica is behind, ms; absent: there is none, or one of them does not say. */
  readonly replicaLagMs?: number;
}

/** What all primaries together held in one minute; only minutes in which each of them told. */
export interface ClusterMinute {
  /** Start of the minute, ms since the epoch. */
  readonly atMs: number;
  readonly usedBytes: number;
}

export interface Cluster {
  readonly name: string;
  readonly status: ClusterStatus;
  readonly nodeType: string;
  readonly shards: readonly Shard[];
  /** Why Spillway leaves such clusters alone, whatever they hold. */
  readonly special?: 'multi-region' | 'data-tiering';
  /** As AWS writes it, UTC: `sun:23:00-mon:01:30`. */
  readonly maintenanceWindow?: string;
  /** As AWS writes it, UTC: `05:00-09:00`; absent where no automatic snapshots are taken. */
  readonly snapshotWindow?: string;
  /** Of the slots that are to move, while it reshards. */
  readonly progressPercent?: number;
  /** Oldest first, an hour of them at most. */
  readonly minutes: readonly ClusterMinute[];
  /** Keys thrown out in the last hour: a cluster whose parameters let it. */
  readonly evictions: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What all primaries hold; only where each shard has one that told of itself. */
export interface Holding {
  readonly usedBytes: number;
  /** The fullest primary's. */
  readonly memoryPercent: number;
  /** What the fullest primary holds. */
  readonly mostBytes: number;
  /** How much of a node is for data: the least that any of them shows. */
  readonly nodeBytes: number;
  /** The fullest as a multiple of the mean; 1 where all hold the same. */
  readonly skew: number;
  /** The busiest primary's; absent where one does not say. */
  readonly cpuPercent?: number;
}

/** `undefined` where any shard's primary is unknown, or told of itself before `sinceMs`. */
export function holdingOf({ shards }: Pick<Cluster, 'shards'>, sinceMs: number): Holding | undefined {
  const primaries = shards.flatMap(({ primary }) => (primary && primary.atMs >= sinceMs ? [primary] : []));
  if (primaries.length === 0 || primaries.length < shards.length) return undefined;
  const usedBytes = primaries.reduce((sum, one) => sum + one.usedBytes, 0);
  const mostBytes = Math.max(...primaries.map((one) => one.usedBytes));
  const cpus = primaries.flatMap(({ cpuPercent }) => cpuPercent ?? []);
  return {
    usedBytes,
    mostBytes,
    memoryPercent: Math.max(...primaries.map((one) => one.memoryPercent)),
    nodeBytes: Math.min(...primaries.map(nodeBytesOf)),
    skew: usedBytes > 0 ? (mostBytes * primaries.length) / usedBytes : 1,
    ...(cpus.length === primaries.length && { cpuPercent: Math.max(...cpus) }),
  };
}

/** An empty node says nothing of its size. */
function nodeBytesOf({ usedBytes, memoryPercent }: Primary): number {
  return memoryPercent > 0 ? (usedBytes * 100) / memoryPercent : Number.POSITIVE_INFINITY;
}

/** Replicas of the shard that has the most; a change of them is of every shard. */
export function mostReplicas({ shards }: Pick<Cluster, 'shards'>): number {
  return Math.max(0, ...shards.map(({ nodeCount }) => nodeCount - 1));
}

/** Replicas of the shard that has the fewest. */
export function fewestReplicas({ shards }: Pick<Cluster, 'shards'>): number {
  return Math.max(0, Math.min(...shards.map(({ nodeCount }) => nodeCount - 1)));
}
