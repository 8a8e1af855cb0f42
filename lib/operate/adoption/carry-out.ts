// Carries a change plan out, call by call. Breaks off at the first call that was not applied: the plans are
// idempotent and ordered for that, so running the command again goes on from there.
import type { Outcome } from '../../core/outcome.ts';
import type { ChangePlan, PlannedChange } from './planned-change.ts';

export interface CarriedOut {
  /** Rows done in full. */
  readonly done: readonly PlannedChange[];
  /** The row that broke off, and what became of its call; absent if all is done. */
  readonly brokeOffAt?: {
    readonly row: PlannedChange;
    readonly outcome: Exclude<Outcome, { kind: 'applied' }>;
  };
}

/** A plan with the means to make it: what its changes are, and who takes them, is out of sight. */
export type ChangeOffer =
  | Extract<ChangePlan, { kind: 'refused' }>
  | (Extract<ChangePlan, { kind: 'planned' }> & {
      /** Makes the changes in their order. `onDone` is told of each row that is done. */
      readonly carryOut: (onDone: (row: PlannedChange) => void) => Promise<CarriedOut>;
    });

/** `change` sends one, once, and says what became of it. */
export function offerOf<Change extends object>(
  plan: ChangePlan<Change>,
  change: (change: Change) => Promise<Outcome>,
): ChangeOffer {
  if (plan.kind === 'refused') return plan;
  return { ...plan, carryOut: (onDone) => carryOut(plan.rows, change, onDone) };
}

async function carryOut<Change extends object>(
  rows: readonly PlannedChange<Change>[],
  change: (change: Change) => Promise<Outcome>,
  onDone: (row: PlannedChange) => void,
): Promise<CarriedOut> {
  const done: PlannedChange[] = [];
  for (const row of rows) {
    for (const one of row.changes) {
      const outcome = await change(one);
      if (outcome.kind !== 'applied') return { done, brokeOffAt: { row, outcome } };
    }
    done.push(row);
    onDone(row);
  }
  return { done };
}
