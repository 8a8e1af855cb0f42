// Whole local days over traces, as minutes: for what is lived through minute by minute and shown day by day.
import { DateTime } from 'luxon';
import { MINUTE_MS } from '../../core/units.ts';
import { endOfTrace, type MinuteTrace } from '../../trace/minute-trace.ts';

/** A local day: the minutes `from` up to, not including, `until`. A day whose clock changes has 23 or 25 hours. */
export interface DayMinutes {
  /** `2013-10-07`. */
  readonly date: string;
  readonly from: number;
  readonly until: number;
}

export interface MinutesByDay {
  /** Local midnight of the first day, ms since the epoch. */
  readonly startMs: number;
  readonly days: readonly DayMinutes[];
}

/** From the day of the first minute of all traces to that of the last; days without a row are among them. */
export function minutesByDay(traces: readonly MinuteTrace[], timeZone: string): MinutesByDay {
  const firstMs = Math.min(...traces.map(({ startMs }) => startMs));
  const endMs = Math.max(...traces.map(endOfTrace));
  const start = DateTime.fromMillis(firstMs, { zone: timeZone }).startOf('day');
  const startMs = start.toMillis();
  const days: DayMinutes[] = [];
  for (let day = start; day.toMillis() < endMs; day = day.plus({ days: 1 }).startOf('day')) {
    const minuteOf = (moment: DateTime) => (moment.toMillis() - startMs) / MINUTE_MS;
    days.push({
      date: day.toISODate() ?? '',
      from: minuteOf(day),
      until: minuteOf(day.plus({ days: 1 }).startOf('day')),
    });
  }
  return { startMs, days };
}

/** `Monday, 7 October 2013`. */
export function dayLabel(date: string, timeZone: string): string {
  return DateTime.fromISO(date, { zone: timeZone, locale: 'en-GB' }).toFormat('cccc, d LLLL yyyy');
}
