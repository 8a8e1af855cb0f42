// Carries a plan out: the only place from which anything is changed. Checks once more what must hold, sends each action
// once, and says of each what became of it.
import { isForbidden } from '../core/errors.ts';
import { mayHaveChanged, type NotSent } from '../core/outcome.ts';
import type { Done, PlannedAction } from '../core/plan.ts';
import type { Case, Target, TargetTypes } from '../targets/target.ts';
import type { ApplyTerms } from './apply-terms.ts';

/** An action that is refused is sent again in another form, so many times in all. */
const SENT_MAX = 3;

/**
 * Throws if something that must hold does not, before anything is sent: a refusal must not leave half a plan behind,
 * unrecorded. What is answered is an outcome.
 */
export async function applyPlan<T extends TargetTypes>(
  target: Target<T>,
  case_: Case<T>,
  terms: ApplyTerms<T>,
): Promise<readonly Done<T['action']>[]> {
  const planned = target.actionsOf(case_);
  for (const { action } of planned) {
    const rule = target.whyUnsafe(action, case_);
    if (rule !== undefined)
      throw new Error(`Refused to act, as it must hold that ${rule}: ${JSON.stringify(action)}`);
  }
  if (planned.some(({ action }) => !terms.whyNotSent(target.effectOf(action))))
    await terms.beforeSending?.(case_);
  const done: Done<T['action']>[] = [];
  for (const next of planned) done.push(...(await carryOut(next, target, case_, terms)));
  return done;
}

async function carryOut<T extends TargetTypes>(
  planned: PlannedAction<T['action']>,
  target: Target<T>,
  case_: Case<T>,
  terms: ApplyTerms<T>,
): Promise<readonly Done<T['action']>[]> {
  const tried: Done<T['action']>[] = [];
  let next: PlannedAction<T['action']> | undefined = planned;
  while (next && tried.length < SENT_MAX) {
    const { action, reason }: PlannedAction<T['action']> = next;
    const outcome =
      (await whyNotSent(action, target, case_, terms)) ?? (await target.send(action, case_, terms.ports));
    const done: Done<T['action']> = { action, reason, outcome };
    tried.push(done);
    next = target.insteadOf?.(done);
  }
  return tried;
}

/** The last look takes its time: the lease is asked for again after it, right before the call. */
async function whyNotSent<T extends TargetTypes>(
  action: T['action'],
  target: Target<T>,
  case_: Case<T>,
  terms: ApplyTerms<T>,
): Promise<NotSent | undefined> {
  const held = () => {
    const why = terms.whyNotSent(target.effectOf(action));
    return why && ({ kind: 'not-sent', ...why } as const);
  };
  return held() ?? (await target.lastLook?.(action, case_, terms.ports)) ?? held();
}

/** Whether any of the actions has, or may have, changed something. */
export function hasActed<T extends TargetTypes>(
  target: Target<T>,
  done: readonly Done<T['action']>[],
): boolean {
  return done.some(({ action, outcome }) => target.effectOf(action) !== 'keeps' && mayHaveChanged(outcome));
}

/** A refusal for want of permission is nobody's expected outcome: the invocation must count as failed. */
export function mustNotBeDenied(actions: readonly Done[], name: string): void {
  for (const { action, outcome } of actions) {
    if (outcome.kind === 'rejected' && isForbidden(outcome.failure)) {
      throw new Error(`${name}: ${action.kind} was refused: ${outcome.code}: ${outcome.message}`);
    }
  }
}
