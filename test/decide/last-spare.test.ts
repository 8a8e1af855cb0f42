import { describe, expect, it } from 'vitest';
import { whyLastsTheDay } from '../../lib/decide/last-spare.ts';
import type { DayVolume } from '../../lib/domain/state.ts';
import { DAY_MS, HOUR_MS } from '../../lib/domain/units.ts';
import { aPolicy, aSnapshot } from '../build/snapshot.ts';

/** 16:00 of a day whose end is at 20:00; buckets of a quarter of an hour. */
const NOW_MS = Date.parse('2026-03-06T16:00:00Z');
const END_OF_DAY_MS = Date.parse('2026-03-06T20:00:00Z');

/** A day that brings that much each hour until `hour`. */
const dayOf = (daysAgo: number, perHour: number, hour = 24): DayVolume => ({
  day: new Date(NOW_MS - daysAgo * DAY_MS).toISOString().slice(0, 10),
  buckets: Array.from({ length: 96 }, (_, i) => (i < hour * 4 ? perHour / 4 : 0)),
});

const PAST = [dayOf(3, 10), dayOf(2, 5), dayOf(1, 8)];

function lasts(change: {
  days?: readonly DayVolume[];
  margin?: number;
  roomLeft?: number;
  arrivalAhead?: number;
  endOfDayMs?: number | null;
}): boolean {
  const { days = [...PAST, dayOf(0, 10, 16)], margin = 1.5, endOfDayMs = END_OF_DAY_MS - DAY_MS } = change;
  const { memory } = aSnapshot([]);
  const { intent: _none, ...rest } = aSnapshot([]);
  const snapshot = {
    ...rest,
    memory: { ...memory, days },
    ...(endOfDayMs !== null && { intent: { scheduledAtMs: endOfDayMs, lastEndOfDayMs: endOfDayMs } }),
  };
  const { lastSpareMargin: _default, ...policy } = aPolicy();
  return (
    whyLastsTheDay({
      snapshot,
      policy: { ...policy, ...(margin > 0 && { lastSpareMargin: margin }) },
      roomLeft: change.roomLeft ?? 100,
      arrivalAhead: change.arrivalAhead ?? 1,
      nowMs: NOW_MS,
    }) !== undefined
  );
}

describe('the last spare of the day is left out', () => {
  // The fullest past day brought 10 an hour, and four hours are left: 40, times 1.5 is 60.
  it('when what past days brought, times the margin, fits what the live node has left', () => {
    expect(lasts({ roomLeft: 60.1 })).toBe(true);
    expect(lasts({ roomLeft: 60 })).toBe(false);
  });

  it('not when today is busier than that by as much', () => {
    expect(lasts({ roomLeft: 61, days: [...PAST, dayOf(0, 20, 16)] })).toBe(false);
    // Twice the pace of the fullest past day, four times that of the quietest: 80 in all.
    expect(lasts({ roomLeft: 121, days: [...PAST, dayOf(0, 20, 16)] })).toBe(true);
  });

  it('not when the stream of this moment would fill the node before a new one is ready', () => {
    expect(lasts({ roomLeft: 100, arrivalAhead: 67 })).toBe(false);
    expect(lasts({ roomLeft: 100, arrivalAhead: 66 })).toBe(true);
  });

  it('not until three past days are known', () => {
    expect(lasts({ days: [...PAST.slice(1), dayOf(0, 10, 16)] })).toBe(false);
  });

  it('not while no schedule has named an end of day, and not when it is off', () => {
    expect(lasts({ endOfDayMs: null })).toBe(false);
    expect(lasts({ margin: 0 })).toBe(false);
  });

  it('until an end of day that a schedule named a week ago, at that time of day', () => {
    expect(lasts({ roomLeft: 60.1, endOfDayMs: END_OF_DAY_MS - 7 * DAY_MS })).toBe(true);
    expect(lasts({ roomLeft: 60.1, endOfDayMs: END_OF_DAY_MS - 7 * DAY_MS + HOUR_MS })).toBe(false);
  });
});
