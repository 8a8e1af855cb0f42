// The hours that daylight saving takes out or repeats: wall-clock times that do not exist once a year, or
// exist twice. EventBridge Scheduler skips the one and runs the other once, at a moment of its choice:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
// An end of day that is skipped leaves servers running; so such times are refused when packaging.
import { DAY_MS, MINUTE_MS } from '../core/units.ts';
import { offsetMs } from '../core/wall-clock.ts';

/** A stretch of wall-clock time around a change of offset. */
export interface ClockChange {
  readonly kind: 'gap' | 'overlap';
  /** Wall-clock time, as ms since the epoch of a UTC clock that shows the same; from, included. */
  readonly wallFromMs: number;
  /** To, excluded. */
  readonly wallToMs: number;
}

/** How far ahead clock changes are looked up: stacks are deployed at least once in that time. */
export const CLOCK_CHANGES_AHEAD_MS = 5 * 366 * DAY_MS;

/**
 * All changes of a zone's offset between two moments, in order.
 * @throws RangeError when the zone is unknown to `Intl`.
 */
export function clockChanges(timeZone: string, fromMs: number, toMs: number): readonly ClockChange[] {
  const offsetAt = (atMs: number) => offsetMs(atMs, timeZone);
  const changes: ClockChange[] = [];
  // No zone has ever changed its offset twice within a day.
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    const before = offsetAt(dayMs);
    const after = offsetAt(dayMs + DAY_MS);
    if (before === after) continue;
    const atMs = changeWithin(offsetAt, dayMs, dayMs + DAY_MS);
    changes.push({
      kind: after > before ? 'gap' : 'overlap',
      wallFromMs: atMs + Math.min(before, after),
      wallToMs: atMs + Math.max(before, after),
    });
  }
  return changes;
}

/** The first minute with the later offset, by halving. */
function changeWithin(offsetAt: (atMs: number) => number, fromMs: number, toMs: number): number {
  let [low, high] = [Math.floor(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)];
  const later = offsetAt(high * MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE_MS) === later) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}
