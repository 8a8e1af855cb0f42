// What past days brought at the same local time, of days like today.
import { describe, expect, it } from 'vitest';
import { UTC_CALENDAR, type Calendar } from '../../../../lib/core/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { learnDays } from '../../../../lib/targets/rdb-group/decide/learn/learn-days.ts';
import {
  pastVolumesFrom,
  sameTimes,
  volumeBetween,
} from '../../../../lib/targets/rdb-group/decide/past-days.ts';
import type { DayVolume } from '../../../../lib/targets/rdb-group/domain/state.ts';

/** So much arrives in the hour from each of these moments on, evenly. */
const brought = (...hours: readonly (readonly [at: string, amount: number])[]): readonly DayVolume[] =>
  learnDays(
    [],
    hours.flatMap(([at, amount]) =>
      [0, 15, 30, 45].map((minute) => ({
        atMs: Date.parse(at) + (minute + 1) * MINUTE_MS,
        amount: amount / 4,
      })),
    ),
  );
const NEW_YORK: Calendar = { timeZone: 'America/New_York', holidays: [], halfDays: [] };
const mostAt = (days: readonly DayVolume[], at: string, calendar = UTC_CALENDAR) =>
  pastVolumesFrom({ days, calendar }, Date.parse(at))(HOUR_MS);

describe('what past days brought at this time', () => {
  // A Wednesday and the two days before it.
  const days = brought(
    ['2026-11-16T14:00:00Z', 60],
    ['2026-11-17T14:00:00Z', 30],
    ['2026-11-17T23:00:00Z', 8],
  );

  it('is the most of any, in proportion', () => {
    expect(mostAt(days, '2026-11-18T14:00:00Z')).toBe(60);
    const fromMs = Date.parse('2026-11-18T14:05:00Z');
    const from = pastVolumesFrom({ days, calendar: UTC_CALENDAR }, fromMs);
    expect(from(20 * MINUTE_MS)).toBeCloseTo(20);
    // Each stretch by itself, whatever was asked before.
    expect([30, 20, 55].map((minutes) => from(minutes * MINUTE_MS))).toEqual([30, 20, 55]);
    expect(mostAt(days, '2026-11-18T15:00:00Z')).toBe(0);
  });

  it('goes on over midnight, into the day that followed', () => {
    const over = brought(['2026-11-16T23:00:00Z', 8], ['2026-11-17T00:00:00Z', 12]);
    const fromMs = Date.parse('2026-11-17T23:30:00Z');
    expect(pastVolumesFrom({ days: over, calendar: UTC_CALENDAR }, fromMs)(HOUR_MS)).toBeCloseTo(4 + 6);
  });

  it('leaves today out: it is not over', () => {
    expect(mostAt(brought(['2026-11-18T14:00:00Z', 99]), '2026-11-18T14:00:00Z')).toBe(0);
  });

  it('is 0 without past days, and where the last is longer ago than a week', () => {
    expect(mostAt([], '2026-11-18T14:00:00Z')).toBe(0);
    expect(mostAt(days, '2026-11-27T14:00:00Z')).toBe(0);
  });
});

describe('after a change of clocks', () => {
  // The open of 09:30 in New York: 13:30 in UTC until the first Sunday of November, 14:30 after it.
  const days = brought(['2026-10-29T13:30:00Z', 48], ['2026-10-30T13:30:00Z', 40]);

  it('the same time is that on the wall', () => {
    expect(mostAt(days, '2026-11-02T14:30:00Z', NEW_YORK)).toBe(48);
    expect(mostAt(days, '2026-11-02T13:30:00Z', NEW_YORK)).toBe(0);
  });

  it('is an hour off where nothing is known of the calendar', () => {
    expect(mostAt(days, '2026-11-02T13:30:00Z')).toBe(48);
  });
});

describe('days like today', () => {
  const each = (from: string, count: number) =>
    brought(
      ...Array.from({ length: count }, (_, i) => {
        const at = new Date(Date.parse(from) + i * DAY_MS).toISOString();
        return [at, 1 + i] as const;
      }),
    );
  const datesAt = (days: readonly DayVolume[], at: string, likeMin = 1, calendar = UTC_CALENDAR) =>
    sameTimes({ days, calendar }, Date.parse(at), likeMin).map((atMs) =>
      new Date(atMs).toISOString().slice(5, 10),
    );
  // From a Monday to the Sunday after.
  const week = each('2026-11-16T14:00:00Z', 7);

  it('are working days on a working day, and days off on a day off; the newest first', () => {
    expect(datesAt(week, '2026-11-23T14:00:00Z')).toEqual(['11-20', '11-19', '11-18', '11-17', '11-16']);
    expect(datesAt(week, '2026-11-22T14:00:00Z')).toEqual(['11-21']);
  });

  it('are all days where fewer of them are known than are asked for', () => {
    expect(datesAt(week.slice(0, 5), '2026-11-21T14:00:00Z')).toEqual([
      '11-20',
      '11-19',
      '11-18',
      '11-17',
      '11-16',
    ]);
    expect(datesAt(week, '2026-11-22T14:00:00Z', 2)).toEqual([
      '11-21',
      '11-20',
      '11-19',
      '11-18',
      '11-17',
      '11-16',
    ]);
  });

  it('are no holidays, and no half days, whose afternoon says nothing', () => {
    const calendar = { ...UTC_CALENDAR, holidays: ['2026-11-19'], halfDays: ['2026-11-20'] };
    expect(datesAt(week, '2026-11-23T14:00:00Z', 1, calendar)).toEqual(['11-18', '11-17', '11-16']);
    // A half day may be as busy as a whole one, as long as it lasts.
    const onHalf = { ...UTC_CALENDAR, halfDays: ['2026-11-20'] };
    expect(datesAt(week.slice(0, 4), '2026-11-20T14:00:00Z', 1, onHalf)).toHaveLength(4);
  });

  it('are told by the local date', () => {
    // Sunday evening in New York is Monday in UTC.
    const evening = each('2026-11-17T02:00:00Z', 6);
    expect(datesAt(evening, '2026-11-23T02:00:00Z', 1, NEW_YORK)).toEqual(['11-22']);
    expect(datesAt(evening, '2026-11-23T02:00:00Z')).toEqual(['11-20', '11-19', '11-18', '11-17']);
  });
});

it('what arrived between two moments counts in proportion, over as many days as there are', () => {
  const days = brought(['2026-11-16T23:00:00Z', 8], ['2026-11-17T00:00:00Z', 12]);
  const at = (time: string) => Date.parse(time);
  expect(volumeBetween(days, at('2026-11-16T23:45:00Z'), at('2026-11-17T00:15:00Z'))).toBe(2 + 3);
  expect(volumeBetween(days, at('2026-11-15T00:00:00Z'), at('2026-11-19T00:00:00Z'))).toBe(20);
  expect(volumeBetween(days, at('2026-11-18T00:00:00Z'), at('2026-11-19T00:00:00Z'))).toBe(0);
});
