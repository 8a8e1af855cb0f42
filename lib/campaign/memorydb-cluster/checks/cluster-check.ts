// What a check sees of a cluster's run. One file per subject; all-cluster-checks.ts lists them, safety first.
import type { Outcome } from '../../../core/outcome.ts';
import type { CycleResult } from '../../../cycle/run-cycle.ts';
import type { Learned } from '../../../targets/memorydb-cluster/domain/learned.ts';
import type { MemorydbCluster } from '../../../targets/memorydb-cluster/memorydb-cluster.ts';
import type { EndedFrame, SharedCheck, SharedTally } from '../../checks/check.ts';
import type { ClusterInvocation } from '../drive/cluster-invocation.ts';
import type { ChangeAsked, ClusterMoment, ClusterRun } from '../world/cluster-run.ts';

/** A change that one of our functions sends; it may be carried out later, or never. */
export interface SentCall {
  readonly atMs: number;
  readonly change: ChangeAsked;
  readonly invocation: ClusterInvocation;
}

/** What AWS made of it, whether or not the function heard. */
export interface Landed extends SentCall {
  readonly landedAtMs: number;
  /** The cluster just before. */
  readonly before: ClusterMoment;
  readonly outcome: Outcome;
}

export interface EndedClusterInvocation extends EndedFrame {
  readonly invocation: ClusterInvocation;
  readonly results: readonly CycleResult<MemorydbCluster>[];
}

export interface ClusterCheck extends SharedCheck<EndedClusterInvocation> {
  readonly onSent?: (call: SentCall) => void;
  readonly onLanded?: (landed: Landed) => void;
  /** A cycle wrote what it learned. */
  readonly onRecorded?: (learned: Learned, invocation: ClusterInvocation) => void;
}

export type CreateClusterCheck = (run: ClusterRun, tally: ClusterTally) => ClusterCheck;

/** Figures that the checks add up over a cluster's run, for the campaign's report. */
export interface ClusterTally extends SharedTally {
  /** Changes that we sent and AWS took; removals of a shard among them. */
  calls: number;
  removals: number;
  removedUnfit: number;
  /** Sent to a cluster that takes none: not available, in a window, or too busy. */
  callsInBadState: number;
  changesLost: number;
  changesDoubled: number;
  duplicatesActed: number;
  triedAgain: number;
  touchedUnasked: number;
  fullMinutes: number;
  fullMinutesAvoidable: number;
}

export const EMPTY_CLUSTER_TALLY: Readonly<ClusterTally> = {
  calls: 0,
  removals: 0,
  removedUnfit: 0,
  callsInBadState: 0,
  changesLost: 0,
  changesDoubled: 0,
  duplicatesActed: 0,
  triedAgain: 0,
  touchedUnasked: 0,
  fullMinutes: 0,
  fullMinutesAvoidable: 0,
  unexpectedErrors: 0,
  unlookedMinutesMax: 0,
};
