import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../../lib/core/calendar.ts';
import { DAY_MS, HOUR_MS } from '../../../../lib/core/units.ts';
import { pastDaysOf } from '../../../../lib/targets/kinesis-stream/decide/past/past-days.ts';
import {
  NOTHING_LEARNED,
  SLOT_MS,
  SLOTS_PER_DAY,
  type Learned,
} from '../../../../lib/targets/kinesis-stream/domain/learned.ts';

/** A Wednesday. */
const TODAY = Date.parse('2026-03-04T00:00:00Z') / DAY_MS;
const at = (hour: number) => TODAY * DAY_MS + hour * HOUR_MS;

/** Ten shards from 8:00 to 18:00, and twenty in the last hour of it. */
const whole = (hour: number) => (hour < 8 || hour >= 18 ? 0 : hour >= 17 ? 20 : 10);

const half = (hour: number) => (hour < 8 || hour >= 14 ? 0 : hour >= 13 ? 20 : 10);

/** The days before today, the newest last. */
function learnedOf(...days: readonly ((hour: number) => number)[]): Learned {
  return {
    ...NOTHING_LEARNED,
    demand: {
      days: days.map((demand, i) => ({
        day: TODAY - days.length + i,
        busiest: Array.from({ length: SLOTS_PER_DAY }, (_, slot) => demand((slot * SLOT_MS) / HOUR_MS)),
      })),
    },
  };
}

const UTC: Calendar = { timeZone: 'UTC', holidays: [], halfDays: [] };
const MARKET_HOURS = { open: '08:00', close: '18:00', halfDayClose: '14:00' };
const HALF_DAY: Calendar = { ...UTC, halfDays: ['2026-03-04'], marketHours: MARKET_HOURS };

/** What the coming day is expected to have, asked in its night. */
function comingOf(calendar: Calendar, learned = learnedOf(whole, whole)) {
  const { startMs, days } = pastDaysOf(learned, calendar, at(6));
  return (hour: number) => days[0]?.[(at(hour) - startMs) / SLOT_MS];
}

describe('a half day of the calendar', () => {
  it('is over at its own close', () => {
    expect([13.75, 14, 16, 17.5, 20].map(comingOf(UTC))).toEqual([10, 10, 10, 20, 0]);
    expect([14, 16, 17.5, 18, 20].map(comingOf(HALF_DAY))).toEqual([0, 0, 0, 0, 0]);
  });

  it('has the rush before its own close that whole days have before theirs, and else what they have', () => {
    expect([7.75, 8, 12.75, 13, 13.75].map(comingOf(HALF_DAY))).toEqual([0, 10, 10, 20, 20]);
  });

  it('says nothing of the days on either side of it', () => {
    expect([13.75, 14, 17.5].map(comingOf({ ...HALF_DAY, halfDays: ['2026-03-05'] }))).toEqual([10, 10, 20]);
  });

  it('that is past has its rush where it had it, should no whole day be known', () => {
    const calendar = { ...HALF_DAY, halfDays: ['2026-03-03', '2026-03-04'] };
    expect([12.75, 13, 13.75, 14, 17.5].map(comingOf(calendar, learnedOf(half)))).toEqual([10, 20, 20, 0, 0]);
  });

  it('is as other days are where the calendar knows no hours of it, or none that are earlier', () => {
    const { halfDayClose: _, ...hours } = MARKET_HOURS;
    const { marketHours: _known, ...unknown } = HALF_DAY;
    for (const calendar of [
      unknown,
      { ...unknown, marketHours: hours },
      { ...unknown, marketHours: { ...MARKET_HOURS, halfDayClose: '18:00' } },
    ])
      expect([13, 14, 17.5].map(comingOf(calendar))).toEqual([10, 10, 20]);
  });
});
