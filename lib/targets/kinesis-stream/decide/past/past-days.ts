// What past days had at the same local time, over the day that is coming. The newest days like it count: like-days.ts.
import { SLOT_MS, SLOTS_PER_DAY, type Learned } from '../../domain/learned.ts';
import type { Calendar } from '../../../../core/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../core/units.ts';
import { localDay, offsetsOf } from '../../../../core/wall-clock.ts';
import { likeDays } from '../../../../learning/like-days.ts';
import { halfDaysOf, SAME_TIME } from './half-day.ts';

/** So many days like the one that is coming are looked at. */
const LIKE_DAYS_MAX = 3;

/** Past days differ from today by an hour on either side as well: what is near an edge has its neighbours. */
export const MARGIN_MS = HOUR_MS + 15 * MINUTE_MS;

/** Share of a day that must have been seen before a plan is made of it. */
const KNOWN_SHARE = 0.9;

export interface PastDays {
  /** Start of the first slot: `MARGIN_MS` before now, on a slot's boundary. */
  readonly startMs: number;
  /**
   * Demand in shards at the same local times, by slots of `SLOT_MS` from `startMs` to `MARGIN_MS` after the 24 hours: the
   * newest like day first. A slot that was not seen has the demand of its neighbour before; 0 in all days but the newest.
   */
  readonly days: readonly (readonly number[])[];
  /** Everything that was seen up to now, one slot after the other; 0 where nothing was. */
  readonly seen: readonly number[];
  /** Whether enough was seen to plan the coming 24 hours by. */
  readonly isKnown: boolean;
}

export function pastDaysOf(learned: Learned, calendar: Calendar, nowMs: number): PastDays {
  const startMs = Math.floor((nowMs - MARGIN_MS) / SLOT_MS) * SLOT_MS;
  const slots = Math.ceil((DAY_MS + 2 * MARGIN_MS) / SLOT_MS);
  const offset = offsetsOf(calendar.timeZone);
  const busiest = new Map(learned.demand.days.map(({ day, busiest: slotsOfDay }) => [day, slotsOfDay]));
  const today = Math.floor(nowMs / SLOT_MS);
  const seenAt = (slot: number) =>
    slot >= today ? undefined : busiest.get(Math.floor(slot / SLOTS_PER_DAY))?.[slot % SLOTS_PER_DAY];
  const backsOf = likeDays(calendar);
  const { isHalf, laterBy } = halfDaysOf(calendar);
  const series: (number | undefined)[][] = [];
  for (let i = 0; i < slots; i += 1) {
    const atMs = startMs + i * SLOT_MS;
    const there = offset(atMs);
    const day = localDay(atMs, there);
    const timesMs = isHalf(day) ? laterBy(atMs + there - day * DAY_MS) : SAME_TIME;
    const seenBack = (back: number) => {
      const thenMs = atMs - back * DAY_MS + there - offset(atMs - back * DAY_MS);
      const times = isHalf(day - back) ? SAME_TIME : timesMs;
      return mostSeen(times.map((laterMs) => seenAt(Math.floor((thenMs + laterMs) / SLOT_MS))));
    };
    const { like, other } = backsOf(day);
    let rank = 0;
    for (const back of like) {
      const seen = rank < LIKE_DAYS_MAX ? seenBack(back) : undefined;
      if (seen === undefined) continue;
      (series[rank] ??= [])[i] = seen;
      rank += 1;
    }
    // A working day says little of a Sunday, but more than nothing.
    const instead = rank > 0 ? undefined : other.map(seenBack).find((seen) => seen !== undefined);
    if (instead !== undefined) (series[0] ??= [])[i] = instead;
  }
  const known = (series[0] ?? []).filter((seen) => seen !== undefined).length;
  return {
    startMs,
    days: series.map((day, rank) => (rank === 0 ? filled(day, slots) : zeroed(day, slots))),
    seen: allSeen(learned, today),
    isKnown: known >= slots * KNOWN_SHARE,
  };
}

function mostSeen(seen: readonly (number | null | undefined)[]): number | undefined {
  const known = seen.filter((shards) => shards !== null && shards !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** `untilSlot`: what is not over yet is not part of it, for it would look like a fall. */
function allSeen({ demand }: Learned, untilSlot: number): readonly number[] {
  const first = demand.days[0]?.day ?? 0;
  const last = demand.days.at(-1)?.day ?? first - 1;
  const seen = new Array<number>((last - first + 1) * SLOTS_PER_DAY).fill(0);
  for (const { day, busiest } of demand.days)
    busiest.forEach((shards, slot) => (seen[(day - first) * SLOTS_PER_DAY + slot] = shards ?? 0));
  return seen.slice(0, Math.max(0, untilSlot - first * SLOTS_PER_DAY));
}

function filled(day: readonly (number | undefined)[], slots: number): readonly number[] {
  let before = day.find((seen) => seen !== undefined) ?? 0;
  return Array.from({ length: slots }, (_, i) => (before = day[i] ?? before));
}

/** An older day adds what it has. */
function zeroed(day: readonly (number | undefined)[], slots: number): readonly number[] {
  return Array.from({ length: slots }, (_, i) => day[i] ?? 0);
}
