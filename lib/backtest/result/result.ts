// What a backtest reports of one policy: the keys of the published result, in their order. Ratios stand here whatever became of
// the data; where people read them, ../../report/groups/troubles.ts says which compare.
import type { FixedServerUse } from '../yardsticks/fixed-server.ts';

/** Money in US dollars, times in the unit that the name ends with. `null` where the scenario gives no basis. */
export interface BacktestResult {
  readonly name: string;
  readonly policy: string;
  /** Local days simulated. */
  readonly days: number;
  /** As EC2 bills (billing.ts), all nodes; those that outlive the last day, until its 24:00. */
  readonly instanceHours: number;
  readonly costUsd: number;
  /** What the fixed server would have cost in these days. */
  readonly fixedCostUsd: number | null;
  readonly savingPercent: number | null;
  /** The fewest instance-hours that never roll late, given the boot time. */
  readonly oracleInstanceHours: number;
  /** 1.03 is 3 % dearer than the oracle. */
  readonly costVsOracle: number | null;
  /** Most nodes billed at one moment. */
  readonly peakNodes: number;
  /** Nodes launched beyond those there at the start. */
  readonly scaleOuts: number;
  /** Nodes terminated, by whomever. */
  readonly retirements: number;
  readonly lateRolls: number;
  /** Those that reports showed coming in time for a launch: foresight.ts. */
  readonly lateRollsAvoidable: number;
  /** Time that live nodes spent at or above their roll threshold with nobody to roll to. */
  readonly lateSeconds: number;
  readonly outOfMemory: number;
  readonly terminatedWithData: number;
  /** The shortest time that a spare had waited in the queue when it was needed; negative for a late one. */
  readonly minCushionSeconds: number | null;
  /** Time that nodes waited in the queue, summed. */
  readonly idleSpareHours: number;
  /** Memory that the fixed server's fullest day takes. */
  readonly fixedMemoryNeededGiB: number | null;
  /** Days on which the fixed server would have run out of memory. */
  readonly fixedOutOfMemoryDays: number | null;
  /** Where the instance-hours above the oracle's went. */
  readonly aboveOracle: AboveOracle;
  readonly byDay: readonly DayResult[];
}

/** Instance-hours more than the oracle's. Negative: fewer. */
export interface AboveOracle {
  /** In the queue, until they became live on the same day. */
  readonly sparesEarlyHours: number;
  /** Launched, and not needed on that day. */
  readonly sparesNeverUsedHours: number;
  /** Past an end of day: waiting still, or emptied and not ended yet. */
  readonly afterEndOfDayHours: number;
  /** Shutdowns of nodes that the oracle does not have, and what late rolls shifted. */
  readonly otherHours: number;
}

/** One local day; what was done after the last one's midnight belongs to it. */
export interface DayResult {
  /** `2013-10-07`. */
  readonly date: string;
  readonly instanceHours: number;
  readonly oracleInstanceHours: number;
  readonly costVsOracle: number | null;
  readonly rolls: number;
  /** Of the day's closest roll; `null` where none was needed. */
  readonly minCushionSeconds: number | null;
  readonly lateRolls: number;
  readonly lateRollsAvoidable: number;
  readonly outOfMemory: number;
  readonly terminatedWithData: number;
}

/** What a run measures; money and comparisons are added from the scenario. */
export type Measured = Pick<
  BacktestResult,
  | 'instanceHours'
  | 'peakNodes'
  | 'scaleOuts'
  | 'retirements'
  | 'lateRolls'
  | 'lateRollsAvoidable'
  | 'lateSeconds'
  | 'outOfMemory'
  | 'terminatedWithData'
  | 'minCushionSeconds'
  | 'idleSpareHours'
>;

/** The result with its keys in order. Rounded, so that the same run is the same bytes everywhere. */
export function resultOf(given: {
  readonly name: string;
  readonly policy: string;
  readonly days: number;
  readonly hours: number;
  readonly measured: Measured;
  readonly oracleInstanceHours: number;
  readonly aboveOracle: AboveOracle;
  readonly byDay: readonly DayResult[];
  readonly pricePerHourUsd: number;
  readonly fixed: { readonly pricePerHourUsd: number; readonly use: FixedServerUse } | undefined;
}): BacktestResult {
  const { measured, oracleInstanceHours, fixed } = given;
  const costUsd = measured.instanceHours * given.pricePerHourUsd;
  const fixedCostUsd = fixed === undefined ? null : fixed.pricePerHourUsd * given.hours;
  return {
    name: given.name,
    policy: given.policy,
    days: given.days,
    instanceHours: round(measured.instanceHours),
    costUsd: round(costUsd),
    fixedCostUsd: fixedCostUsd === null ? null : round(fixedCostUsd),
    savingPercent:
      fixedCostUsd === null || fixedCostUsd === 0 ? null : round(100 * (1 - costUsd / fixedCostUsd), 2),
    oracleInstanceHours: round(oracleInstanceHours),
    costVsOracle: oracleInstanceHours > 0 ? round(measured.instanceHours / oracleInstanceHours) : null,
    peakNodes: measured.peakNodes,
    scaleOuts: measured.scaleOuts,
    retirements: measured.retirements,
    lateRolls: measured.lateRolls,
    lateRollsAvoidable: measured.lateRollsAvoidable,
    lateSeconds: round(measured.lateSeconds, 1),
    outOfMemory: measured.outOfMemory,
    terminatedWithData: measured.terminatedWithData,
    minCushionSeconds: measured.minCushionSeconds === null ? null : round(measured.minCushionSeconds, 1),
    idleSpareHours: round(measured.idleSpareHours),
    fixedMemoryNeededGiB: fixed === undefined ? null : round(fixed.use.memoryNeededGiB, 2),
    fixedOutOfMemoryDays: fixed === undefined ? null : fixed.use.outOfMemoryDays,
    aboveOracle: {
      sparesEarlyHours: round(given.aboveOracle.sparesEarlyHours),
      sparesNeverUsedHours: round(given.aboveOracle.sparesNeverUsedHours),
      afterEndOfDayHours: round(given.aboveOracle.afterEndOfDayHours),
      otherHours: round(given.aboveOracle.otherHours),
    },
    byDay: given.byDay,
  };
}

function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}
