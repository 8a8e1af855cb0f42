// The journal: what was decided, why, and what became of it. Read by `spillway explain`.
import type { Outcome } from '../domain/outcome.ts';
import type { Assessed, HookStep, Plan, Reason } from '../domain/plan.ts';

export interface JournalEntry {
  readonly groupName: string;
  readonly atMs: number;
  /** Id of the cycle (or of the event) that wrote it; makes the key unique within a millisecond. */
  readonly cycleId: string;
  /** What woke us: `alarm`, `schedule`, `lifecycle`, `tick`, or `operator: <who>`. */
  readonly trigger: string;
  readonly kind: Plan['kind'] | 'schedule';
  readonly reason: Reason;
  readonly considered: readonly Reason[];
  readonly hookSteps: readonly HookStep[];
  readonly assessed?: Assessed;
  readonly desiredCapacity?: number;
  readonly instanceId?: string;
  /** Absent for a hold. `dry-run`: decided, and nothing sent. */
  readonly outcome?: Outcome | { readonly kind: 'dry-run' };
}

/** Journal entries are kept this long, by the table's TTL. */
export const JOURNAL_KEPT_DAYS = 35;
