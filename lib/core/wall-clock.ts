// The time on the wall in a time zone: how far it is ahead of UTC. The zones are the platform's own.
import { SECOND_MS } from './units.ts';

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
