import { describe, expect, it } from 'vitest';
import type { Load } from '../../../lib/backtest/kinesis-stream/load.ts';
import { leastHours, type DayBound } from '../../../lib/backtest/kinesis-stream/policies/least-hours.ts';
import { DAY_MS } from '../../../lib/core/units.ts';

/** Three hours each: one shard, then so many, then one again. */
function aLoad(middles: readonly number[]): Load {
  const demand = Float64Array.from(
    middles.flatMap((middle) => [1, middle, 1].flatMap((shards) => Array.from({ length: 60 }, () => shards))),
  );
  const days = middles.map((_, i) => ({ date: `2026-11-2${i}`, from: 180 * i, until: 180 * (i + 1) }));
  return { startMs: 20 * DAY_MS, demand, bytes: demand, records: demand, days };
}

const BOUND: DayBound = { changesMax: 2, utilizationPercent: 100, leewayMinutes: 0, carries: 'the day' };

function minutesOf(bound: Partial<DayBound>, middles: readonly number[] = [2]): number {
  const load = aLoad(middles);
  const day = load.days.at(-1);
  if (!day) throw new Error('no day');
  const scenario = { shards: { min: 1, max: 8, start: 1 }, reshardSeconds: 60 };
  return Math.round(60 * leastHours({ ...BOUND, ...bound }, day, { load, scenario }));
}

describe('the fewest shard-hours of a day', () => {
  it.each<[string, Partial<DayBound>, number]>([
    // 59 and 59 minutes of one shard, 62 of two: the minute of each change is paid for by the larger number.
    ['that is known', {}, 59 + 2 * 62 + 59],
    ['without a change', { changesMax: 0 }, 2 * 180],
    ['of shards half full', { utilizationPercent: 50 }, 2 * (59 + 2 * 62 + 59)],
    ['with a quarter of an hour on either side', { leewayMinutes: 15 }, 44 + 2 * 92 + 44],
  ])('%s', (_, bound, minutes) => {
    expect(minutesOf(bound)).toBe(minutes);
  });

  it('that carry the busiest of the days before it, whatever it brings itself', () => {
    expect(minutesOf({ carries: 'the days before' }, [1, 2, 4])).toBe(59 + 2 * 62 + 59);
    expect(minutesOf({}, [1, 2, 1])).toBe(180);
  });

  it('may leave the day with more shards than it began with: it is a bound from below', () => {
    expect(minutesOf({ changesMax: 1 })).toBe(59 + 2 * 121);
  });

  it('are those of as many shards as there may be, where the day asks for more', () => {
    expect(minutesOf({ changesMax: 0 }, [9])).toBe(8 * 180);
  });
});
