// More shards: for what the primaries will hold once a resharding that is begun now has ended, or because the tags ask for no
// fewer. What is wanted and cannot be begun now is said, and is trouble where writes would be refused before.
import { PASS } from '../../../../core/first-verdict.ts';
import { shardsText } from '../../../../sharded/shards-text.ts';
import { formatDuration } from '../../../../core/units.ts';
import { reason, type Reason } from '../../../../core/reason.ts';
import type { Assessment } from '../assess.ts';
import { whyBusy, whyInWindow } from './obstacles.ts';
import { percentText, type Rule, type Verdict } from './rule.ts';

export const grow: Rule = (assessment) => {
  const { shards, policy } = assessment;
  const wanted = wantedShards(assessment);
  if (wanted <= shards) return PASS;
  const to = fewerThanRefused(assessment, Math.min(wanted, policy.shardsMax));
  if (to <= shards) return atMaximum(assessment, wanted);
  const endedShort = whyEndedShort(assessment);
  if (endedShort) return { kind: 'hold', reason: endedShort, trouble: 'cannot-grow' };
  const obstacle = whyInWindow(assessment, { withinMs: 0 }) ?? whyBusy(assessment);
  if (obstacle) return wanting(assessment, wanted, obstacle);
  return {
    kind: 'change',
    action: { kind: 'set-shards', shards: to, from: shards },
    reason: whyGrow(assessment, to),
  };
};

/** Shards to have; as many as there are where they suffice. */
export function wantedShards({ shards, memory, policy }: Assessment): number {
  return Math.max(shards, memory?.wanted ?? shards, policy.shardsMin);
}

/** A quota may have room for some of the shards that it refused: half of them are better than none. */
function fewerThanRefused({ question, shards }: Assessment, to: number): number {
  const refused = question.learned.change.refused?.to ?? Number.POSITIVE_INFINITY;
  return to < refused ? to : Math.min(to, Math.max(shards + 1, Math.floor((shards + refused) / 2)));
}

/** The last growth stopped on its way: it is not tried again by itself while the cluster has what that left. */
function whyEndedShort({ question, shards }: Assessment): Reason | undefined {
  const { short } = question.learned.change;
  if (!short || short.to <= short.from || short.got !== shards) return undefined;
  const text =
    `The last growth, to ${shardsText(short.to)}, ended with ${short.got}: a key that is too large to be moved, as a rule. ` +
    'It is not tried again by itself';
  return reason('ended-short', text, { ...short });
}

function atMaximum(assessment: Assessment, wanted: number): Verdict {
  const { policy } = assessment;
  const text = `${shardsText(wanted)} are wanted, and the cluster may have ${policy.shardsMax}. Raise spillway:shards-max`;
  return {
    kind: 'hold',
    reason: reason('at-maximum', text, operandsOf(assessment, wanted)),
    trouble: 'cannot-grow',
  };
}

function wanting(assessment: Assessment, wanted: number, obstacle: Reason): Verdict {
  const text = `${shardsText(wanted)} are wanted. ${obstacle.text}`;
  const operands = { ...operandsOf(assessment, wanted), ...obstacle.operands };
  return {
    kind: 'hold',
    reason: reason(obstacle.code, text, operands),
    ...(assessment.memory?.isUrgent === true && { trouble: 'cannot-grow' }),
  };
}

function whyGrow(assessment: Assessment, to: number): Reason {
  const { shards, memory, policy, question } = assessment;
  const operands = operandsOf(assessment, to);
  const { refused } = question.learned.change;
  const fewer = refused?.to === undefined ? '' : `, as AWS refused ${refused.to}`;
  const from = `Growing from ${shards} to ${shardsText(to)}${fewer}`;
  if (!memory || memory.wanted <= shards)
    return reason('below-minimum', `${from}. The tags ask for no fewer`, operands);
  const text =
    `${from}. The fullest is at ${percentText(memory.memoryPercent)}, and would be at ${percentText(memory.aheadPercent)} in ` +
    `${formatDuration(memory.leadMs)}, when new shards are there; the target is ${policy.memoryTargetPercent} %`;
  return reason('filling', text, operands);
}

function operandsOf({ shards, memory, policy }: Assessment, shardsWanted: number) {
  return {
    shards,
    shardsWanted,
    memoryPercent: memory?.memoryPercent ?? null,
    memoryAheadPercent: memory?.aheadPercent ?? null,
    targetPercent: policy.memoryTargetPercent,
    leadMs: memory?.leadMs ?? null,
  };
}
