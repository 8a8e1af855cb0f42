import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import { learnDays, pastVolumeMax } from '../../../../../lib/targets/rdb-group/decide/learn/learn-days.ts';

const MIDNIGHT_MS = Date.parse('2026-11-20T00:00:00Z');
const bucket = (index: number) => MIDNIGHT_MS + index * 15 * MINUTE_MS;
const dayWith = (day: string, volumes: Readonly<Record<number, number>>) => ({
  day,
  buckets: Array.from({ length: 96 }, (_, i) => volumes[i] ?? 0),
});

describe('a day’s volume', () => {
  it('goes into the quarter of an hour in which it arrived', () => {
    const [day] = learnDays(
      [],
      [
        { atMs: bucket(4) - 1, amount: 10 },
        { atMs: bucket(4), amount: 20 },
        { atMs: bucket(4) + 1, amount: 5 },
      ],
    );
    expect(day).toMatchObject({ day: '2026-11-20' });
    expect(day?.buckets.slice(2, 6)).toEqual([0, 10, 25, 0]);
  });

  it('is kept for today and the five days before', () => {
    let days = learnDays([], []);
    for (let i = 0; i < 9; i += 1) days = learnDays(days, [{ atMs: MIDNIGHT_MS + i * DAY_MS, amount: 1 }]);
    expect(days.map((d) => d.day)).toEqual(
      ['23', '24', '25', '26', '27', '28'].map((day) => `2026-11-${day}`),
    );
  });

  it('does not change the days it was given', () => {
    const days = [dayWith('2026-11-20', {})];
    learnDays(days, [{ atMs: bucket(4), amount: 20 }]);
    expect(days).toEqual([dayWith('2026-11-20', {})]);
  });
});

describe('the past’s volume between two moments', () => {
  const days = [dayWith('2026-11-18', { 4: 60 }), dayWith('2026-11-19', { 4: 30, 95: 15, 0: 150 })];

  it('is the most of any past day, in proportion', () => {
    expect(pastVolumeMax(days, bucket(4), bucket(5))).toBe(60);
    expect(pastVolumeMax(days, bucket(4) + 5 * MINUTE_MS, bucket(4) + 10 * MINUTE_MS)).toBeCloseTo(20);
    expect(pastVolumeMax(days, bucket(3), bucket(4))).toBe(0);
  });

  it('goes on over midnight', () => {
    expect(pastVolumeMax(days, bucket(95), bucket(96) + 3 * MINUTE_MS)).toBeCloseTo(15 + 30);
  });

  it('leaves today out: it is not over', () => {
    expect(pastVolumeMax([dayWith('2026-11-20', { 4: 99 })], bucket(4), bucket(5))).toBe(0);
  });

  it('is 0 without past days', () => {
    expect(pastVolumeMax([], bucket(4), bucket(5))).toBe(0);
  });
});
