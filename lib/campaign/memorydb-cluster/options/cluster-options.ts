// What one run of a cluster is: days over one MemoryDB cluster, as data. Drawn from a seed by draw-cluster-options.ts; a
// shrunk run is the same data with fewer faults. Everything else follows from it and its seed.
import type { FrameOptions } from '../../world/run-frame.ts';
import type { ClusterFaultName } from './cluster-fault-names.ts';

export interface ClusterRunOptions extends FrameOptions<ClusterFaultName> {
  readonly kind: 'memorydb-cluster';
  readonly cluster: ClusterOptions;
  readonly load: ClusterLoadOptions;
  /** Days before the first that somebody has watched; what was learned of them stands in the item. */
  readonly daysKnown: number;
}

export interface ClusterOptions {
  readonly shardsStart: number;
  readonly replicas: number;
  /** Of two vCPUs the host's CPU tells, of more the engine's. */
  readonly nodeType: 'db.r7g.large' | 'db.r7g.xlarge';
  /** For data, of each node. */
  readonly nodeGiB: number;
  /** A resharding takes so long, and so much more for each GiB that moves. */
  readonly reshardMinutes: number;
  readonly reshardSecondsPerGiB: number;
  readonly metricsDelaySeconds: number;
  /** As AWS writes them, in UTC. */
  readonly snapshotWindow: string;
  readonly maintenanceWindow: string;
  /** How long each day's snapshot takes; 0: none is taken. */
  readonly snapshotMinutes: number;
  /** The account's quota. */
  readonly nodesPerCluster: number;
  /** One slot holds so much of everything; 0: all hold the same. */
  readonly hotShare: number;
  /** A key is too large to leave its shard, which is the last. */
  readonly hasLargeKey: boolean;
  /** The stack's alarm on clusters that fill wakes us too. */
  readonly hasAlarm: boolean;
  /** The owner's tags, `spillway:managed` aside. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface ClusterLoadOptions {
  readonly shape: 'filling' | 'kept' | 'steps' | 'waves';
  /** What an average day's most would fill, in whole nodes. */
  readonly peakShards: number;
  /** What is left after the end of a day, as a share of the most. */
  readonly nightShare: number;
  /** When a day's keys are thrown away, of those that are. */
  readonly emptiedHour: number;
  /** Days differ from each other by up to this share, either way. */
  readonly daysDiffer: number;
}
