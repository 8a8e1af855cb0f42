// Scaling by hand: an operator's number takes the place of the plan, never that of what must hold. Fewer shards still take two
// proofs, one shard at a time; the day after a growth, and what ended short before, an operator may pass over.
import { shardsText } from '../../../../sharded/shards-text.ts';
import { reason, type Operand, type Reason } from '../../../../core/reason.ts';
import type { Assessment } from '../assess.ts';
import { whyNotFit } from '../fits.ts';
import { whyBusy, whyInWindow } from './obstacles.ts';
import { whyNotNow, whyNotProvedTwice } from './shrink.ts';
import type { Rule, Verdict } from './rule.ts';

export const setByHand: Rule = (assessment) => {
  const { shards, policy, question } = assessment;
  const target = question.operatorTarget ?? shards;
  const { shardsMin, shardsMax } = policy;
  const operands = { target, shards };
  const hold = (code: string, text: string, more: Readonly<Record<string, Operand>> = {}): Verdict => ({
    kind: 'hold',
    reason: reason(code, text, { ...operands, ...more }),
  });
  if (target === shards)
    return hold('operator-reached', `The cluster has ${shardsText(shards)}, as asked for`);
  const asked = `An operator asks for ${shardsText(target)}`;
  if (target < shardsMin || target > shardsMax) {
    const text = `${asked}. Allowed is from ${shardsMin} (spillway:shards-min) to ${shardsMax} (spillway:shards-max)`;
    return hold('operator-out-of-range', text, { shardsMin, shardsMax });
  }
  const obstacle = target > shards ? whyNoGrowth(assessment) : whyNoShrink(assessment);
  if (obstacle)
    return hold(obstacle.code, `${asked}, and there are ${shards}. ${obstacle.text}`, obstacle.operands);
  const to = target > shards ? target : shards - 1;
  const verb = target > shards ? 'Growing' : 'Shrinking';
  const then = to === target ? '' : ', one shard at a time';
  return {
    kind: 'change',
    action: { kind: 'set-shards', shards: to, from: shards },
    reason: reason(
      target > shards ? 'operator-grow' : 'operator-shrink',
      `${verb} from ${shards} to ${shardsText(to)}. ${asked}${then}`,
      operands,
    ),
  };
};

function whyNoGrowth(assessment: Assessment): Reason | undefined {
  return whyInWindow(assessment, { withinMs: 0 }) ?? whyBusy(assessment);
}

function whyNoShrink(assessment: Assessment): Reason | undefined {
  const misfit = whyNotFit(assessment);
  if (misfit) return reason(misfit.code, misfit.text, misfit.operands);
  return whyNotProvedTwice(assessment) ?? whyNotNow(assessment, assessment.memory?.leadMs ?? 0);
}
