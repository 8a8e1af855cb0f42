// The group's own past days: what arrived in each quarter of an hour, for as many days as a week and today. Read by past-days.ts.
import type { DayVolume } from '../../domain/state.ts';
import { DAYS_KEPT } from '../../domain/state.ts';
import { DAY_MS } from '../../../../core/units.ts';
import type { Volume } from './stream/learn-stream.ts';
import { DAY_BUCKET_MS } from '../limits.ts';
import { utcDay } from '../past-days.ts';

const BUCKETS = DAY_MS / DAY_BUCKET_MS;

/** Adds what arrived to its day's buckets; the oldest days are forgotten. */
export function learnDays(days: readonly DayVolume[], volumes: readonly Volume[]): readonly DayVolume[] {
  if (volumes.length === 0) return days;
  // Only the days that change are copied: in a backtest this runs a thousand times a day.
  const changed = new Map<string, number[]>();
  for (const { atMs, amount } of volumes) {
    const day = utcDay(atMs);
    const buckets = changed.get(day) ?? [...bucketsOf(days, day)];
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

function bucketsOf(days: readonly DayVolume[], day: string): readonly number[] {
  return days.find((known) => known.day === day)?.buckets ?? new Array<number>(BUCKETS).fill(0);
}
