// What is asked about a stream, and what `decide` answers: what to do, and why. Data; no rule is in here.
import type { Calendar } from '../../../core/calendar.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { PlanFrame } from '../../../core/plan.ts';
import type { Reason } from '../../../core/reason.ts';
import type { Learned } from './learned.ts';
import type { ParsedStreamPolicy } from './policy.ts';
import type { Stream } from './stream.ts';

/** One change in AWS, absolute. */
export interface SetShards {
  readonly kind: 'set-shards';
  readonly shards: number;
}

export type Action = SetShards;

/** As it is sent, with the open shards that it was decided for. */
export interface StreamAction extends SetShards {
  readonly from: number;
}

/** What a journal entry of a stream has besides; nothing for a schedule's, which has no plan. */
export interface StreamDetails {
  readonly gauges?: Gauges;
}

/** Everything that a decision about a stream may depend on. */
export interface Question {
  readonly stream: Stream;
  readonly policy: ParsedStreamPolicy;
  readonly learned: Learned;
  /** Whose clock and whose days off the stream's days follow. */
  readonly calendar: Calendar;
  /** The moment of the look, ms since the epoch. */
  readonly nowMs: number;
  /** Why nothing may be changed until the owner has mended something. */
  readonly heldFor?: Reason;
  /** Open shards that an operator asks for, absolute; absent in every cycle that no operator started. */
  readonly operatorTarget?: number;
}

/** Trouble that a stream is in; shown once it has lasted. */
export type StreamTrouble = 'held' | 'throttled' | 'hot-shard' | 'budget-spent' | 'cannot-grow';

/** `adds`: more capacity than before. `takes`: less. `tends`: neither. */
export type Effect = 'adds' | 'takes' | 'tends';

export interface Gauges {
  readonly ShardsOpen: number;
  readonly ShardsWanted: number;
  /** Of the ten in 24 hours, the reserve included. */
  readonly ChangesLeft: number;
  /** Of what the open shards take, in the newest minute. */
  readonly DemandPercent: number;
}

export interface Plan extends PlanFrame {
  readonly kind: 'grow' | 'shrink' | 'hold';
  readonly actions: readonly { readonly action: Action; readonly reason: Reason; readonly effect: Effect }[];
  readonly gauges: Gauges;
  readonly troubles: readonly StreamTrouble[];
}

/** What became of an action. */
export interface Done {
  readonly action: Action;
  readonly outcome: Outcome;
  /** When it was sent, ms since the epoch. */
  readonly atMs: number;
  /** AWS's message says that the changes of the last 24 hours are spent. Otherwise a refusal is some other one. */
  readonly refusedFor?: 'changes-spent';
}
