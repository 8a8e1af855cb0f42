// What is asked about a cluster, and what `decide` answers: what to do, and why. Data; no rule is in here.
import type { Calendar } from '../../../core/calendar.ts';
import type { Effect, PlanFrame } from '../../../core/plan.ts';
import type { Reason } from '../../../core/reason.ts';
import type { Cluster } from './cluster.ts';
import type { Learned } from './learned.ts';
import type { ParsedClusterPolicy } from './policy.ts';

/** One change in AWS, absolute; `from` is what it was decided for. */
export type ClusterAction =
  | { readonly kind: 'set-shards'; readonly shards: number; readonly from: number }
  /** Of every shard. */
  | { readonly kind: 'set-replicas'; readonly replicas: number; readonly from: number };

/** What a journal entry of a cluster has besides; nothing for a schedule's, which has no plan. */
export interface ClusterDetails {
  readonly gauges?: Gauges;
}

/** Everything that a decision about a cluster may depend on. */
export interface Question {
  readonly cluster: Cluster;
  readonly policy: ParsedClusterPolicy;
  readonly learned: Learned;
  /** Whose clock and whose days off the cluster's days follow. */
  readonly calendar: Calendar;
  /** The moment of the look, ms since the epoch. */
  readonly nowMs: number;
  /** Why nothing may be changed until the owner has mended something. */
  readonly heldFor?: Reason;
  /** Shards that an operator asks for, absolute; absent in every cycle that no operator started. */
  readonly operatorTarget?: number;
}

/** Trouble that a cluster is in; shown once it has lasted. */
export type ClusterTrouble = 'held' | 'hot-shard' | 'cannot-grow' | 'blind';

/** Names and units are those of the metrics: ../ports/cluster-metrics.ts. */
export interface Gauges {
  readonly Shards: number;
  readonly ShardsWanted: number;
  /** Of the shard that has the fewest. */
  readonly Replicas: number;
  /** The fullest primary's; absent where one does not say. */
  readonly MemoryPercent?: number;
  /** The same when a resharding that is begun now has ended. */
  readonly MemoryAheadPercent?: number;
}

export interface Plan extends PlanFrame {
  readonly kind: 'grow' | 'shrink' | 'replicate' | 'hold';
  /** One change a call, and one at a time. */
  readonly actions: readonly {
    readonly action: ClusterAction;
    readonly reason: Reason;
    readonly effect: Effect;
  }[];
  readonly gauges: Gauges;
  readonly troubles: readonly ClusterTrouble[];
}
