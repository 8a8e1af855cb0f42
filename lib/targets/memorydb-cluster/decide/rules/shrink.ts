// One shard fewer, only where all of it holds: two proofs an hour apart that what stays holds what leaves, a day since the
// last growth, replicas in step, nobody's window before it is done.
import { PASS } from '../../../../core/first-verdict.ts';
import { shardsText } from '../../../../sharded/shards-text.ts';
import { reason, type Operand, type Reason } from '../../../../core/reason.ts';
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { whyNotFit } from '../fits.ts';
import { AFTER_GROWTH_MS, PROOFS_APART_MS } from '../limits.ts';
import { whyBusy, whyInWindow } from './obstacles.ts';
import type { Rule } from './rule.ts';

export const shrink: Rule = (assessment) => {
  const { shards, policy, memory } = assessment;
  if (shards <= policy.shardsMin || !memory) return PASS;
  const misfit = whyNotFit(assessment);
  // What is used needs no explaining; what would be free but for one thing does.
  if (misfit?.code === 'no-room' || misfit?.code === 'too-full') return PASS;
  const because = (code: string, text: string, operands: Readonly<Record<string, Operand>> = {}) =>
    reason(code, `${shardsText(shards - 1)} would do. ${text}`, operands);
  if (misfit) return { kind: 'pass', reason: because(misfit.code, misfit.text, misfit.operands) };
  const not = whyNotYet(assessment) ?? whyNotNow(assessment, memory.leadMs);
  if (not) return { kind: 'pass', reason: because(not.code, not.text, not.operands) };
  const { fits } = assessment.question.learned;
  const sinceMs = assessment.question.nowMs - (fits?.sinceMs ?? 0);
  const text = `Shrinking from ${shards} to ${shardsText(shards - 1)}. For ${formatDuration(sinceMs)} each look has shown that they hold everything, with 1.5 times what moves free`;
  return {
    kind: 'change',
    action: { kind: 'set-shards', shards: shards - 1, from: shards },
    reason: reason('fits', text, { shards, shardsWanted: shards - 1, fitsForMs: sinceMs }),
  };
};

/** What has not lasted long enough, or ended otherwise than it was asked for. */
function whyNotYet(assessment: Assessment): Reason | undefined {
  const { question, shards } = assessment;
  const { change } = question.learned;
  const { short } = change;
  if (short && short.to < short.from && short.got === shards)
    return reason(
      'ended-short',
      `The last time, to ${shardsText(short.to)}, it ended with ${short.got}: a key above 256 MB, as a rule. It is not tried again by itself`,
      { ...short },
    );
  const grownAtMs = change.grownAtMs ?? change.knownSinceMs ?? question.nowMs;
  if (question.nowMs - grownAtMs < AFTER_GROWTH_MS)
    return reason('grown-lately', 'Nothing is taken within a day of the last growth', { grownAtMs });
  return whyNotProvedTwice(assessment);
}

/** The first of the two proofs, an hour ago, and every look since. */
export function whyNotProvedTwice({ question, shards }: Assessment): Reason | undefined {
  const { fits } = question.learned;
  if (fits?.shards === shards && question.nowMs - fits.sinceMs >= PROOFS_APART_MS) return undefined;
  const text = `It takes two proofs, ${formatDuration(PROOFS_APART_MS)} apart`;
  return reason('proved-once', text, { sinceMs: fits?.sinceMs ?? null });
}

/** `leadMs`: it has to be over before a window opens. */
export function whyNotNow(assessment: Assessment, leadMs: number): Reason | undefined {
  const { replicas, policy } = assessment;
  if (replicas < policy.replicasMin)
    return reason('replicas-missing', `A shard has ${replicas} replicas only`, { replicas });
  return whyInWindow(assessment, { withinMs: leadMs }) ?? whyBusy(assessment);
}
