import { describe, expect, it } from 'vitest';
import {
  msUntil,
  parseDaily,
  parseWeekly,
  windowWithin,
} from '../../../../lib/targets/memorydb-cluster/domain/windows.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';

const at = (time: string) => Date.parse(`2026-03-${time}:00Z`);

describe("AWS's windows", () => {
  it('come again each week, over midnight as well', () => {
    // The 8th of March 2026 is a Sunday.
    const until = (time: string) => msUntil(parseWeekly('sun:23:00-mon:01:30') ?? never(), at(time));
    expect(until('08T22:59')).toBe(MINUTE_MS);
    expect(until('08T23:00')).toBe(0);
    expect(until('09T01:29')).toBe(0);
    expect(until('09T01:30')).toBe(7 * DAY_MS - 150 * MINUTE_MS);
  });

  it('come again each day, over midnight as well', () => {
    const until = (time: string) => msUntil(parseDaily('23:30-00:30') ?? never(), at(time));
    expect(until('04T00:29')).toBe(0);
    expect(until('04T00:30')).toBe(23 * HOUR_MS);
    expect(until('04T23:30')).toBe(0);
  });

  it('are near from so long before they open', () => {
    const near = (withinMs: number) =>
      windowWithin({ snapshotWindow: '13:00-14:00' }, at('04T12:00'), withinMs);
    expect(near(HOUR_MS - 1)).toBeUndefined();
    expect(near(HOUR_MS)).toEqual({ name: 'snapshot', text: '13:00-14:00' });
  });

  it('may be open at any time where they cannot be read', () => {
    expect(windowWithin({ maintenanceWindow: 'someday' }, at('04T12:00'), 0)?.name).toBe('maintenance');
    expect(parseWeekly('abc:10:00-def:11:00')).toBeUndefined();
    expect(windowWithin({}, at('04T12:00'), DAY_MS)).toBeUndefined();
  });
});

function never(): never {
  throw new Error('the window cannot be read');
}
