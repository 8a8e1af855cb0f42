// What the coming 24 hours ask for, in shards, by what past days had: at the same local time or a quarter of an hour
// before or after, with headroom; and, as a busy stream jumps, by how far it jumped above its level at any time.
import { SLOT_MS } from '../../domain/learned.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../core/units.ts';
import type { PastDays } from './past-days.ts';

/** Slots of a plan: it is made anew at each look, so its next step is exact to the look all the same. */
export const PLAN_SLOT_MS = 10 * MINUTE_MS;
export const PLAN_SLOTS = DAY_MS / PLAN_SLOT_MS;

/** The same local time, give or take. */
const SAME_TIME_MS = 15 * MINUTE_MS;

/** The level is that of the half hour on either side. */
const LEVEL_SLOTS = (HOUR_MS / SLOT_MS) >> 1;

/** A jump is measured against 45 minutes before or after, whichever are busier: an open is a rise, not a jump. */
const JUMP_SLOTS = (45 * MINUTE_MS) / SLOT_MS;

/** A stream below this share of its peak is quiet: a jump from there says nothing of the busy hours. */
const QUIET_SHARE = 0.15;

export interface Required {
  /** Shards wanted in each slot of the plan, headroom included; not rounded. */
  readonly required: readonly number[];
  /** Shards that past demand itself would have filled. */
  readonly least: readonly number[];
}

export function requiredBy(
  past: PastDays,
  given: { readonly nowMs: number; readonly utilizationPercent: number; readonly pace: number },
): Required {
  const { nowMs, pace } = given;
  const headroom = 100 / given.utilizationPercent;
  const levels = past.days.map(levelsOf);
  const jump = jumpOf(past.seen);
  const slotOf = (atMs: number) => Math.floor((atMs - past.startMs) / SLOT_MS);
  const required: number[] = [];
  const least: number[] = [];
  for (let i = 0; i < PLAN_SLOTS; i += 1) {
    const fromMs = nowMs + i * PLAN_SLOT_MS;
    const untilMs = fromMs + PLAN_SLOT_MS - 1;
    const seen = mostOf(past.days, slotOf(fromMs - SAME_TIME_MS), slotOf(untilMs + SAME_TIME_MS));
    least.push(seen * pace);
    // Headroom is there for days that are busier than those before: one that is known to be needs none on top of it.
    required.push(
      Math.max(seen * headroom, seen * pace, mostOf(levels, slotOf(fromMs), slotOf(untilMs)) * jump),
    );
  }
  return { required, least };
}

/** The stream's level around each slot; 0 where it is quiet. */
function levelsOf(day: readonly number[]): readonly number[] {
  const meanOf = meansOf(day);
  const quiet = quietOf(day);
  return day.map((_, i) => {
    const level = meanOf(Math.max(0, i - LEVEL_SLOTS), Math.min(day.length, i + LEVEL_SLOTS + 1));
    return level < quiet ? 0 : level;
  });
}

/** The busiest minute as a multiple of the 45 minutes before or after, where that was most. */
function jumpOf(seen: readonly number[]): number {
  const meanOf = meansOf(seen);
  const quiet = quietOf(seen);
  let most = 1;
  for (let i = JUMP_SLOTS; i + JUMP_SLOTS < seen.length; i += 1) {
    const level = Math.max(meanOf(i - JUMP_SLOTS, i), meanOf(i + 1, i + 1 + JUMP_SLOTS));
    if (level >= quiet && level > 0) most = Math.max(most, (seen[i] ?? 0) / level);
  }
  return most;
}

function meansOf(day: readonly number[]): (from: number, to: number) => number {
  const sums = [0];
  day.forEach((demand, i) => sums.push((sums[i] ?? 0) + demand));
  return (from, to) => ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
}

function quietOf(day: readonly number[]): number {
  return QUIET_SHARE * Math.max(0, ...day);
}

function mostOf(days: readonly (readonly number[])[], first: number, last: number): number {
  let most = 0;
  for (const day of days)
    for (let i = Math.max(0, first); i <= last; i += 1) most = Math.max(most, day[i] ?? 0);
  return most;
}
