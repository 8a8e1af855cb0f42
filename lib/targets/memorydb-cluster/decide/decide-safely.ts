// What is decided, less what may not be sent. The two are written apart, and may differ: a plan whose change would be
// refused in the end is a hold, and says why, rather than a cycle that fails and learns nothing.
import type { Plan, Question } from '../domain/plan.ts';
import { decide } from './decide.ts';
import { whyUnsafe } from './why-unsafe.ts';

/** Pure, total. Every action of the plan is safe by `whyUnsafe`, asked of the same look. */
export function decideSafely(question: Question): Plan {
  const plan = decide(question);
  const unsafe = plan.actions
    .map(({ action }) => whyUnsafe(action, question))
    .find((reason) => reason !== undefined);
  if (!unsafe) return plan;
  const considered = [plan.reason, ...plan.considered];
  return { ...plan, kind: 'hold', reason: unsafe, considered, actions: [] };
}
