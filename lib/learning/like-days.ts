// Which past days say something of a day: those of its kind. Days are like each other if both are working days, or neither. A
// half day that is coming may be as busy as a whole one, until it ends; one that is past says nothing of the afternoon of
// another.
import type { Calendar } from '../core/calendar.ts';
import { DAY_MS } from '../core/units.ts';

/** How far back a like day may lie: the same day of last week is the last. */
export const DAYS_BACK_MAX = 7;

/** How many days back to look from a local day, the newest first. */
export interface DaysBack {
  readonly like: readonly number[];
  readonly other: readonly number[];
}

/** Of local days, as days since the epoch. */
export function likeDays(calendar: Calendar): (day: number) => DaysBack {
  const kindOf = dayKindsOf(calendar);
  const known = new Map<number, DaysBack>();
  return (day) => {
    const found = known.get(day);
    if (found) return found;
    const backs = Array.from({ length: DAYS_BACK_MAX }, (_, i) => i + 1);
    const wanted = kindOf(day) === 'off' ? 'off' : 'working';
    const isLike = (back: number) => kindOf(day - back) === wanted;
    const daysBack = { like: backs.filter(isLike), other: backs.filter((back) => !isLike(back)) };
    known.set(day, daysBack);
    return daysBack;
  };
}

type DayKind = 'working' | 'half' | 'off';

/** What a local day is: a weekend and a holiday are off. */
function dayKindsOf({ holidays, halfDays }: Calendar): (day: number) => DayKind {
  const off = localDays(holidays);
  const half = localDays(halfDays);
  return (day) => {
    // The epoch was a Thursday.
    if (off.has(day) || (day + 4) % 7 === 0 || (day + 4) % 7 === 6) return 'off';
    return half.has(day) ? 'half' : 'working';
  };
}

function localDays(dates: readonly string[]): ReadonlySet<number> {
  return new Set(dates.map((date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS));
}
