// MemoryDB clusters: found by their tags, read, and changed. What their nodes hold is told by node-metrics.ts.
// Adapters: lib/aws/memorydb-cluster, lib/sim/ports/sim-clusters.ts.
import type { Outcome } from '../../../core/outcome.ts';
import type { Cluster } from '../domain/cluster.ts';

/** A cluster as a listing shows it, which lags: its tags are read again before anything is done to it. */
export interface ListedCluster {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One shard, with the names of its nodes; which of them is the primary, the metrics tell. */
export interface ShardNodes {
  readonly name: string;
  readonly nodeNames: readonly string[];
}

/** A cluster as it is now, its tags and what its nodes hold aside. */
export interface ClusterSummary extends Omit<Cluster, 'shards' | 'minutes' | 'evictions' | 'tags'> {
  readonly shards: readonly ShardNodes[];
}

export interface TaggedCluster extends ClusterSummary, ListedCluster {}

/** Reads. Each throws `PortError` when AWS gave no complete answer; a half-finished page is an error. */
export interface ClusterReader {
  /** All clusters tagged `spillway:managed` = `true`, page by page, as listed. */
  listManagedClusters(): AsyncIterable<readonly ListedCluster[]>;
  /** One cluster as it is now, its tags read from MemoryDB itself; `undefined` if there is none of that name. */
  readCluster(clusterName: string): Promise<TaggedCluster | undefined>;
  /** The same without its tags. */
  readSummary(clusterName: string): Promise<ClusterSummary | undefined>;
}

/** Writes. Sent once; each returns what became of it and throws for nothing that AWS can answer. `applied` means begun. */
export interface ClusterWriter {
  /** Absolute. Which shards go, where there are to be fewer, is AWS's choice. */
  updateShards(change: { readonly clusterName: string; readonly shardCount: number }): Promise<Outcome>;
  /** Absolute, of every shard. */
  updateReplicas(change: { readonly clusterName: string; readonly replicaCount: number }): Promise<Outcome>;
}
