// What can be done with the simulated clusters: AWS's actions, and what a world adds. Implemented in create-memorydb.ts. Each
// action throws `AwsError` where AWS refuses.
import type { ClusterSpec, ClusterState } from './cluster-state.ts';
import type { ClusterEvent, FailoverTimes } from './failover.ts';
import type { ClusterSnapshot } from './snapshots.ts';

export interface MemoryDbOptions {
  /** 90 by default. https://docs.aws.amazon.com/memorydb/latest/devguide/quota-limits.html */
  readonly nodesPerCluster?: number;
  /** 300 by default. Same page. */
  readonly nodesPerRegion?: number;
  /** How long a resharding takes; ten minutes, and half a minute for each GiB that moves, by default. */
  readonly reshardMs?: (movedBytes: number) => number;
  /** Until a minute's metrics are seen; none by default. */
  readonly metricsDelayMs?: number;
  /** How long a snapshot takes, in its window each day; none are taken by default. */
  readonly snapshotMs?: number;
  /** How long a tested failover takes. */
  readonly failover?: FailoverTimes;
}

/** A cluster as the Resource Groups Tagging API shows it. */
export interface TaggedCluster {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface MemoryDb {
  /** A cluster that is available at once: what a world begins with. */
  addCluster(spec: ClusterSpec): void;
  describe(clusterName: string): Readonly<ClusterState>;
  /** Names, in order. */
  list(): readonly string[];
  /** Those of all clusters that are kept, oldest first. */
  snapshots(): readonly ClusterSnapshot[];
  /** Begins; absolute. Throws where the cluster is not available, a quota forbids it, or nothing would change. */
  updateShards(change: { readonly name: string; readonly shardCount: number }): void;
  updateReplicas(change: { readonly name: string; readonly replicaCount: number }): void;
  /** Begins; throws as above, for a shard without a replica, and where a day's five are spent. */
  failoverShard(test: { readonly name: string; readonly shardName: string }): void;
  /** What failovers have told so far, oldest first. */
  events(): readonly ClusterEvent[];
  putTags(clusterName: string, tags: Readonly<Record<string, string>>): void;
  removeTags(clusterName: string, keys: readonly string[]): void;
  /** The role of primary moves to the next node of the shard, if there is one. */
  moveRole(change: { readonly name: string; readonly shardNumber: number }): void;
  /** Somebody else's change, such as a service update: not available for so long. */
  occupy(clusterName: string, durationMs: number): void;
  /** Bytes that the shards refused up to now. */
  refusedBytes(clusterName: string): number;
  /** What the Resource Groups Tagging API shows. */
  listTagged(): readonly TaggedCluster[];
}
