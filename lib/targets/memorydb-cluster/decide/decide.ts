// Decides what to do about one cluster: an ordered list of rules over one assessment; the first that does not pass decides.
// Pure. Whether a change may be sent is asked again, without these numbers, by why-unsafe.ts.
import { firstVerdict } from '../../../core/first-verdict.ts';
import { LOOK_AHEAD_MAX_MS, NEXT_TICK_MS } from '../../../core/look-ahead.ts';
import type { Plan, Question, ClusterTrouble } from '../domain/plan.ts';
import { assess, type Assessment } from './assess.ts';
import { effectOf } from './effect-of.ts';
import { grow, wantedShards } from './rules/grow.ts';
import {
  holdAfterRefusal,
  holdSpecial,
  holdWhenBlind,
  holdWhenHeld,
  holdWhenOff,
  holdWhenPaused,
  holdWhileChanging,
} from './rules/hold-cluster.ts';
import { holdEnough } from './rules/hold-enough.ts';
import { nameHotShard } from './rules/name-hot-shard.ts';
import { setByHand } from './rules/operator-target.ts';
import { replicate } from './rules/replicate.ts';
import type { Rule, Verdict } from './rules/rule.ts';
import { shrink } from './rules/shrink.ts';

/** In order of precedence. */
const RULES: readonly Rule[] = [
  // What the owner said, and what cannot be read, outranks what is seen.
  holdWhenHeld,
  holdWhenOff,
  holdWhenPaused,
  holdSpecial,
  // AWS takes no change before the last one is done, nor soon after it has refused one.
  holdWhileChanging,
  holdAfterRefusal,
  // A cluster that is silent may be as full as it can be.
  holdWhenBlind,
  // Which shard is too full is told, whatever is done about the others.
  nameHotShard,
  // A full cluster refuses writes, which is worse than a shard that may lose them for a while, and that than a shard too many.
  grow,
  replicate,
  shrink,
  holdEnough,
];

/** In order of precedence, where an operator asks: off means off, by hand as well; a pause is the owner's own to leave. */
const RULES_BY_HAND: readonly Rule[] = [
  holdWhenHeld,
  holdWhenOff,
  holdSpecial,
  holdWhileChanging,
  holdAfterRefusal,
  setByHand,
];

export function decide(question: Question): Plan {
  const assessment = assess(question);
  const rules = question.operatorTarget === undefined ? RULES : RULES_BY_HAND;
  const { verdict, considered } = firstVerdict(rules, assessment);
  const { shards, replicas, memory } = assessment;
  const wanted =
    verdict.kind === 'change' && verdict.action.kind === 'set-shards'
      ? verdict.action.shards
      : wantedShards(assessment);
  return {
    kind: kindOf(verdict),
    reason: verdict.reason,
    considered,
    actions:
      verdict.kind === 'change'
        ? [{ action: verdict.action, reason: verdict.reason, effect: effectOf(verdict.action) }]
        : [],
    nextLookAtMs: question.nowMs + lookAgainMs(assessment, verdict),
    gauges: {
      Shards: shards,
      ShardsWanted: wanted,
      Replicas: replicas,
      ...(memory && {
        MemoryPercent: rounded(memory.memoryPercent),
        MemoryAheadPercent: rounded(memory.aheadPercent),
      }),
    },
    troubles: troublesOf(assessment, verdict),
  };
}

type Decided = Exclude<Verdict, { readonly kind: 'pass' }>;

function kindOf(verdict: Decided): Plan['kind'] {
  if (verdict.kind === 'hold') return 'hold';
  if (verdict.action.kind === 'set-replicas') return 'replicate';
  return verdict.action.shards > verdict.action.from ? 'grow' : 'shrink';
}

/** With the next tick while anything moves, or is near; within minutes at the latest. */
function lookAgainMs({ question, memory, policy }: Assessment, verdict: Decided): number {
  if (!question.policy.ok || question.cluster.special !== undefined) return LOOK_AHEAD_MAX_MS;
  const isMoving = verdict.kind === 'change' || question.cluster.status !== 'available';
  const isNear = !memory || memory.aheadPercent > NEAR_SHARE * policy.memoryTargetPercent;
  return isMoving || isNear ? NEXT_TICK_MS : LOOK_AHEAD_MAX_MS;
}

/** So much of the target is near enough to look with each tick. */
const NEAR_SHARE = 0.8;

function troublesOf({ memory, policy }: Assessment, verdict: Decided): readonly ClusterTrouble[] {
  const isHot = memory?.isHot === true && memory.aheadPercent > policy.memoryTargetPercent;
  return [
    ...(verdict.kind === 'hold' && verdict.trouble ? [verdict.trouble] : []),
    ...(isHot ? (['hot-shard'] as const) : []),
    // What AWS has refused is waited for; silence meanwhile is trouble of its own.
    ...(!memory && verdict.reason.code === 'refused' ? (['blind'] as const) : []),
  ];
}

function rounded(percent: number): number {
  return Math.round(10 * percent) / 10;
}
