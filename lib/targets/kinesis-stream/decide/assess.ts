// Puts together what the rules compare: budget, past days, the last minutes, and the plan of the coming 24 hours. Once per
// question; the rules read it and compute nothing of their own.
import { CHANGES_PER_DAY, fewestShards, mostShards } from '../domain/limits.ts';
import type { StreamPolicy } from '../domain/policy.ts';
import type { Question } from '../domain/plan.ts';
import { wholeShards } from '../domain/stream.ts';
import { changesLeft, changesLeftAt } from './budget.ts';
import { pastDaysOf, type PastDays } from './past/past-days.ts';
import { paceOf } from './past/pace.ts';
import { PLAN_SLOT_MS, PLAN_SLOTS, requiredBy, type Required } from './past/required.ts';
import { cheapestChanges, type Schedule } from './plan/cheapest-changes.ts';
import { startOfCheapestDay } from './plan/cheapest-day.ts';
import { levelsOf } from './plan/levels.ts';
import { isThrottledByLoad } from './hot-shard.ts';
import { recentOf, RECENT_MS, type Recent } from './recent.ts';
import { reshardingMs } from './resharding.ts';

export interface Assessment {
  readonly question: Question;
  readonly policy: StreamPolicy;
  readonly open: number;
  /** Within the tags' bounds, what one call can reach. */
  readonly reachMax: number;
  readonly reachMin: number;
  readonly changesLeft: number;
  readonly leadMs: number;
  readonly recent: Recent;
  /** What demand divided by this gives, is wanted: the share of a shard that is planned for. */
  readonly utilization: number;
  /** New shards are wanted at once: otherwise records will be refused before they are there, or are already. */
  readonly isUrgent: boolean;
  readonly pace: number;
  /** Absent where past days are not known well enough. */
  readonly coming?: Coming;
}

export interface Coming extends Required {
  readonly schedule: Schedule;
}

/** A plan is not made where nothing can be done. */
const NO_PAST: PastDays = { startMs: 0, days: [], seen: [], isKnown: false };

export function assess(question: Question): Assessment {
  const { stream, learned, nowMs } = question;
  const { policy } = question.policy;
  const open = stream.openShards;
  const leadMs = reshardingMs(learned.resharding, open);
  const recent = recentOf(stream, { nowMs, leadMs, grownAtMs: learned.resharding.grownAtMs });
  const utilization = policy.utilizationPercent / 100;
  const mayPlan =
    stream.capacityMode === 'provisioned' && stream.status === 'active' && !learned.resharding.under;
  const past = mayPlan ? pastDaysOf(learned, question.calendar, nowMs) : NO_PAST;
  const pace = past.isKnown ? paceOf(learned, question.calendar, nowMs) : 1;
  const required = past.isKnown
    ? requiredBy(past, { nowMs, utilizationPercent: policy.utilizationPercent, pace })
    : undefined;
  const soon = Math.max(...(required?.least.slice(0, Math.ceil(leadMs / PLAN_SLOT_MS)) ?? [0]));
  const isUrgent = recent.ahead > open || soon > open || isThrottledByLoad(recent, stream, utilization);
  const known = { question, policy, open, leadMs, recent, utilization, isUrgent, pace };
  return {
    ...known,
    reachMax: Math.min(mostShards(open), policy.shardsMax),
    reachMin: Math.max(fewestShards(open), policy.shardsMin),
    changesLeft: changesLeft(learned.changes, nowMs),
    ...(required && { coming: { ...required, schedule: scheduleOf(known, required) } }),
  };
}

function scheduleOf(
  {
    question,
    policy,
    open,
    leadMs,
    recent,
    utilization,
    isUrgent,
  }: Omit<Assessment, 'reachMax' | 'reachMin' | 'changesLeft' | 'coming'>,
  { required, least }: Required,
): Schedule {
  const { learned, nowMs } = question;
  const within = (shards: number) =>
    Math.min(policy.shardsMax, Math.max(policy.shardsMin, wholeShards(shards)));
  const recentSlots = RECENT_MS / PLAN_SLOT_MS;
  const lastsNow = Math.min(open, recent.busiest / utilization);
  const asked = required.map((shards, i) =>
    within(i < recentSlots ? Math.max(shards, recent.ahead, recent.level / utilization, lastsNow) : shards),
  );
  const needed = least.map((shards) => Math.min(policy.shardsMax, shards));
  const levels = levelsOf({
    min: policy.shardsMin,
    max: policy.shardsMax,
    peak: Math.max(...asked),
    exact: [open],
  });
  const plannedMax = CHANGES_PER_DAY - policy.changesReserved;
  const end = startOfCheapestDay({
    required: required.map(within),
    least: needed,
    levels,
    changes: plannedMax,
  });
  const reserved = isUrgent ? 0 : policy.changesReserved;
  return cheapestChanges({
    required: asked,
    least: needed,
    levels,
    start: open,
    end,
    reshardingSlots: Math.ceil(leadMs / PLAN_SLOT_MS),
    changesAllowed: Array.from({ length: PLAN_SLOTS }, (_, i) =>
      Math.max(0, changesLeftAt(learned.changes, nowMs + i * PLAN_SLOT_MS) - reserved),
    ),
  });
}
