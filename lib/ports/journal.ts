// The journal: what was decided, why, and what became of it. Read by `spillway explain`.
import type { Outcome } from '../core/outcome.ts';
import type { Action, Assessed, HookStep, Plan } from '../targets/rdb-group/domain/plan.ts';
import type { Reason } from '../core/reason.ts';

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
  /** In the order in which they were decided; each with what became of it. */
  readonly actions: readonly JournalAction[];
  /** Nodes that wait in their hook or are retained, for which nothing is to be sent yet, and why. */
  readonly waits: readonly JournalWait[];
  readonly assessed?: Assessed;
}

export type JournalAction = Action & {
  readonly reason: Reason;
  /** Absent only in entries of version 0.1, which did not keep it for answers to hooks. */
  readonly outcome?: Outcome;
};

export interface JournalWait {
  readonly instanceId: string;
  readonly reason: Reason;
}

/** Journal entries are kept this long, by the table's TTL. */
export const JOURNAL_KEPT_DAYS = 35;

/** The plan's own action, that changes capacity; `undefined` for a hold, or one that had nothing but hooks. */
export function changeOf({ actions }: Pick<JournalEntry, 'actions'>): JournalAction | undefined {
  return actions.find(({ kind }) => kind === 'set-desired' || kind === 'retire');
}

/** What version 0.1 wrote: the plan's action beside its steps in hooks, and the word of a dry run for an outcome. */
interface EntryOf01 extends Omit<JournalEntry, 'actions' | 'waits'> {
  readonly hookSteps: readonly HookStep[];
  readonly desiredCapacity?: number;
  readonly instanceId?: string;
  readonly outcome?: Outcome | { readonly kind: 'dry-run' };
}

/** An entry as it stands in the table, of this version or of 0.1, as one of this version. */
export function entryOfAnyVersion(stored: JournalEntry | EntryOf01): JournalEntry {
  if (!('hookSteps' in stored)) return stored;
  const { hookSteps, desiredCapacity, instanceId, outcome, ...rest } = stored;
  const became: Outcome | undefined =
    outcome?.kind === 'dry-run'
      ? { kind: 'not-sent', why: 'dry-run', message: 'spillway:mode is dry-run' }
      : outcome;
  const own = { reason: stored.reason, ...(became && { outcome: became }) };
  return {
    ...rest,
    actions: [
      ...(desiredCapacity === undefined ? [] : [{ kind: 'set-desired' as const, desiredCapacity, ...own }]),
      ...(instanceId === undefined ? [] : [{ kind: 'retire' as const, instanceId, ...own }]),
      ...hookSteps.flatMap(({ step, instanceId: id, reason }) =>
        step === 'wait' ? [] : [{ kind: step, instanceId: id, reason }],
      ),
    ],
    waits: hookSteps.flatMap(({ step, instanceId: id, reason }) =>
      step === 'wait' ? [{ instanceId: id, reason }] : [],
    ),
  };
}
