// Scaling by hand: an operator's number takes the place of the plan, never that of what must hold. It may use the whole of
// the day's changes, the reserve included; fewer shards still have to fit, by the very rule of shrink.ts.
import { shardsText } from '../../../../sharded/shards-text.ts';
import { reason, type Operand } from '../../../../core/reason.ts';
import { formatDuration } from '../../../../core/units.ts';
import { fewestShards, mostShards } from '../../domain/limits.ts';
import type { Assessment } from '../assess.ts';
import { nextChangeBackMs } from '../budget.ts';
import { whyNotFit } from './fits.ts';
import type { Rule, Verdict } from './rule.ts';

export const setByHand: Rule = (assessment) => {
  const { open, policy, changesLeft, question } = assessment;
  const target = question.operatorTarget ?? open;
  const { shardsMin, shardsMax } = policy;
  const operands = { target, shardsOpen: open, changesLeft };
  const hold = (code: string, text: string, more: Readonly<Record<string, Operand>> = {}): Verdict => ({
    kind: 'hold',
    reason: reason(code, text, { ...operands, ...more }),
  });
  if (target === open) return hold('operator-reached', `The stream has ${shardsText(open)}, as asked for`);
  const asked = `An operator asks for ${shardsText(target)}`;
  if (target < shardsMin || target > shardsMax) {
    const text = `${asked}. Allowed is from ${shardsMin} (spillway:shards-min) to ${shardsMax} (spillway:shards-max)`;
    return hold('operator-out-of-range', text, { shardsMin, shardsMax });
  }
  const steps = stepsBetween(open, target);
  if (steps.length > changesLeft)
    return hold('operator-budget', `${asked}, ${budgetText(assessment, steps)}`);
  const misfit = target < open ? whyNotFit(assessment, target) : undefined;
  if (misfit) return hold(misfit.code, `${asked}, and there are ${open}. ${misfit.text}`, misfit.operands);
  const [shards = target, ...rest] = steps;
  const verb = shards > open ? 'Growing' : 'Shrinking';
  const then =
    rest.length === 0
      ? ''
      : `, and AWS ${shards > open ? 'doubles' : 'halves'} at most: then ${rest.join(', ')}`;
  const text = `${verb} from ${open} to ${shardsText(shards)}. ${asked}${then}`;
  return {
    kind: 'set',
    shards,
    reason: reason(shards > open ? 'operator-grow' : 'operator-shrink', text, operands),
  };
};

/** The numbers of shards that one call after the other sets, the target last. */
export function stepsBetween(open: number, target: number): readonly number[] {
  const steps: number[] = [];
  for (let now = open; now !== target; steps.push(now))
    now = Math.min(mostShards(now), Math.max(fewestShards(now), target));
  return steps;
}

function budgetText({ question, changesLeft }: Assessment, steps: readonly number[]): string {
  const { learned, nowMs } = question;
  const backMs = nextChangeBackMs(learned.changes, nowMs);
  const back = backMs === undefined ? '' : `. The next is allowed in ${formatDuration(backMs - nowMs)}`;
  const reached = steps[changesLeft - 1];
  const left =
    reached === undefined
      ? 'AWS allows none now'
      : `${changesLeft} are left today, enough for ${shardsText(reached)}`;
  return `which takes ${steps.length} ${steps.length === 1 ? 'change' : 'changes'}, and ${left}${back}`;
}
