// The last rule: nothing is to be done, and why.
import { shardsText } from '../../../../sharded/shards-text.ts';
import { reason } from '../../../../core/reason.ts';
import { percentText, type Rule } from './rule.ts';

export const holdEnough: Rule = ({ shards, memory, policy }) => {
  const operands = {
    shards,
    memoryPercent: memory?.memoryPercent ?? null,
    memoryAheadPercent: memory?.aheadPercent ?? null,
    targetPercent: policy.memoryTargetPercent,
  };
  const full = memory ? `, the fullest at ${percentText(memory.memoryPercent)}` : '';
  return {
    kind: 'hold',
    reason: reason('enough', `${shardsText(shards)} hold what there is${full}`, operands),
  };
};
