// The group's own past days: what arrived in each quarter of an hour, for a few days.
import type { DayVolume } from '../../domain/state.ts';
import { DAYS_KEPT } from '../../domain/state.ts';
import { DAY_MS } from '../../../../core/units.ts';
import type { Volume } from './learn-stream.ts';
import { DAY_BUCKET_MS } from '../limits.ts';

const BUCKETS = DAY_MS / DAY_BUCKET_MS;

/** Adds what arrived to its day's buckets; the oldest days are forgotten. */
export function learnDays(days: readonly DayVolume[], volumes: readonly Volume[]): readonly DayVolume[] {
  if (volumes.length === 0) return days;
  const known = new Map(days.map((d) => [d.day, d.buckets]));
  // Only the days that change are copied: in a backtest this runs a thousand times a day.
  const changed = new Map<string, number[]>();
  for (const { atMs, amount } of volumes) {
    const day = dayOf(atMs);
    const buckets = changed.get(day) ?? [...(known.get(day) ?? new Array<number>(BUCKETS).fill(0))];
    const index = Math.floor((atMs % DAY_MS) / DAY_BUCKET_MS);
    buckets[index] = Math.round((buckets[index] ?? 0) + amount);
    changed.set(day, buckets);
  }
  return [
    ...days.filter((d) => !changed.has(d.day)),
    ...[...changed].map(([day, buckets]) => ({ day, buckets })),
  ]
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

/** Names of the latest days asked for: a name costs more than all else here, and is asked for ten times a cycle. */
const NAMES = new Map<number, string>();
const NAMES_KEPT = 16;

function dayOf(atMs: number): string {
  const index = Math.floor(atMs / DAY_MS);
  const known = NAMES.get(index);
  if (known !== undefined) return known;
  if (NAMES.size >= NAMES_KEPT) NAMES.clear();
  const name = new Date(index * DAY_MS).toISOString().slice(0, 10);
  NAMES.set(index, name);
  return name;
}
