// Carries a change plan out, call by call. Breaks off at the first call that was not applied: the plans are
// idempotent and ordered for that, so running the command again goes on from there.
import type { Outcome } from '../../core/outcome.ts';
import type { GroupSettingsWriter } from '../../targets/rdb-group/ports/group-settings.ts';
import type { PlannedChange } from './planned-change.ts';

export interface CarriedOut {
  /** Rows done in full. */
  readonly done: readonly PlannedChange[];
  /** The row that broke off, and what became of its call; absent if all is done. */
  readonly brokeOffAt?: {
    readonly row: PlannedChange;
    readonly outcome: Exclude<Outcome, { kind: 'applied' }>;
  };
}

/** Makes the changes in their order. `onDone` is told of each row that is done. */
export async function carryOut(
  plan: { readonly groupName: string; readonly rows: readonly PlannedChange[] },
  writer: GroupSettingsWriter,
  onDone: (row: PlannedChange) => void = () => undefined,
): Promise<CarriedOut> {
  const done: PlannedChange[] = [];
  for (const row of plan.rows) {
    for (const change of row.changes) {
      const outcome = await writer.change(plan.groupName, change);
      if (outcome.kind !== 'applied') return { done, brokeOffAt: { row, outcome } };
    }
    done.push(row);
    onDone(row);
  }
  return { done };
}
