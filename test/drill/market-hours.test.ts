import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../lib/core/calendar.ts';
import { whyMarketMayBeOpen, type MarketQuestion } from '../../lib/drill/market-hours.ts';

const NYSE: Calendar = {
  timeZone: 'America/New_York',
  holidays: ['2026-11-26'],
  halfDays: ['2026-11-27'],
  marketHours: { open: '09:30', close: '16:00', halfDayClose: '13:00' },
};
const UNKNOWN: Calendar = { timeZone: 'America/New_York', holidays: ['2026-11-26'], halfDays: [] };

function mayBeOpen(at: string, calendar: Calendar, changes: Partial<MarketQuestion> = {}): boolean {
  const question = { calendar, nowMs: Date.parse(at), isInOwnersWindow: false, ...changes };
  return whyMarketMayBeOpen(question) !== undefined;
}

describe('a market whose hours are known', () => {
  it.each([
    ['before it opens', '2026-11-20T09:29:59-05:00', false],
    ['as it opens', '2026-11-20T09:30:00-05:00', true],
    ['before it closes', '2026-11-20T15:59:59-05:00', true],
    ['as it closes', '2026-11-20T16:00:00-05:00', false],
    ['before it closes on a half day', '2026-11-27T12:59:59-05:00', true],
    ['as it closes on a half day', '2026-11-27T13:00:00-05:00', false],
    ['on a holiday', '2026-11-26T12:00:00-05:00', false],
    ['on a Saturday', '2026-11-21T12:00:00-05:00', false],
  ])('%s', (_, at, expected) => expect(mayBeOpen(at, NYSE)).toBe(expected));

  it("is open whatever the owner's window says", () => {
    expect(mayBeOpen('2026-11-20T12:00:00-05:00', NYSE, { isInOwnersWindow: true })).toBe(true);
  });
});

describe('a market that is open over midnight', () => {
  const futures = { ...NYSE, marketHours: { open: '18:00', close: '17:00', halfDayClose: '13:00' } };

  it.each([
    ['on Sunday, before it opens', '2026-11-22T17:59:59-05:00', false],
    ['on Sunday evening, for Monday', '2026-11-22T18:00:00-05:00', true],
    ['at night', '2026-11-20T03:00:00-05:00', true],
    ['before it closes', '2026-11-19T16:59:59-05:00', true],
    ['between two of its days', '2026-11-19T17:30:00-05:00', false],
    ['in the evening, for the next day', '2026-11-19T18:00:00-05:00', true],
    ['on Friday evening', '2026-11-20T18:00:00-05:00', false],
    ['on the evening before a holiday', '2026-11-25T20:00:00-05:00', false],
    ['on the evening of a holiday, for the next day', '2026-11-26T18:00:00-05:00', true],
    ['as it closes on a half day', '2026-11-27T13:00:00-05:00', false],
  ])('%s', (_, at, expected) => expect(mayBeOpen(at, futures)).toBe(expected));

  it.each([
    ['17:00', '17:00', '2026-11-20T16:59:59-05:00', true],
    ['17:00', '17:00', '2026-11-20T17:00:00-05:00', false],
    ['17:00', '17:00', '2026-11-22T17:00:00-05:00', true],
    ['08:00', '00:00', '2026-11-20T23:59:59-05:00', true],
    ['08:00', '00:00', '2026-11-20T07:59:59-05:00', false],
    ['00:00', '00:00', '2026-11-20T00:00:00-05:00', true],
    ['00:00', '00:00', '2026-11-22T23:59:59-05:00', false],
  ])('from %s to %s, at %s: %s', (open, close, at, expected) =>
    expect(mayBeOpen(at, { ...NYSE, marketHours: { open, close } })).toBe(expected),
  );
});

describe('a market whose hours nobody has told', () => {
  const EVENING = '2026-11-20T19:00:00-05:00';

  it('may be open at any time of a trading day, and on no other', () => {
    expect(mayBeOpen(EVENING, UNKNOWN)).toBe(true);
    expect(mayBeOpen('2026-11-26T12:00:00-05:00', UNKNOWN)).toBe(false);
    expect(mayBeOpen('2026-11-22T12:00:00-05:00', UNKNOWN)).toBe(false);
  });

  it("is closed once the day's end of day has been, there", () => {
    const ended = (at: string) => ({ lastEndOfDayMs: Date.parse(at) });
    expect(mayBeOpen(EVENING, UNKNOWN, ended('2026-11-20T17:30:00-05:00'))).toBe(false);
    expect(mayBeOpen(EVENING, UNKNOWN, ended('2026-11-19T17:30:00-05:00'))).toBe(true);
    expect(mayBeOpen(EVENING, UNKNOWN, ended('2026-11-20T20:00:00-05:00'))).toBe(true);
  });

  it("is taken for closed in the owner's own hours", () => {
    expect(mayBeOpen(EVENING, UNKNOWN, { isInOwnersWindow: true })).toBe(false);
  });
});
