import { describe, expect, it } from 'vitest';
import { isWithinWindow, parseDrillWindow, type DrillWindow } from '../../lib/drill/drill-window.ts';

const NEW_YORK = 'America/New_York';

function window(text: string): DrillWindow {
  const parsed = parseDrillWindow(text);
  if (!parsed) throw new Error(`${text} is no window`);
  return parsed;
}
const isIn = (text: string, at: string, timeZone = 'UTC') =>
  isWithinWindow(window(text), Date.parse(at), timeZone);

describe('the hours in which drills may be run', () => {
  it('begin with their first moment, and end before their last', () => {
    expect(isIn('18:00-21:00', '2026-11-20T17:59:59.999Z')).toBe(false);
    expect(isIn('18:00-21:00', '2026-11-20T18:00:00Z')).toBe(true);
    expect(isIn('18:00-21:00', '2026-11-20T20:59:59.999Z')).toBe(true);
    expect(isIn('18:00-21:00', '2026-11-20T21:00:00Z')).toBe(false);
  });

  it("are on the clock of the calendar's zone, summer and winter", () => {
    expect(isIn('18:00-21:00', '2026-11-20T23:30:00Z', NEW_YORK)).toBe(true);
    expect(isIn('18:00-21:00', '2026-11-20T22:30:00Z', NEW_YORK)).toBe(false);
    expect(isIn('18:00-21:00', '2026-07-20T22:30:00Z', NEW_YORK)).toBe(true);
  });

  it('go over midnight, and over the end of a week', () => {
    expect(isIn('22:00-02:00', '2026-11-20T01:59:00Z')).toBe(true);
    expect(isIn('22:00-02:00', '2026-11-20T12:00:00Z')).toBe(false);
    expect(isIn('sun:20:00-mon:04:00', '2026-11-23T03:59:00Z')).toBe(true);
    expect(isIn('sun:20:00-mon:04:00', '2026-11-24T03:59:00Z')).toBe(false);
  });

  it.each([
    '',
    '18-21',
    '18:00',
    '25:00-26:00',
    'sat:18:00-21:00',
    'xyz:18:00-sun:21:00',
    '18:00-18:00',
    'always',
  ])('are not "%s"', (text) => expect(parseDrillWindow(text)).toBeUndefined());
});
