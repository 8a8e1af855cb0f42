// What a group's entries in the journal have besides what all entries have.
import type { Reason } from '../../../core/reason.ts';
import type { Assessed, Plan } from './plan.ts';

export interface GroupDetails {
  /** Nodes that wait in their hook or are retained, for which nothing is to be sent yet, and why. */
  readonly waits: readonly JournalWait[];
  readonly assessed?: Assessed;
}

export interface JournalWait {
  readonly instanceId: string;
  readonly reason: Reason;
}

/** Details of an entry: of a plan, or of a schedule, which has none. */
export function groupDetailsOf(plan?: Plan): GroupDetails {
  if (!plan) return { waits: [] };
  const waits = plan.hookSteps.flatMap(({ step, instanceId, reason }) =>
    step === 'wait' ? [{ instanceId, reason }] : [],
  );
  return { waits, assessed: plan.assessed };
}
