// The table of days of the policy that the charts show: how close each day came, and what it cost.
import { compareTable, type Column } from '../compare-table.ts';
import type { DayRow, ReportData } from '../report-data.ts';
import {
  AGAINST_ORACLE,
  cushion,
  ENDED_WITH_DATA,
  INSTANCE_HOURS,
  LATE_ROLLS,
  OUT_OF_MEMORY,
} from './shared-columns.ts';

/** A run of more days than this lists those with the closest calls. */
const DAYS_LISTED_MAX = 40;

const COLUMNS: readonly Column<DayRow>[] = [
  { head: 'rolls', key: 'rolls', text: (r) => String(r.rolls) },
  cushion('closest roll'),
  LATE_ROLLS,
  OUT_OF_MEMORY,
  ENDED_WITH_DATA,
  INSTANCE_HOURS,
  AGAINST_ORACLE,
];

/** Nothing for a run of one day: the facts say the same. */
export function daysTable({ days, policies }: Pick<ReportData, 'days' | 'policies'>): string {
  if (days.length < 2) return '';
  const listed = days.length > DAYS_LISTED_MAX ? closestOf(days) : days;
  const which =
    listed.length < days.length ? `The ${listed.length} of ${days.length} days with the closest calls. ` : '';
  const closest = closestOf(days)[0];
  return compareTable(
    listed,
    COLUMNS,
    `${which}How long the spare of each day's closest roll had waited; ${policies[0] ? 'of the policy that the charts show' : 'all days'}. The marked day is the closest call.`,
    { title: 'Day by day', rowHead: 'day', isShown: (row) => row === closest },
  );
}

/** Those with the most lost first, then by the closest roll; in that order. */
function closestOf(days: readonly DayRow[]): readonly DayRow[] {
  const cushion = (day: DayRow) => day.minCushionSeconds ?? Number.POSITIVE_INFINITY;
  return [...days]
    .sort(
      (a, b) =>
        b.terminatedWithData - a.terminatedWithData ||
        b.outOfMemory - a.outOfMemory ||
        compare(cushion(a), cushion(b)),
    )
    .slice(0, DAYS_LISTED_MAX);
}

/** Two infinities are as far. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
