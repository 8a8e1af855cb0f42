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
