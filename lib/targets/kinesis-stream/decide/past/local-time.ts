// Local time of day, for finding the same time of another day. A day whose clock changes has 23 or 25 hours.
import { DAY_MS, HOUR_MS } from '../../../../core/units.ts';
import { offsetMs } from '../../../../core/wall-clock.ts';

/** Days since the epoch that a calendar on the wall counts. */
export function localDay(atMs: number, offset: number): number {
  return Math.floor((atMs + offset) / DAY_MS);
}

/** Offsets over a stretch of time, found once an hour: no clock changes within one. */
export function offsetsOf(timeZone: string): (atMs: number) => number {
  const known = new Map<number, number>();
  return (atMs) => {
    const hour = Math.floor(atMs / HOUR_MS);
    const offset = known.get(hour) ?? offsetMs(hour * HOUR_MS, timeZone);
    known.set(hour, offset);
    return offset;
  };
}
