// A backtest as a report: results and the collected day → the report's data model.
import { DateTime } from 'luxon';
import type { AboveOracleRow, CostRow, DayRow, ReportData, ReportDay } from '../../report/report-data.ts';
import { headlineOf } from '../../report/groups/headline.ts';
import { hasFixedFailed, isComparable } from '../../report/groups/troubles.ts';
import { policyLabel, rollThresholdOf, whichOracle } from '../scenario/policy-choice.ts';
import type { BacktestResult } from './result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { policiesOf } from '../scenario/scenario.ts';

/** What became of a policy, by the name that people know it by: a row of the report, with what its costs need. */
interface Labelled extends BacktestResult {
  readonly label: string;
}

/** The report of a scenario whose first policy was watched. */
export function reportOf(scenario: Scenario, results: readonly BacktestResult[], day: ReportDay): ReportData {
  const choices = policiesOf(scenario);
  const policies: readonly Labelled[] = results.map((result, i) => {
    const choice = choices[i];
    return { ...result, label: choice ? policyLabel(choice) : result.policy };
  });
  const [shown] = policies;
  const { node, telemetry } = scenario;
  return {
    title: scenario.name,
    headline: shown ? headlineOf(shown) : 'No policy was run.',
    subtitle:
      `Policy ${shown?.label ?? 'none'}, on nodes of ${node.memoryGiB} GiB at $${node.pricePerHourUsd} an hour, ` +
      `${node.bootSeconds} s to boot; reports every ${telemetry.periodSeconds} s; seed ${scenario.seed}.`,
    timeZone: scenario.timeZone,
    day,
    days: shown ? daysOf(scenario, shown) : [],
    ...(shown && isComparable(shown) && { aboveOracle: aboveOracleOf(scenario, shown) }),
    policies,
    costs: costsOf(scenario, policies),
    notes: [
      `An empty server uses ${node.baselineMiB} MiB; memory grows ${node.memoryGrowth === 'smooth' ? 'in proportion to rows' : "in kdb+'s jumps"}.`,
      `Nodes are billed from launch to termination and ${node.shutdownSeconds} s more for shutting down, by the second and a minute at the least; those that outlive the last day, until its midnight.`,
      'The oracle knows the future: each spare joins the queue at the moment it is needed.',
      ...whichOracle(choices),
    ],
  };
}

function costsOf(scenario: Scenario, policies: readonly Labelled[]): readonly CostRow[] {
  const [shown, ...others] = policies;
  const [choice] = policiesOf(scenario);
  if (!shown || !choice) return [];
  const barOf = (row: Labelled, kind: CostRow['kind']): CostRow => ({
    label: row.label,
    usd: row.costUsd,
    kind,
    isIncomparable: !isComparable(row),
  });
  const rows = [barOf(shown, 'shown')];
  if (shown.fixedCostUsd !== null)
    rows.push({
      label: 'fixed server',
      usd: shown.fixedCostUsd,
      kind: 'fixed',
      isIncomparable: hasFixedFailed(shown),
    });
  rows.push(...others.filter((row) => row.policy !== 'oracle').map((row) => barOf(row, 'other')));
  // One that fills nodes as far as the policy shown does. Where the maximum or a node is too small for the days, it is for
  // the oracle too.
  const oracle = policies.find(({ policy }) => policy === 'oracle');
  rows.push({
    label: policyLabel({ kind: 'oracle', rollThresholdPercent: rollThresholdOf(choice) }),
    usd: shown.oracleInstanceHours * scenario.node.pricePerHourUsd,
    kind: 'oracle',
    isIncomparable: oracle !== undefined && !isComparable(oracle),
  });
  return rows;
}

/** Less than this would be printed as nothing. */
const REST_SHOWN_HOURS = 0.05;

function daysOf({ timeZone }: Scenario, { byDay }: Labelled): readonly DayRow[] {
  return byDay.map((day) => ({ ...day, label: dayLabel(day.date, timeZone) }));
}

/** `2013-10-07` as people say it: the date is one of the scenario's time zone, and noon is on it wherever clocks change. */
function dayLabel(date: string, timeZone: string): string {
  const noon = DateTime.fromISO(`${date}T12:00`, { zone: timeZone });
  return noon.setLocale('en-GB').toFormat('ccc d LLL yyyy');
}

function aboveOracleOf(
  { node }: Scenario,
  { aboveOracle, oracleInstanceHours }: Labelled,
): readonly AboveOracleRow[] {
  const row = (label: string, hours: number): AboveOracleRow => ({
    label,
    hours,
    usd: hours * node.pricePerHourUsd,
    percent: oracleInstanceHours > 0 ? (100 * hours) / oracleInstanceHours : 0,
  });
  const rest = row('shutdowns and the rest', aboveOracle.otherHours);
  return [
    row('spares that waited before they were needed', aboveOracle.sparesEarlyHours),
    row('spares that were never used on their day', aboveOracle.sparesNeverUsedHours),
    row('kept after the end of day', aboveOracle.afterEndOfDayHours),
    ...(Math.abs(rest.hours) < REST_SHOWN_HOURS ? [] : [rest]),
  ];
}
