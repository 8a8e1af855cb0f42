import { describe, expect, it } from 'vitest';
import { whyLastsTheDay } from '../../../../lib/targets/rdb-group/decide/last-spare.ts';
import type { DayVolume } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { aPolicy, aSnapshot } from '../../../build/snapshot.ts';

/** 16:00 of a day whose end is at 20:00, and so counted until 21:00; buckets of a quarter of an hour. */
const NOW_MS = Date.parse('2026-03-06T16:00:00Z');
const END_OF_DAY_MS = Date.parse('2026-03-06T20:00:00Z');

/** A day that brings that much each hour until `hour`. */
const dayOf = (daysAgo: number, perHour: number, hour = 24): DayVolume => ({
  day: new Date(NOW_MS - daysAgo * DAY_MS).toISOString().slice(0, 10),
  buckets: Array.from({ length: 96 }, (_, i) => (i < hour * 4 ? perHour / 4 : 0)),
});

const PAST = [dayOf(3, 10), dayOf(2, 5), dayOf(1, 8)];

/** The ends of the latest days, oldest first; each earlier or later than 20:00 by so much. */
const endedDaily = (...byMs: readonly number[]): readonly number[] =>
  [0, 1, 2].map((i) => END_OF_DAY_MS - (3 - i) * DAY_MS + (byMs[i] ?? 0));

function lasts(change: {
  days?: readonly DayVolume[];
  margin?: number;
  roomLeft?: number;
  arrivalAhead?: number;
  endOfDaysMs?: readonly number[] | null;
  nowMs?: number;
  isLaunch?: boolean;
}): boolean {
  const { days = [...PAST, dayOf(0, 10, 16)], margin = 1.5, endOfDaysMs = endedDaily() } = change;
  const { learned } = aSnapshot([]);
  const { intent: _none, ...rest } = aSnapshot([]);
  const snapshot = {
    ...rest,
    learned: { ...learned, days },
    ...(endOfDaysMs !== null && { intent: { scheduledAtMs: 0, endOfDaysMs } }),
  };
  const { lastSpareMargin: _default, ...policy } = aPolicy();
  return (
    whyLastsTheDay({
      snapshot,
      policy: { ...policy, ...(margin > 0 && { lastSpareMargin: margin }) },
      roomLeft: change.roomLeft ?? 100,
      arrivalAhead: change.arrivalAhead ?? 1,
      ...(change.isLaunch && { isLaunch: true }),
      nowMs: change.nowMs ?? NOW_MS,
    }) !== undefined
  );
}

describe('the last spare of the day is left out', () => {
  // The fullest past day brought 10 an hour, and five hours are left: 50, times 1.5 is 75.
  it('when what past days brought, times the margin, fits what the live node has left', () => {
    expect(lasts({ roomLeft: 75.1 })).toBe(true);
    expect(lasts({ roomLeft: 75 })).toBe(false);
  });

  it('not when today is busier than that by as much', () => {
    expect(lasts({ roomLeft: 76, days: [...PAST, dayOf(0, 20, 16)] })).toBe(false);
    // Twice the pace of the fullest past day, four times that of the quietest: 100 in all.
    expect(lasts({ roomLeft: 151, days: [...PAST, dayOf(0, 20, 16)] })).toBe(true);
    expect(lasts({ roomLeft: 150, days: [...PAST, dayOf(0, 20, 16)] })).toBe(false);
  });

  it('not when the stream of this moment would fill the node before a new one is ready', () => {
    expect(lasts({ roomLeft: 100, arrivalAhead: 67 })).toBe(false);
    expect(lasts({ roomLeft: 100, arrivalAhead: 66 })).toBe(true);
  });

  it('not until three past days are known', () => {
    expect(lasts({ days: [...PAST.slice(1), dayOf(0, 10, 16)] })).toBe(false);
  });

  it('not until schedules have named three ends of day, and not when it is off', () => {
    expect(lasts({ endOfDaysMs: null })).toBe(false);
    expect(lasts({ endOfDaysMs: endedDaily().slice(1) })).toBe(false);
    expect(lasts({ margin: 0 })).toBe(false);
  });

  it('until the ends of day that schedules named a week ago, at that time of day', () => {
    const weekAgo = (byMs: number) => endedDaily(byMs, byMs, byMs).map((atMs) => atMs - 7 * DAY_MS);
    expect(lasts({ roomLeft: 75.1, endOfDaysMs: weekAgo(0) })).toBe(true);
    expect(lasts({ roomLeft: 75.1, endOfDaysMs: weekAgo(HOUR_MS) })).toBe(false);
  });
});

describe('the end of day that counts', () => {
  it('is the latest time of day among those named: yesterday may have been a half day', () => {
    const halfDay = -4 * HOUR_MS;
    expect(lasts({ roomLeft: 75, endOfDaysMs: endedDaily(0, 0, halfDay) })).toBe(false);
    expect(lasts({ roomLeft: 75.1, endOfDaysMs: endedDaily(0, 0, halfDay) })).toBe(true);
    expect(lasts({ roomLeft: 75, endOfDaysMs: endedDaily(halfDay, 0, 0) })).toBe(false);
    // A day that ended late counts, whichever it was: two hours more are 20 more, times 1.5.
    expect(lasts({ roomLeft: 105, endOfDaysMs: endedDaily(0, 2 * HOUR_MS, halfDay) })).toBe(false);
    expect(lasts({ roomLeft: 105.1, endOfDaysMs: endedDaily(0, 2 * HOUR_MS, halfDay) })).toBe(true);
  });

  it('is still coming for a quarter of an hour after it: what the node reported before it is dropped by then', () => {
    const endOfDaysMs = [...endedDaily(), END_OF_DAY_MS];
    const days = [...PAST, dayOf(0, 10, 20)];
    const after = (ms: number, roomLeft: number) =>
      lasts({ endOfDaysMs, days, roomLeft, nowMs: END_OF_DAY_MS + ms, isLaunch: true });
    // An hour more is 10, times 1.5; then it is the whole day to come.
    expect(after(0, 15.1)).toBe(true);
    expect(after(0, 15)).toBe(false);
    expect(after(15 * MINUTE_MS - 1, 15.1)).toBe(true);
    expect(after(15 * MINUTE_MS, 100)).toBe(false);
    // Whether or not the schedule has said so yet.
    expect(lasts({ days, roomLeft: 15.1, nowMs: END_OF_DAY_MS, isLaunch: true })).toBe(true);
    // For letting a spare go it is over: the day to come may want it.
    expect(lasts({ endOfDaysMs, days, roomLeft: 100, nowMs: END_OF_DAY_MS })).toBe(false);
  });

  it('is told over midnight as well: half past midnight is later than eleven at night', () => {
    const at = (...times: readonly string[]) => times.map((time) => Date.parse(time));
    const overMidnight = at('2026-03-03T23:00:00Z', '2026-03-05T00:30:00Z', '2026-03-05T23:00:00Z');
    // Until 01:30 of the next day. The quietest of the past days brought 40, and 12 after midnight, at half of today's pace.
    expect(lasts({ roomLeft: 156, endOfDaysMs: overMidnight })).toBe(false);
    expect(lasts({ roomLeft: 156.1, endOfDaysMs: overMidnight })).toBe(true);
  });
});
