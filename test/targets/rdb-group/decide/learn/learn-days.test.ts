import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import { learnDays } from '../../../../../lib/targets/rdb-group/decide/learn/learn-days.ts';

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

  it('is kept for today and the week before', () => {
    let days = learnDays([], []);
    for (let i = 0; i < 11; i += 1) days = learnDays(days, [{ atMs: MIDNIGHT_MS + i * DAY_MS, amount: 1 }]);
    expect(days.map((d) => d.day)).toEqual(
      ['23', '24', '25', '26', '27', '28', '29', '30'].map((day) => `2026-11-${day}`),
    );
  });

  it('does not change the days it was given', () => {
    const days = [dayWith('2026-11-20', {})];
    learnDays(days, [{ atMs: bucket(4), amount: 20 }]);
    expect(days).toEqual([dayWith('2026-11-20', {})]);
  });
});
