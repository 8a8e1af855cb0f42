// A plan as the actions that carry it out, in the order in which they are sent: nodes that nothing protects first, then
// capacity, then the answers to hooks.
import type { PlannedAction } from '../../../core/plan.ts';
import type { Action, HookStep, Plan } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { protections } from './protect-nodes.ts';

type Planned = PlannedAction<Action>;

/** A node that waits in a hook that is not ours gets no answer. */
export function actionsOf(plan: Plan, { hook }: Snapshot): readonly Planned[] {
  const change = changeOf(plan);
  const protect = change ? protections(plan.unprotected) : [];
  const answers = plan.hookSteps.flatMap((step) =>
    hook || step.step === 'end-retained' ? (answerOf(step) ?? []) : [],
  );
  return [...protect, ...(change ? [change] : []), ...answers];
}

function changeOf(plan: Plan): Planned | undefined {
  const { reason } = plan;
  switch (plan.kind) {
    case 'hold':
      return undefined;
    case 'scale-out':
      return { action: { kind: 'set-desired', desiredCapacity: plan.desiredCapacity }, reason };
    case 'retire':
      return { action: { kind: 'retire', instanceId: plan.instanceId }, reason };
  }
}

function answerOf({ step, instanceId, reason }: HookStep): Planned | undefined {
  return step === 'wait' ? undefined : { action: { kind: step, instanceId }, reason };
}
