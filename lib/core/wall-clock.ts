// The time on the wall in a time zone: how far it is ahead of UTC, for finding the same time of another day. The zones are the
// platform's own. A day whose clock changes has 23 or 25 hours.
import { DAY_MS, HOUR_MS, SECOND_MS } from './units.ts';

/** A format costs more than all else here to make; a handful of zones are asked for again and again. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const FORMATS_KEPT = 16;

/**
 * How far the clock on the wall is ahead of UTC there at that moment, ms.
 * @throws RangeError when the zone is unknown to `Intl`.
 */
export function offsetMs(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const parts = formatOf(timeZone).formatToParts(atMs);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const onTheWallMs = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return onTheWallMs - Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known) return known;
  if (FORMATS.size >= FORMATS_KEPT) FORMATS.clear();
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  FORMATS.set(timeZone, format);
  return format;
}

/** Days since the epoch that a calendar on the wall counts. */
export function localDay(atMs: number, offset: number): number {
  return Math.floor((atMs + offset) / DAY_MS);
}

/** Of each zone asked for, what `offsetsOf` has found: calendars are read anew, and their zones stay the same. */
const OFFSETS = new Map<string, Map<number, number>>();
const OFFSETS_KEPT = 10_000;

/** Offsets over a stretch of time, found once an hour: no clock changes within one. */
export function offsetsOf(timeZone: string): (atMs: number) => number {
  if (OFFSETS.size >= FORMATS_KEPT) OFFSETS.clear();
  const known = OFFSETS.get(timeZone) ?? new Map<number, number>();
  OFFSETS.set(timeZone, known);
  return (atMs) => {
    const hour = Math.floor(atMs / HOUR_MS);
    const found = known.get(hour);
    if (found !== undefined) return found;
    if (known.size >= OFFSETS_KEPT) known.clear();
    const offset = offsetMs(hour * HOUR_MS, timeZone);
    known.set(hour, offset);
    return offset;
  };
}
