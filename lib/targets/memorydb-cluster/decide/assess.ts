// Puts together what the rules compare: what the primaries hold, how long a resharding takes, and what they will hold then.
// Once per question; the rules read it and compute nothing of their own.
import { fewestReplicas, holdingOf, type Holding } from '../domain/cluster.ts';
import { cpuRule } from '../domain/limits.ts';
import type { ClusterPolicy } from '../domain/policy.ts';
import type { Question } from '../domain/plan.ts';
import { fillingRate, pastRise } from './growth.ts';
import { FRESH_MS, FULL_PERCENT, NEXT_PERCENT, SKEW_MAX } from './limits.ts';
import { reshardingMs } from './resharding.ts';

export interface Assessment {
  readonly question: Question;
  readonly policy: ClusterPolicy;
  readonly shards: number;
  readonly replicas: number;
  /** Absent: not every primary has told of itself lately. */
  readonly memory?: Memory;
}

export interface Memory extends Holding {
  /** From asking for shards until they hold their part. */
  readonly leadMs: number;
  /** The fullest primary's, once a resharding that is begun now has ended. */
  readonly aheadPercent: number;
  /** Shards that keep the fullest at the target when they are there, and below full until those after them could be. */
  readonly wanted: number;
  /** The fullest holds so much more than the others that shards do not help it. */
  readonly isHot: boolean;
  /** Writes will be refused before new shards are there. */
  readonly isUrgent: boolean;
  /** More than AWS advises for a resharding, or not told. */
  readonly isBusy: boolean;
}

export function assess(question: Question): Assessment {
  const { cluster, nowMs } = question;
  const { policy } = question.policy;
  const shards = cluster.shards.length;
  const holding = holdingOf(cluster, nowMs - FRESH_MS);
  return {
    question,
    policy,
    shards,
    replicas: fewestReplicas(cluster),
    ...(holding && { memory: memoryOf(question, holding) }),
  };
}

function memoryOf(question: Question, holding: Holding): Memory {
  const { cluster, learned } = question;
  const { memoryTargetPercent: target } = question.policy.policy;
  const { usedBytes, memoryPercent, skew, cpuPercent } = holding;
  const shards = cluster.shards.length;
  const leadMs = reshardingMs(learned.change, usedBytes);
  const growth = 1 + riseWithin(question, leadMs) / Math.max(1, usedBytes);
  const growthLater = 1 + riseWithin(question, 2 * leadMs) / Math.max(1, usedBytes);
  const isHot = shards > 1 && skew > SKEW_MAX;
  // One that is hot does not decide how many the others need.
  const percent = isHot ? memoryPercent / skew : memoryPercent;
  const isShort = percent * growth > target;
  const shardsFor = (times: number, mostPercent: number) =>
    Math.ceil((shards * percent * times) / mostPercent - 1e-9);
  return {
    ...holding,
    leadMs,
    aheadPercent: memoryPercent * growth,
    wanted: isShort
      ? Math.max(shards + 1, shardsFor(growth, target), shardsFor(growthLater, NEXT_PERCENT))
      : shards,
    isHot,
    isUrgent: percent * growth >= FULL_PERCENT,
    isBusy: cpuPercent === undefined || cpuPercent > cpuRule(cluster.nodeType).maxPercent,
  };
}

/**
 * By what it does now, or, if more, by what past days did. Minutes from before the last change lack what was on shards that
 * have gone since, and would make a fall a rise.
 */
function riseWithin({ cluster, learned, calendar, nowMs }: Question, withinMs: number): number {
  const { endedAtMs = 0 } = learned.change;
  const rising = fillingRate(cluster.minutes.filter(({ atMs }) => atMs >= endedAtMs)) * withinMs;
  return Math.max(rising, pastRise(learned.memory, calendar, { nowMs, withinMs }));
}
