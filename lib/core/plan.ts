// What every kind's plan has in common, and the actions in it: what the cycle checks, sends, records and tells.
import type { Outcome } from './outcome.ts';
import type { Reason } from './reason.ts';

export interface PlanFrame {
  /** The decision in a word; `hold` where nothing is changed. */
  readonly kind: string;
  readonly reason: Reason;
  /** Why the rules with other outcomes did not act, in order of precedence. */
  readonly considered: readonly Reason[];
  /** The earliest moment at which the target needs a look again, ms since the epoch. */
  readonly nextLookAtMs: number;
}

/** One change in AWS, as it is sent. */
export interface ActionFrame {
  readonly kind: string;
}

/**
 * What an action does to the target.
 *
 * - `adds`: capacity is asked for.
 * - `takes`: capacity goes, or may.
 * - `tends`: neither; something is put right.
 * - `keeps`: nothing changes, and without it something would: sent in a dry run as well, and no news.
 */
export type Effect = 'adds' | 'takes' | 'tends' | 'keeps';

/** An action, and why it was decided. */
export interface PlannedAction<Action extends ActionFrame = ActionFrame> {
  readonly action: Action;
  readonly reason: Reason;
}

/** And what became of it. */
export interface Done<Action extends ActionFrame = ActionFrame> extends PlannedAction<Action> {
  readonly outcome: Outcome;
}
