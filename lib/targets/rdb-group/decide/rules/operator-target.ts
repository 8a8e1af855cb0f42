// Scaling by hand: an operator's target takes the place of wanted spares and windows, never that of proof.
// Raising is absolute; lowering retires nodes proved empty, by the very rule of retire.ts.
import type { Assessment } from '../assess.ts';
import { reason } from '../../../../core/reason.ts';
import { retire } from './retire.ts';
import type { Rule } from './rule.ts';

/** Off means off, by hand as well. */
export const holdWhenOff: Rule = ({ assessment: { policy } }) =>
  policy.mode === 'off'
    ? { kind: 'hold', reason: reason('off', 'The tag spillway:mode is off', {}) }
    : { kind: 'pass', reason: reason('not-off', 'The group is not off', {}) };

/** Sets the desired capacity, if the target is above what there is and within the group's sizes. */
export const raiseByHand: Rule = ({ assessment }) => {
  const { snapshot, nodesMax } = assessment;
  const { minSize, desiredCapacity } = snapshot.group;
  const target = targetOf(assessment);
  const operands = { target, minSize, nodesMax, desiredCapacity };
  if (target < minSize || target > nodesMax) {
    const text = `An operator asks for ${target}. Allowed is from ${minSize} (the minimum) to ${nodesMax} (the maximum)`;
    return { kind: 'hold', reason: reason('operator-out-of-range', text, operands) };
  }
  if (target > desiredCapacity && target >= countNow(assessment)) {
    const text = `The desired capacity goes from ${desiredCapacity} to ${target}. An operator asks for it`;
    return {
      kind: 'scale-out',
      desiredCapacity: target,
      reason: reason('operator-raise', text, { ...operands, desiredCapacityBefore: desiredCapacity }),
    };
  }
  return { kind: 'pass', reason: reason('not-above', `${target} is not above what there is`, operands) };
};

/** Retires one node on proof, or says what keeps each node. */
export const lowerByHand: Rule = (case_) => {
  const { assessment } = case_;
  const target = targetOf(assessment);
  const count = countNow(assessment);
  if (target >= count)
    return { kind: 'pass', reason: reason('not-below', `${target} is reached`, { target }) };
  const verdict = retire(case_);
  if (verdict.kind === 'retire' || verdict.kind === 'scale-out') return verdict;
  const { code, text, operands } = verdict.reason;
  const why = `An operator asks for ${target} of ${count}, and ${inSentence(text)}`;
  const stay = queuedThatStay(assessment);
  // Two sentences at most: what keeps a spare is a part of the second where there is one.
  const also = stay === '' ? '' : `${why.includes('. ') ? '; and ' : '. '}${stay}`;
  return {
    kind: 'hold',
    reason: reason(code, `${why}${also}`, {
      ...operands,
      target,
      ...(stay !== '' && { sparesCode: assessment.wanted.reason.code }),
    }),
  };
};

/** The target is what there is. */
export const holdReached: Rule = ({ assessment }) => {
  const target = targetOf(assessment);
  const text = `The desired capacity is ${target}, as asked for`;
  return { kind: 'hold', reason: reason('operator-reached', text, { target }) };
};

/** Spares that are wanted stay: the next tick would only launch them again. */
function queuedThatStay({ spares, wanted }: Assessment): string {
  const stay = Math.min(spares.queued.length, wanted.spares);
  if (stay === 0) return '';
  const ids = spares.queued.map((n) => n.node.instanceId).join(', ');
  const kept = `${stay} of the queued nodes (${ids}) ${stay === 1 ? 'is a wanted spare' : 'are wanted spares'}`;
  return `${kept}, as ${inSentence(wanted.reason.text)}`;
}

/** A sentence as a part of another. */
function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function targetOf({ operatorTarget, snapshot }: Assessment): number {
  return operatorTarget ?? snapshot.group.desiredCapacity;
}

/** What must come down: nodes that are active count even where desired is lower. */
function countNow({ snapshot, activeCount }: Assessment): number {
  return Math.max(snapshot.group.desiredCapacity, activeCount);
}
