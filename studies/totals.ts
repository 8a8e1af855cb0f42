// What days came to, added up: costs against the oracle over those that have a ratio, and late days counted beside.
import type { DayResult } from '../lib/backtest/result/result.ts';
import { isComparable } from '../lib/report/groups/troubles.ts';

/** What is added up of a day, or of a run of some. */
export type Counted = Pick<
  DayResult,
  'costVsOracle' | 'lateRolls' | 'lateRollsAvoidable' | 'outOfMemory' | 'terminatedWithData'
>;

export interface Totals {
  readonly days: number;
  /** Days that kept all data in time: the mean and the dearest are theirs. */
  readonly compared: number;
  readonly mean: number;
  readonly dearest: number;
  readonly lateDays: number;
  readonly lateRolls: number;
  readonly lateRollsAvoidable: number;
}

export function totalsOf(days: readonly Counted[]): Totals {
  const ratios = days.filter(isComparable).flatMap(({ costVsOracle }) => costVsOracle ?? []);
  return {
    days: days.length,
    compared: ratios.length,
    mean: ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, ratios.length),
    dearest: Math.max(0, ...ratios),
    lateDays: days.filter(({ lateRolls }) => lateRolls > 0).length,
    lateRolls: days.reduce((sum, { lateRolls }) => sum + lateRolls, 0),
    lateRollsAvoidable: days.reduce((sum, { lateRollsAvoidable }) => sum + lateRollsAvoidable, 0),
  };
}
