import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../../../lib/core/calendar.ts';
import { offsetMs } from '../../../../lib/core/wall-clock.ts';
import { offsetsOf } from '../../../../lib/core/wall-clock.ts';
import { MARGIN_MS, pastDaysOf } from '../../../../lib/targets/kinesis-stream/decide/past/past-days.ts';
import { paceOf } from '../../../../lib/targets/kinesis-stream/decide/past/pace.ts';
import {
  NOTHING_LEARNED,
  SLOT_MS,
  SLOTS_PER_DAY,
  type Learned,
} from '../../../../lib/targets/kinesis-stream/domain/learned.ts';
import { DAY_MS, HOUR_MS } from '../../../../lib/core/units.ts';

const ZONE = 'America/New_York';
const NEW_YORK: Calendar = { timeZone: ZONE, holidays: [], halfDays: [] };

/** Ten shards from the open at 09:30 in New York until 16:00, else one; a slot each five minutes of these UTC days. */
function openDays(firstDate: string, count: number, busy = (_day: number) => 10): Learned {
  const first = Date.parse(`${firstDate}T00:00:00Z`) / DAY_MS;
  const days = Array.from({ length: count }, (_, i) => ({
    day: first + i,
    busiest: Array.from({ length: SLOTS_PER_DAY }, (_slot, slot) => {
      const atMs = (first + i) * DAY_MS + slot * SLOT_MS;
      const local = (((atMs + offsetMs(atMs, ZONE)) % DAY_MS) + DAY_MS) % DAY_MS;
      return local >= 9.5 * HOUR_MS && local < 16 * HOUR_MS ? busy(i) : 1;
    }),
  }));
  return { ...NOTHING_LEARNED, demand: { days } };
}

/** The UTC times in the coming 24 hours at which the newest like day became busy, and quiet again. */
function edges(learned: Learned, now: string, calendar = NEW_YORK): readonly string[] {
  const { startMs, days } = pastDaysOf(learned, calendar, Date.parse(now));
  const [newest = []] = days;
  return newest
    .flatMap((shards, i) => (i > 0 && shards !== newest[i - 1] ? [startMs + i * SLOT_MS] : []))
    .map((atMs) => new Date(atMs).toISOString().slice(5, 16));
}

describe('local time', () => {
  it('knows the hour before a change of clocks from the hour after it', () => {
    const springMs = Date.parse('2026-03-08T07:00:00Z');
    const autumnMs = Date.parse('2026-11-01T06:00:00Z');
    const hours = (atMs: number) => offsetMs(atMs, ZONE) / HOUR_MS;
    expect([hours(springMs - 1), hours(springMs)]).toEqual([-5, -4]);
    expect([hours(autumnMs - 1), hours(autumnMs)]).toEqual([-4, -5]);
    const offset = offsetsOf(ZONE);
    for (const atMs of [springMs - 1, springMs, autumnMs - 1, autumnMs])
      expect(offset(atMs)).toBe(offsetMs(atMs, ZONE));
  });

  it('of UTC is never ahead', () => {
    expect(offsetMs(Date.parse('2026-07-01T00:00:00Z'), 'UTC')).toBe(0);
  });
});

describe('past days', () => {
  it('are found at the same local time in the same season', () => {
    const learned = openDays('2026-02-23', 4);
    expect(edges(learned, '2026-02-26T05:00:00Z')).toEqual(['02-26T14:30', '02-26T21:00']);
  });

  it('before the clocks go forward say an hour earlier in UTC for the days after', () => {
    const learned = openDays('2026-03-02', 7);
    expect(edges(learned, '2026-03-09T04:00:00Z')).toEqual(['03-09T13:30', '03-09T20:00']);
  });

  it('before the clocks go back say an hour later in UTC for the days after', () => {
    const learned = openDays('2026-10-26', 7);
    expect(edges(learned, '2026-11-02T05:00:00Z')).toEqual(['11-02T14:30', '11-02T21:00']);
  });

  it('are those like the day that is coming: a Saturday says nothing of a Monday', () => {
    const weekend = (i: number) => (i >= 5 ? 3 : 10);
    const { days } = pastDaysOf(
      openDays('2026-02-16', 7, weekend),
      NEW_YORK,
      Date.parse('2026-02-23T10:00:00Z'),
    );
    expect(Math.max(...(days[0] ?? []))).toBe(10);
  });

  it('that were half days say nothing of the afternoon of a whole one', () => {
    const learned = openDays('2026-02-23', 3, (day) => (day === 2 ? 2 : 10));
    const halfDays = ['2026-02-25'];
    const now = '2026-02-26T05:00:00Z';
    const peak = (calendar: Calendar) =>
      Math.max(...(pastDaysOf(learned, calendar, Date.parse(now)).days[0] ?? []));
    expect(peak(NEW_YORK)).toBe(2);
    expect(peak({ ...NEW_YORK, halfDays })).toBe(10);
  });

  it('that were whole say what a half day may need', () => {
    const halfDay = { ...NEW_YORK, halfDays: ['2026-02-26'] };
    expect(edges(openDays('2026-02-23', 4), '2026-02-26T05:00:00Z', halfDay)).toEqual([
      '02-26T14:30',
      '02-26T21:00',
    ]);
  });

  it('cover the coming 24 hours with a margin on either side, and are known only where enough was seen', () => {
    const nowMs = Date.parse('2026-02-26T05:00:00Z');
    const past = pastDaysOf(openDays('2026-02-23', 4), NEW_YORK, nowMs);
    expect(past).toMatchObject({ startMs: nowMs - MARGIN_MS, isKnown: true });
    expect(past.days[0]).toHaveLength((DAY_MS + 2 * MARGIN_MS) / SLOT_MS);
    expect(pastDaysOf(NOTHING_LEARNED, NEW_YORK, nowMs)).toMatchObject({ days: [], isKnown: false });
  });
});

describe('the pace of a day', () => {
  const at = (learned: Learned, now: string) => paceOf(learned, NEW_YORK, Date.parse(now));

  it('is one on a day like the others, and on a quieter one', () => {
    expect(at(openDays('2026-02-23', 3), '2026-02-25T20:00:00Z')).toBe(1);
    expect(
      at(
        openDays('2026-02-23', 3, (day) => (day === 2 ? 5 : 10)),
        '2026-02-25T20:00:00Z',
      ),
    ).toBe(1);
  });

  it('is what a busier day is busier by, up to 1.6', () => {
    const busier = at(
      openDays('2026-02-23', 3, (day) => (day === 2 ? 13 : 10)),
      '2026-02-25T20:00:00Z',
    );
    expect(busier).toBeGreaterThan(1.2);
    expect(busier).toBeLessThan(1.3);
    expect(
      at(
        openDays('2026-02-23', 3, (day) => (day === 2 ? 40 : 10)),
        '2026-02-25T20:00:00Z',
      ),
    ).toBe(1.6);
  });

  it('is not judged before a quarter of a past day would be over', () => {
    expect(
      at(
        openDays('2026-02-23', 3, (day) => (day === 2 ? 40 : 10)),
        '2026-02-25T15:00:00Z',
      ),
    ).toBe(1);
  });
});
