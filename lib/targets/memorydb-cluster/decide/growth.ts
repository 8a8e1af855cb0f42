// How fast the cluster fills: what it does now, and what past days like this one did at the same local time. Pure.
import type { Calendar } from '../../../core/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { localDay, offsetMs } from '../../../core/wall-clock.ts';
import { likeDays } from '../../../learning/like-days.ts';
import type { ClusterMinute } from '../domain/cluster.ts';
import type { Learned } from '../domain/learned.ts';

/** The rate is the faster of these stretches': a rise that has just begun, and one that has gone on for long. */
const RATE_STRETCHES_MS = [15 * MINUTE_MS, HOUR_MS] as const;

/** Over less than this a rate says nothing. */
const RATE_STRETCH_MIN_MS = 5 * MINUTE_MS;

/** So many past days like the one that is running are looked at. */
const LIKE_DAYS_MAX = 3;

/** Bytes a millisecond; 0 where it does not fill, or nobody knows. */
export function fillingRate(minutes: readonly ClusterMinute[]): number {
  const newest = minutes.at(-1);
  if (!newest) return 0;
  const rates = RATE_STRETCHES_MS.map((stretchMs) => {
    const oldest = minutes.find(({ atMs }) => atMs >= newest.atMs - stretchMs);
    const lengthMs = newest.atMs - (oldest?.atMs ?? newest.atMs);
    return lengthMs < RATE_STRETCH_MIN_MS ? 0 : (newest.usedBytes - (oldest?.usedBytes ?? 0)) / lengthMs;
  });
  return Math.max(0, ...rates);
}

/** The most that a past day like this one rose within so long from the same local hour on; 0 where none is known. */
export function pastRise(
  { hours }: Learned['memory'],
  calendar: Calendar,
  given: { readonly nowMs: number; readonly withinMs: number },
): number {
  const { nowMs, withinMs } = given;
  const there = offsetMs(nowMs, calendar.timeZone);
  const known = new Map(hours.map(({ hour, usedBytes }) => [hour, usedBytes]));
  const rises = likeDays(calendar)(localDay(nowMs, there)).like.flatMap((back) => {
    const thenMs = nowMs - back * DAY_MS;
    // The same time on the wall, should the clocks have been changed between.
    const fromMs = thenMs + there - offsetMs(thenMs, calendar.timeZone);
    const hourAt = (atMs: number) => Math.floor(atMs / HOUR_MS);
    const start = known.get(hourAt(fromMs) - 1) ?? known.get(hourAt(fromMs));
    if (start === undefined) return [];
    let most = start;
    for (let hour = hourAt(fromMs); hour <= hourAt(fromMs + withinMs); hour += 1)
      most = Math.max(most, known.get(hour) ?? 0);
    return [most - start];
  });
  return Math.max(0, ...rises.slice(0, LIKE_DAYS_MAX));
}

/** The most that was held in any hour of the last 24; 0 where none is known. */
export function mostOfDay({ hours }: Learned['memory'], nowMs: number): number {
  const since = Math.floor((nowMs - DAY_MS) / HOUR_MS);
  return Math.max(0, ...hours.filter(({ hour }) => hour >= since).map(({ usedBytes }) => usedBytes));
}
