// The journal: what was decided, why, and what became of it. Read by `spillway explain`.
import type { Outcome } from '../core/outcome.ts';
import type { ActionFrame } from '../core/plan.ts';
import type { Reason } from '../core/reason.ts';

/** What every entry has; `Details` are the kind's own. */
export type JournalEntry<
  Action extends ActionFrame = ActionFrame,
  Details extends object = object,
> = Details & {
  /** The target's name. */
  readonly target: string;
  readonly atMs: number;
  /** Id of the cycle (or of the event) that wrote it; makes the key unique within a millisecond. */
  readonly cycleId: string;
  /** What woke us: `alarm`, `schedule`, `lifecycle`, `tick`, or `operator: <who>`. */
  readonly trigger: string;
  /** The plan's kind, or `schedule`. */
  readonly kind: string;
  readonly reason: Reason;
  readonly considered: readonly Reason[];
  /** In the order in which they were decided; each with what became of it. */
  readonly actions: readonly JournalAction<Action>[];
};

export type JournalAction<Action extends ActionFrame = ActionFrame> = Action & {
  readonly reason: Reason;
  /** Absent only in entries of version 0.1, which did not keep it for answers to hooks. */
  readonly outcome?: Outcome;
};

/** Journal entries are kept this long, by the table's TTL. */
export const JOURNAL_KEPT_DAYS = 35;
