// The last rule: nothing is to be done, and why.
import { shardsText } from '../../../../sharded/shards-text.ts';
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdEnough: Rule = ({ open, recent, changesLeft, coming, utilization }) => {
  const next = coming?.schedule.changes[0];
  const percent = Math.round((100 * (recent.newest ?? 0)) / open);
  const operands = {
    shardsOpen: open,
    demandPercent: percent,
    utilizationPercent: Math.round(100 * utilization),
    changesLeft,
    nextShards: next?.shards ?? null,
  };
  const then = next ? `. The next change planned is to ${shardsText(next.shards)}` : '';
  return {
    kind: 'hold',
    reason: reason(
      'enough',
      `${shardsText(open)} carry what arrives, ${percent} % of them used${then}`,
      operands,
    ),
  };
};
