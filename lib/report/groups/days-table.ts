// The table of days of the policy that the charts show: how close each day came, and what it cost.
import { compareTable, type Column } from '../compare-table.ts';
import type { DayRow, ReportData } from '../report-data.ts';
import { isComparable } from './troubles.ts';

/** A run of more days than this lists those with the closest calls. */
const DAYS_LISTED_MAX = 40;

const COLUMNS: readonly Column<DayRow>[] = [
  { head: 'rolls', key: 'rolls', text: (r) => String(r.rolls) },
  {
    head: 'closest roll',
    key: 'minCushionSeconds',
    text: (r) => (r.minCushionSeconds === null ? '–' : `${Math.round(r.minCushionSeconds)} s`),
    isBad: (r) => (r.minCushionSeconds ?? 0) < 0,
  },
  { head: 'late rolls', key: 'lateRolls', text: (r) => String(r.lateRolls), isBad: (r) => r.lateRolls > 0 },
  {
    head: 'out of memory',
    key: 'outOfMemory',
    text: (r) => String(r.outOfMemory),
    isBad: (r) => r.outOfMemory > 0,
  },
  {
    head: 'ended with data',
    key: 'terminatedWithData',
    text: (r) => String(r.terminatedWithData),
    isBad: (r) => r.terminatedWithData > 0,
  },
  { head: 'instance-hours', key: 'instanceHours', text: (r) => r.instanceHours.toFixed(1) },
  {
    head: 'against oracle',
    key: 'costVsOracle',
    text: (r) => (r.costVsOracle === null || !isComparable(r) ? '–' : `×${r.costVsOracle.toFixed(3)}`),
  },
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
