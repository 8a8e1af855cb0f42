// Protects nodes in service that nothing protects from scale-in, before capacity is changed. Nodes are launched
// protected; a group adopted in the middle of the day, a node that came back from Standby, or a person leaves some bare.
import type { Done, PlannedAction } from '../../../core/plan.ts';
import { reason } from '../../../core/reason.ts';
import type { Action } from '../domain/plan.ts';
import { PROTECTION_IDS_MAX } from '../ports/group-settings.ts';

/** One action for each call. */
export function protections(unprotected: readonly string[]): readonly PlannedAction<Action>[] {
  const planned: PlannedAction<Action>[] = [];
  for (let start = 0; start < unprotected.length; start += PROTECTION_IDS_MAX)
    planned.push(protection(unprotected.slice(start, start + PROTECTION_IDS_MAX)));
  return planned;
}

/**
 * AWS refuses a call as a whole for one node that is in another stage meanwhile, or gone, and names it: the others are
 * then protected without it. A refusal is an outcome: it never keeps capacity from being raised.
 */
export function withoutRefused({ action, outcome }: Done<Action>): PlannedAction<Action> | undefined {
  if (action.kind !== 'protect' || outcome.kind !== 'rejected') return undefined;
  const left = action.instanceIds.filter((id) => !outcome.message.includes(id));
  return left.length === 0 || left.length === action.instanceIds.length ? undefined : protection(left);
}

function protection(instanceIds: readonly string[]): PlannedAction<Action> {
  const text = `${instanceIds.length} nodes in service had no protection from scale-in: ${instanceIds.join(', ')}`;
  return { action: { kind: 'protect', instanceIds }, reason: reason('unprotected', text, { instanceIds }) };
}
