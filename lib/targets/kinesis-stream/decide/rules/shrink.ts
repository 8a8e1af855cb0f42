// Fewer shards, only where all of it holds: the last half hour would have fitted with headroom, no record was refused,
// the readers keep up, and the changes that are left suffice for the next rise.
import { reason, type Operand } from '../../../../core/reason.ts';
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { CONSUMER_LAG_MAX_MS } from '../limits.ts';
import { PASS, shardsText, type Rule, type Verdict } from './rule.ts';

export const shrink: Rule = (assessment) => {
  const { open, policy, changesLeft, reachMin } = assessment;
  const target = shrinkTarget(assessment);
  if (target >= open) return PASS;
  const shards = Math.max(target, reachMin);
  const refused = whyNot(assessment, shards);
  if (refused) return { kind: 'pass', reason: refused };
  const text = `Shrinking from ${open} to ${shardsText(shards)}. The last half hour fits with headroom, and ${
    changesLeft - 1
  } of today's changes are left`;
  const operands = { shardsOpen: open, shardsWanted: shards, changesLeft, reserved: policy.changesReserved };
  return { kind: 'set', shards, reason: reason('fits', text, operands) } satisfies Verdict;
};

/** The plan's first step, if that is due. Without past days there is no plan, and nobody knows what the next rise takes. */
function shrinkTarget({ open, coming }: Assessment): number {
  const next = coming?.schedule.changes[0];
  return next?.slot === 0 ? next.shards : open;
}

function whyNot(assessment: Assessment, shards: number) {
  const { recent, utilization, policy, question, changesLeft } = assessment;
  const { consumerLagMs } = question.stream;
  const because = (code: string, text: string, operands: Readonly<Record<string, Operand>>) =>
    reason(code, `${shardsText(shards)} would do. ${text}`, { shardsWanted: shards, ...operands });
  if (!recent.isWhole) return because('blind', 'Not all of the last half hour is known', {});
  if (recent.busiest > shards * utilization)
    return because('too-busy', 'The last half hour would not have fitted with headroom', {
      demandBusiest: recent.busiest,
    });
  if (recent.throttledLately > 0)
    return because('throttled-lately', 'Records were refused within the last half hour', {
      throttledRecords: recent.throttledLately,
    });
  if (consumerLagMs === undefined && policy.consumers !== 'none')
    return because('readers-unknown', 'Nobody says whether the readers keep up', {});
  if (consumerLagMs !== undefined && consumerLagMs > CONSUMER_LAG_MAX_MS)
    return because('readers-behind', `A reader is ${formatDuration(consumerLagMs)} behind`, {
      consumerLagMs,
    });
  if (changesLeft - policy.changesReserved < 1)
    return because('budget-kept', 'The changes that are left are kept for the next rise', { changesLeft });
  return undefined;
}
