// The days of a trace on a local clock: from 00:00 to 24:00, with an end of day in each.
import { DateTime } from 'luxon';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { endOfTrace } from '../../trace/minute-trace.ts';

/** Moments in ms since the epoch. */
export interface LocalDay {
  /** `2013-10-07`. */
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
  /** When the RDBs write down and drop their data. */
  readonly endOfDayMs: number;
}

/**
 * All days from the trace's first minute to its last, days without a row included: their nodes cost too.
 * `endOfDay` is a local time, `23:59`. A day whose clock changes has 23 or 25 hours.
 */
export function localDays(
  trace: MinuteTrace,
  at: { readonly timeZone: string; readonly endOfDay: string },
): readonly LocalDay[] {
  const [hour = 0, minute = 0] = at.endOfDay.split(':').map(Number);
  const days: LocalDay[] = [];
  const endMs = endOfTrace(trace);
  let start = DateTime.fromMillis(trace.startMs, { zone: at.timeZone }).startOf('day');
  while (start.toMillis() < endMs) {
    const next = start.plus({ days: 1 }).startOf('day');
    days.push({
      date: start.toISODate() ?? '',
      startMs: start.toMillis(),
      endMs: next.toMillis(),
      endOfDayMs: start.set({ hour, minute }).toMillis(),
    });
    start = next;
  }
  return days;
}
