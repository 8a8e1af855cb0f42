// A group's entries in the journal, and how 0.1 wrote them.
import type { Outcome } from '../../../core/outcome.ts';
import type { JournalAction, JournalEntry } from '../../../ports/journal.ts';
import type { GroupDetails } from '../domain/journal.ts';
import type { Action, HookStep } from '../domain/plan.ts';

export type GroupJournalEntry = JournalEntry<Action, GroupDetails>;
export type GroupJournalAction = JournalAction<Action>;

/** The plan's own action, that changes capacity; `undefined` for a hold, or one that had nothing but hooks. */
export function changeOf({ actions }: Pick<GroupJournalEntry, 'actions'>): GroupJournalAction | undefined {
  return actions.find(({ kind }) => kind === 'set-desired' || kind === 'retire');
}

/** What version 0.1 wrote: the plan's action beside its steps in hooks, and the word of a dry run for an outcome. */
interface EntryOf01 extends Omit<GroupJournalEntry, 'actions' | 'waits'> {
  readonly hookSteps: readonly HookStep[];
  readonly desiredCapacity?: number;
  readonly instanceId?: string;
  readonly outcome?: Outcome | { readonly kind: 'dry-run' };
}

/** An entry as it stands in the table, of this version or of 0.1, as one of this version. */
export function entryOfAnyVersion(stored: GroupJournalEntry | EntryOf01): GroupJournalEntry {
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
