// What the cycle itself keeps with what a kind has learned of a target. What a kind learns is its own.
import type { Reason } from '../core/reason.ts';

/** Plain JSON; times in ms since the epoch. */
export interface LearnedFrame {
  /** The latest decision, whatever it was; `spillway explain` shows it as the present. */
  readonly lastPlan?: LastPlan;
}

export interface LastPlan {
  readonly atMs: number;
  readonly kind: string;
  readonly reason: Reason;
}
