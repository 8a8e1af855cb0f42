// The results of `spillway simulate` on a group of RDBs as a table for people; the JSON has all of them.
import pc from 'picocolors';
import type { BacktestResult } from '../../lib/backtest/result/result.ts';
import { policyLabel, whichOracle } from '../../lib/backtest/scenario/policy-choice.ts';
import { policiesOf, type Scenario } from '../../lib/backtest/scenario/scenario.ts';
import { isComparable, isComparableWithFixed, whyNotCompared } from '../../lib/report/groups/troubles.ts';
import { daysText, resultTable } from './result-table.ts';

const HEAD = [
  'policy',
  'hours',
  'cost',
  'saving',
  'vs oracle',
  'peak',
  'late rolls',
  'least cushion',
  'out of memory',
  'lost data',
];

/** A row a policy; below it why some have a dash for a ratio. */
export function groupTableOf(scenario: Scenario, results: readonly BacktestResult[]): string {
  const choices = policiesOf(scenario);
  const rows = results.map((result, i) => {
    const choice = choices[i];
    return { ...result, label: choice ? policyLabel(choice) : result.policy };
  });
  const days = results[0]?.days ?? 0;
  const table = resultTable(`${scenario.name}, ${daysText(days)}`, HEAD, rows.map(cellsOf));
  return [table, ...whichOracle(choices), ...whyNotCompared(rows, scenario.fixed?.memoryGiB)].join('\n');
}

/** Late rolls, and how many of them could be seen coming in time for a launch. */
function lateCell({ lateRolls, lateRollsAvoidable }: BacktestResult): string {
  if (lateRolls === 0) return '0';
  return pc.red(`${lateRolls}, ${lateRollsAvoidable} avoidable`);
}

function cellsOf(row: BacktestResult & { readonly label: string }): string[] {
  const alarming = (count: number) => (count > 0 ? pc.red(String(count)) : '0');
  return [
    row.label,
    row.instanceHours.toFixed(1),
    `$${row.costUsd.toFixed(2)}`,
    row.savingPercent !== null && isComparableWithFixed(row) ? `${row.savingPercent.toFixed(1)} %` : '–',
    row.costVsOracle !== null && isComparable(row) ? row.costVsOracle.toFixed(3) : '–',
    String(row.peakNodes),
    lateCell(row),
    row.minCushionSeconds === null ? '–' : `${Math.round(row.minCushionSeconds)} s`,
    alarming(row.outOfMemory),
    alarming(row.terminatedWithData),
  ];
}
