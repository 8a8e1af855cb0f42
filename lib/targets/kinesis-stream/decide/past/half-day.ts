// Which times of a whole day say what a time of a half day brings. It is over early: from its close on it is as whole days are
// from theirs, and the rush before their close comes before its own.
import type { Calendar } from '../../../../core/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../core/units.ts';

/** The rush before a close is looked for in so long before it. */
const RUSH_MS = HOUR_MS;

/** How much later on a whole day to look, ms: one answer or several, of which the most counts. */
export type LaterBy = readonly number[];

export const SAME_TIME: LaterBy = [0];

/** What a day of the calendar asks of the days before it. */
export interface HalfDays {
  readonly isHalf: (day: number) => boolean;
  /** For a time of a half day, `timeMs` since its midnight. The same time where the calendar knows no hours of half days. */
  readonly laterBy: (timeMs: number) => LaterBy;
}

/** Days are local, counted since the epoch. */
export function halfDaysOf({ halfDays, marketHours }: Calendar): HalfDays {
  const half = new Set(halfDays.map((date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS));
  const isHalf = (day: number) => half.has(day);
  const { close, halfDayClose } = marketHours ?? {};
  if (close === undefined || halfDayClose === undefined) return { isHalf, laterBy: () => SAME_TIME };
  const closeMs = sinceMidnight(close);
  const halfCloseMs = sinceMidnight(halfDayClose);
  return {
    isHalf,
    laterBy(timeMs) {
      if (timeMs < halfCloseMs - RUSH_MS || timeMs >= closeMs) return SAME_TIME;
      const earlierMs = closeMs - halfCloseMs;
      return timeMs < halfCloseMs ? [0, earlierMs] : [earlierMs];
    },
  };
}

function sinceMidnight(wallTime: string): number {
  const [hours = 0, minutes = 0] = wallTime.split(':').map(Number);
  return hours * HOUR_MS + minutes * MINUTE_MS;
}
