// Decides what to do about one stream: an ordered list of rules over one assessment; the first that does not pass decides.
// Pure. Whether a change may be sent is asked again, without the planner, by why-unsafe.ts.
import { firstVerdict } from '../../../core/first-verdict.ts';
import type { Question, Plan, StreamTrouble } from '../domain/plan.ts';
import { assess, type Assessment } from './assess.ts';
import { isThrottledByHotShard } from './hot-shard.ts';
import { nextLookAtMs } from './next-look.ts';
import { grow, wantedShards } from './rules/grow.ts';
import { holdEnough } from './rules/hold-enough.ts';
import {
  holdAfterRefusal,
  holdOnDemand,
  holdWhenHeld,
  holdWhenOff,
  holdWhenPaused,
  holdWhileChanging,
} from './rules/hold-stream.ts';
import { nameHotShard } from './rules/name-hot-shard.ts';
import { setByHand } from './rules/operator-target.ts';
import type { Rule, Verdict } from './rules/rule.ts';
import { shrink } from './rules/shrink.ts';

/** In order of precedence. */
const RULES: readonly Rule[] = [
  // What the owner said, and what cannot be read, outranks what is seen.
  holdWhenHeld,
  holdWhenOff,
  holdWhenPaused,
  holdOnDemand,
  // AWS takes no change before the last one is done, nor soon after it has refused one.
  holdWhileChanging,
  holdAfterRefusal,
  // Which shard is too hot is told, whatever is done about the others.
  nameHotShard,
  // Refused records are worse than shards too many.
  grow,
  shrink,
  holdEnough,
];

/** In order of precedence, where an operator asks: off means off, by hand as well; a pause is the owner's own to leave. */
const RULES_BY_HAND: readonly Rule[] = [
  holdWhenHeld,
  holdWhenOff,
  holdOnDemand,
  holdWhileChanging,
  holdAfterRefusal,
  setByHand,
];

export function decide(question: Question): Plan {
  const assessment = assess(question);
  const rules = question.operatorTarget === undefined ? RULES : RULES_BY_HAND;
  const { verdict, considered } = firstVerdict(rules, assessment);
  const { open, changesLeft, recent } = assessment;
  const wanted = verdict.kind === 'set' ? verdict.shards : wantedShards(assessment);
  return {
    kind: verdict.kind === 'hold' ? 'hold' : verdict.shards > open ? 'grow' : 'shrink',
    reason: verdict.reason,
    considered,
    actions:
      verdict.kind === 'set'
        ? [
            {
              action: { kind: 'set-shards', shards: verdict.shards },
              reason: verdict.reason,
              effect: verdict.shards > open ? 'adds' : 'takes',
            },
          ]
        : [],
    nextLookAtMs: nextLookAtMs(assessment, verdict.kind),
    gauges: {
      ShardsOpen: open,
      ShardsWanted: Math.min(wanted, Math.max(open, assessment.policy.shardsMax)),
      ChangesLeft: changesLeft,
      DemandPercent: Math.round((1_000 * (recent.newest ?? 0)) / Math.max(1, open)) / 10,
    },
    troubles: troublesOf(assessment, verdict),
  };
}

type Decided = Exclude<Verdict, { readonly kind: 'pass' }>;

function troublesOf(
  { recent, question, utilization }: Assessment,
  verdict: Decided,
): readonly StreamTrouble[] {
  const isHot = isThrottledByHotShard(recent, question.stream, utilization);
  return [
    ...(verdict.trouble ? [verdict.trouble] : []),
    ...(isHot ? (['hot-shard'] as const) : []),
    ...(recent.throttledNow > 0 && !isHot ? (['throttled'] as const) : []),
  ];
}
