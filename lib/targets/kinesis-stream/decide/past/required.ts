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

/** The level that a jump is measured against is that of the hour before or after, whichever is busier. */
const LEVEL_SLOTS = HOUR_MS / SLOT_MS;

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
  const jump = Math.max(1, ...past.days.map((day, i) => jumpOf(day, levels[i] ?? [])));
  const required: number[] = [];
  const least: number[] = [];
  for (let i = 0; i < PLAN_SLOTS; i += 1) {
    const fromMs = nowMs + i * PLAN_SLOT_MS;
    const first = Math.floor((fromMs - SAME_TIME_MS - past.startMs) / SLOT_MS);
    const last = Math.floor((fromMs + PLAN_SLOT_MS - 1 + SAME_TIME_MS - past.startMs) / SLOT_MS);
    const seen = mostOf(past.days, first, last);
    least.push(seen * pace);
    required.push(Math.max(seen * headroom, mostOf(levels, first, last) * jump) * pace);
  }
  return { required, least };
}

/** The stream's level around each slot; 0 where it is quiet. */
function levelsOf(day: readonly number[]): readonly number[] {
  const sums = [0];
  day.forEach((demand, i) => sums.push((sums[i] ?? 0) + demand));
  const meanOf = (from: number, to: number) =>
    to > from ? ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from) : 0;
  const quiet = QUIET_SHARE * Math.max(0, ...day);
  return day.map((_, i) => {
    const before = meanOf(Math.max(0, i - LEVEL_SLOTS), i);
    const after = meanOf(i + 1, Math.min(day.length, i + 1 + LEVEL_SLOTS));
    const level = Math.max(before, after);
    return level < quiet ? 0 : level;
  });
}

/** The busiest minute as a multiple of the level around it, where that was most. */
function jumpOf(day: readonly number[], levels: readonly number[]): number {
  return Math.max(
    1,
    ...day.map((demand, i) => {
      const level = levels[i] ?? 0;
      return level > 0 ? demand / level : 1;
    }),
  );
}

function mostOf(days: readonly (readonly number[])[], first: number, last: number): number {
  let most = 0;
  for (const day of days)
    for (let i = Math.max(0, first); i <= last; i += 1) most = Math.max(most, day[i] ?? 0);
  return most;
}
