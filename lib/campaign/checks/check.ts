// What a check sees of a run. One file per check; all-checks.ts lists them, safety first. What a check may find is
// ../world/finding.ts.
import type { Done } from '../../core/plan.ts';
import type { CycleResult } from '../../cycle/run-cycle.ts';
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import type { WorldEvent } from '../../sim/world-events.ts';
import type { Invocation, InvocationFrame } from '../drive/invocation.ts';
import type { RunFrame } from '../world/run-frame.ts';
import type { Run } from '../world/run.ts';
import type { RdbGroup } from '../../targets/rdb-group/rdb-group.ts';

/** A change that one of our functions is about to make. */
export type OurCall =
  | { readonly action: 'set-desired'; readonly desiredCapacity: number; readonly groupReadAtMs: number }
  | { readonly action: 'terminate'; readonly instanceId: string; readonly decrement: boolean }
  | { readonly action: 'continue' | 'abandon' | 'heartbeat'; readonly instanceId: string }
  | { readonly action: 'protect'; readonly instanceIds: readonly string[] };

/** An invocation that has ended: what it threw, or what its cycles concluded. */
export interface EndedFrame {
  readonly invocation: InvocationFrame;
  /** Of the cycles that came to their end. */
  readonly results: readonly (Pick<CycleResult, 'kind'> & {
    readonly actions?: readonly Pick<Done, 'outcome'>[];
  })[];
  readonly errors: readonly unknown[];
  /** Other invocations that were still under way when it ended. */
  readonly besides: readonly InvocationFrame[];
}

/** One that looked at a group. */
export interface EndedInvocation extends EndedFrame {
  readonly invocation: Invocation;
  readonly results: readonly CycleResult<RdbGroup>[];
}

/** What a check of any kind of target may hear. */
export interface SharedCheck<Ended extends EndedFrame = EndedFrame> {
  readonly onInvocation?: (ended: Ended) => void;
  /** One that asks over a wire answers with a promise: the world waits for it. */
  readonly onMinute?: () => unknown;
  readonly onAttention?: (kinds: readonly string[]) => void;
  readonly onEnd?: () => void;
}

export interface Check extends SharedCheck<EndedInvocation> {
  readonly onEvent?: (event: WorldEvent) => void;
  /** Just before it is carried out, which may be later than it was sent. */
  readonly onCall?: (call: OurCall) => void;
  /** Reports that one of our cycles was shown. */
  readonly onReports?: (reports: readonly Report[]) => void;
}

export type CreateCheck = (run: Run, tally: Tally) => Check;
/** A check of targets of every kind. */
export type CreateSharedCheck = (run: RunFrame, tally: SharedTally) => SharedCheck;

/** What is added up for targets of every kind. */
export interface SharedTally {
  unexpectedErrors: number;
  unlookedMinutesMax: number;
}

/** Figures that the checks add up over a run, for the campaign's report. */
export interface Tally extends SharedTally {
  endedWithData: number;
  endedLive: number;
  endedNextInQueue: number;
  loweredWithoutProof: number;
  lateRolls: number;
  lateRollsAvoidable: number;
  launchesExcess: number;
  /** Windows of time for which it was asked where the data is, and answers that said of themselves that they are complete. */
  windowsAsked: number;
  windowsComplete: number;
  rowsMissed: number;
  /** Complete by a look or a word that was too old, or after a look that has seen the turn pass on. */
  answersTooSure: number;
}

export const EMPTY_TALLY: Readonly<Tally> = {
  endedWithData: 0,
  endedLive: 0,
  endedNextInQueue: 0,
  loweredWithoutProof: 0,
  unexpectedErrors: 0,
  unlookedMinutesMax: 0,
  lateRolls: 0,
  lateRollsAvoidable: 0,
  launchesExcess: 0,
  windowsAsked: 0,
  windowsComplete: 0,
  rowsMissed: 0,
  answersTooSure: 0,
};
