// Says that one shard holds far more than the others. It decides nothing: more shards do not help the one.
import { PASS } from '../../../../core/first-verdict.ts';
import { reason } from '../../../../core/reason.ts';
import { percentText, type Rule } from './rule.ts';

export const nameHotShard: Rule = ({ memory, question: { cluster } }) => {
  if (!memory?.isHot) return PASS;
  const fullest = cluster.shards.toSorted(
    (a, b) => (b.primary?.usedBytes ?? 0) - (a.primary?.usedBytes ?? 0),
  )[0];
  const times = Math.round(10 * memory.skew) / 10;
  const text =
    `The shard ${fullest?.name} is hot: at ${percentText(memory.memoryPercent)} it holds ${times} times as much as the mean. ` +
    'More shards will not help; a larger node type or other keys will';
  const operands = { shard: fullest?.name ?? null, skew: memory.skew, memoryPercent: memory.memoryPercent };
  return { kind: 'pass', reason: reason('hot-shard', text, operands) };
};
