// Columns that the table of days and the table of policies have alike.
import type { Column } from '../compare-table.ts';
import { isComparable, type Troubles } from './troubles.ts';

/** What both kinds of row hold: a day's, or all days'. */
export interface SharedCells extends Troubles {
  readonly label: string;
  /** `null`: no roll was needed. */
  readonly minCushionSeconds: number | null;
  readonly instanceHours: number;
  /** `null`: the oracle paid nothing. */
  readonly costVsOracle: number | null;
  /** Late rolls that could be seen coming in time for a launch; absent where nobody has judged them. */
  readonly lateRollsAvoidable?: number;
}

type SharedColumn = Column<SharedCells>;

export const INSTANCE_HOURS: SharedColumn = {
  head: 'instance-hours',
  key: 'instanceHours',
  text: (r) => r.instanceHours.toFixed(1),
};

/** A dash for a row that did not keep all data in time. */
export const AGAINST_ORACLE: SharedColumn = {
  head: 'against oracle',
  key: 'costVsOracle',
  text: (r) => (r.costVsOracle === null || !isComparable(r) ? '–' : `×${r.costVsOracle.toFixed(3)}`),
};

export const LATE_ROLLS: SharedColumn = {
  ...countOf('late rolls', 'lateRolls'),
  text: ({ lateRolls, lateRollsAvoidable }) =>
    lateRolls === 0 || lateRollsAvoidable === undefined
      ? String(lateRolls)
      : `${lateRolls}, ${lateRollsAvoidable} avoidable`,
};
export const OUT_OF_MEMORY: SharedColumn = countOf('out of memory', 'outOfMemory');
export const ENDED_WITH_DATA: SharedColumn = countOf('ended with data', 'terminatedWithData');

/** The spare of the closest roll had waited for so long. */
export function cushion(head: string): SharedColumn {
  return {
    head,
    key: 'minCushionSeconds',
    text: (r) => (r.minCushionSeconds === null ? '–' : `${Math.round(r.minCushionSeconds)} s`),
    isBad: (r) => (r.minCushionSeconds ?? 0) < 0,
  };
}

function countOf(head: string, key: keyof Troubles): SharedColumn {
  return { head, key, text: (r) => String(r[key]), isBad: (r) => r[key] > 0 };
}
