// Raises the desired capacity when fewer spares are there or coming than are wanted. At the maximum it
// passes: retiring a flushed node may make room; hold-at-maximum.ts has the last word.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';
import { missingSpares, sparesThere } from './words-of-spares.ts';

export const scaleOut: Rule = ({ assessment }) => {
  const { spares, wanted, nodesMax, activeCount, snapshot } = assessment;
  const { desiredCapacity } = snapshot.group;
  const operands = Object.assign({}, wanted.reason.operands, {
    sparesHave: spares.have,
    sparesWanted: wanted.spares,
    queuedCount: spares.queued.length,
    launchingCount: spares.launchingCount,
    activeCount,
    nodesMax,
  });
  if (spares.have >= wanted.spares) {
    return {
      kind: 'pass',
      reason: reason(
        'enough-spares',
        `${sparesThere(spares.have, wanted.spares)}. ${wanted.reason.text}`,
        operands,
      ),
    };
  }
  const base = Math.max(desiredCapacity, activeCount);
  const uncapped = base + wanted.spares - spares.have;
  const target = Math.min(uncapped, nodesMax);
  if (target <= desiredCapacity) {
    const text = `The group is at its maximum of ${nodesMax}, and ${missingSpares(spares.have, wanted.spares)}`;
    return { kind: 'pass', reason: reason('at-maximum', text, operands) };
  }
  return {
    kind: 'scale-out',
    desiredCapacity: target,
    reason: reason(
      wanted.reason.code,
      `The desired capacity goes from ${desiredCapacity} to ${target}` +
        `${target < uncapped ? `, the maximum, where ${uncapped} are wanted` : ''}. ${wanted.reason.text}`,
      { ...operands, desiredCapacityBefore: desiredCapacity, desiredCapacity: target },
    ),
  };
};
