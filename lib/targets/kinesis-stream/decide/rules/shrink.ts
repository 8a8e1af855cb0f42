// Fewer shards, only where all of it holds: the last half hour would have fitted with headroom, no record was refused,
// the readers keep up, and the changes that are left suffice for the next rise.
import { PASS } from '../../../../core/first-verdict.ts';
import { shardsText } from '../../../../sharded/shards-text.ts';
import { reason } from '../../../../core/reason.ts';
import type { Assessment } from '../assess.ts';
import { whyNotFit, type Misfit } from './fits.ts';
import type { Rule, Verdict } from './rule.ts';

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
  const { policy, changesLeft } = assessment;
  const because = ({ code, text, operands }: Misfit) =>
    reason(code, `${shardsText(shards)} would do. ${text}`, { shardsWanted: shards, ...operands });
  const misfit = whyNotFit(assessment, shards);
  if (misfit) return because(misfit);
  if (changesLeft - policy.changesReserved >= 1) return undefined;
  const text = 'The changes that are left are kept for the next rise';
  return because({ code: 'budget-kept', text, operands: { changesLeft } });
}
