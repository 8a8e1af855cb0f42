// What a check sees of a run. One file per check; all-checks.ts lists them, safety first. What a check may find is
// ../world/finding.ts.
import type { CycleResult } from '../../cycle/run-cycle.ts';
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import type { WorldEvent } from '../../sim/world-events.ts';
import type { Invocation } from '../drive/invocation.ts';
import type { Run } from '../world/run.ts';
import type { RdbGroup } from '../../targets/rdb-group/rdb-group.ts';

/** A change that one of our functions is about to make. */
export type OurCall =
  | { readonly action: 'set-desired'; readonly desiredCapacity: number; readonly groupReadAtMs: number }
  | { readonly action: 'terminate'; readonly instanceId: string; readonly decrement: boolean }
  | { readonly action: 'continue' | 'abandon' | 'heartbeat'; readonly instanceId: string }
  | { readonly action: 'protect'; readonly instanceIds: readonly string[] };

/** An invocation that has ended: what it threw, or what its cycles concluded. */
export interface EndedInvocation {
  readonly invocation: Invocation;
  readonly results: readonly CycleResult<RdbGroup>[];
  readonly errors: readonly unknown[];
  /** Other invocations that were still under way when it ended. */
  readonly besides: readonly Invocation[];
}

export interface Check {
  readonly onEvent?: (event: WorldEvent) => void;
  /** Just before it is carried out, which may be later than it was sent. */
  readonly onCall?: (call: OurCall) => void;
  /** Reports that one of our cycles was shown. */
  readonly onReports?: (reports: readonly Report[]) => void;
  readonly onInvocation?: (ended: EndedInvocation) => void;
  readonly onMinute?: () => void;
  readonly onAttention?: (kinds: readonly string[]) => void;
  readonly onEnd?: () => void;
}

export type CreateCheck = (run: Run, tally: Tally) => Check;

/** Figures that the checks add up over a run, for the campaign's report. */
export interface Tally {
  endedWithData: number;
  endedLive: number;
  endedNextInQueue: number;
  loweredWithoutProof: number;
  unexpectedErrors: number;
  unlookedMinutesMax: number;
  lateRolls: number;
  lateRollsAvoidable: number;
  launchesExcess: number;
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
};
