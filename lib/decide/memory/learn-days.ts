// The group's own past days: what arrived in each quarter of an hour, for a few days.
import type { DayVolume } from '../../domain/state.ts';
import { DAYS_KEPT } from '../../domain/state.ts';
import { DAY_MS } from '../../domain/units.ts';
import type { Volume } from './learn-stream.ts';
import { DAY_BUCKET_MS } from '../limits.ts';

const BUCKETS = DAY_MS / DAY_BUCKET_MS;

/** Adds what arrived to its day's buckets; the oldest days are forgotten. */
export function learnDays(days: readonly DayVolume[], volumes: readonly Volume[]): readonly DayVolume[] {
  if (volumes.length === 0) return days;
  const byDay = new Map(days.map((d) => [d.day, [...d.buckets]]));
  for (const { atMs, amount } of volumes) {
    const day = dayOf(atMs);
    const buckets = byDay.get(day) ?? new Array<number>(BUCKETS).fill(0);
    const index = Math.floor((atMs % DAY_MS) / DAY_BUCKET_MS);
    buckets[index] = Math.round((buckets[index] ?? 0) + amount);
    byDay.set(day, buckets);
  }
  return [...byDay]
    .map(([day, buckets]) => ({ day, buckets }))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .slice(-DAYS_KEPT - 1);
}

/** The most that any past day brought between two moments of the day; 0 without past days. */
export function pastVolumeMax(days: readonly DayVolume[], fromMs: number, toMs: number): number {
  return Math.max(0, ...pastDays(days, fromMs).map((d) => volumeBetween(d, fromMs, toMs)));
}

/** Days before the one of a moment. */
export function pastDays(days: readonly DayVolume[], nowMs: number): readonly DayVolume[] {
  const today = dayOf(nowMs);
  return days.filter((d) => d.day < today);
}

/** What that day brought between two times of the day, a day's length at the most. */
export function volumeBetween(day: DayVolume, fromMs: number, toMs: number): number {
  const start = fromMs % DAY_MS;
  const end = start + Math.min(toMs - fromMs, DAY_MS);
  let volume = 0;
  for (let i = Math.floor(start / DAY_BUCKET_MS); i * DAY_BUCKET_MS < end; i += 1) {
    const overlap = Math.min(end, (i + 1) * DAY_BUCKET_MS) - Math.max(start, i * DAY_BUCKET_MS);
    volume += ((day.buckets[i % BUCKETS] ?? 0) * overlap) / DAY_BUCKET_MS;
  }
  return volume;
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
