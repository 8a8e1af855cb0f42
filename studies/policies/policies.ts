// `npm run bench:policies`: the policies compared on real, calm and harder days; Markdown for docs/backtests.md. With a word
// (`-- '×10'`) only the days whose name has it; `-- history` and `-- slow` are those two tables alone.
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import type { BacktestResult } from '../../lib/backtest/result/result.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import type { ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { isComparable } from '../../lib/report/groups/troubles.ts';
import { totalsOf } from '../totals.ts';
import { goalsTable, type Judged } from './goals.ts';
import { historyTable, runHistory } from './history.ts';
import { studyDays, TIME_ZONE, type StudyDay } from '../harder-days.ts';
import { isHardByArrivals, runSlowDays, slowTable } from './slow-days.ts';

const POLICIES: NonNullable<ScenarioInput['policies']> = [
  { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
  { kind: 'threshold', scaleThresholdPercent: 80, rollThresholdPercent: 85 },
  { kind: 'lead-time' },
  { kind: 'lead-time', scaleIn: 'continuous' },
  { kind: 'target-tracking' },
  { kind: 'step' },
  { kind: 'oracle' },
];
const LABELS = [
  'threshold 60/80',
  'threshold 80/85',
  'lead-time',
  'lead-time, continuous',
  'target-tracking',
  'step',
  'oracle',
];
const T60 = 0;
const LEAD = 2;
const CONTINUOUS = 3;
const ORACLE = 6;

interface Row {
  readonly day: StudyDay;
  readonly results: readonly BacktestResult[];
}

function scenarioOf(day: StudyDay) {
  return parseScenario('study', {
    name: day.name,
    trace: 'in memory',
    endOfDay: '23:59',
    timeZone: TIME_ZONE,
    node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, bootSeconds: 60, ...day.node },
    group: { min: 1, max: 200 },
    policies: POLICIES,
    fixed: { memoryGiB: 32, pricePerHourUsd: 0.3008 },
    telemetry: day.telemetry ?? {},
    seed: 1,
  });
}

const wanted = process.argv[2];
const rows: Row[] = [];
const days = await studyDays();
for (const day of days) {
  if (wanted !== undefined && !day.name.includes(wanted)) continue;
  const scenario = scenarioOf(day);
  rows.push({ day, results: await runScenario(scenario, day.trace, { billed: 'past-the-window' }) });
  if (process.stderr.isTTY) process.stderr.write(`\r${rows.length} days `);
}

/** AWS's policies and a plain threshold look at nothing that is to come: most of what they roll late could be seen. */
const avoidableOf = ({ lateRollsAvoidable }: BacktestResult) =>
  lateRollsAvoidable === 0 ? '' : ` (${lateRollsAvoidable} avoidable)`;

/** What was late or lost data has no ratio: it was cheap by it. */
const cell = (r: BacktestResult) =>
  `${isComparable(r) ? (r.costVsOracle ?? 0).toFixed(3) : '–'}${r.lateRolls > 0 ? ` · **${r.lateRolls} late**${avoidableOf(r)}` : ''}${
    r.outOfMemory > 0 ? ` · ${r.outOfMemory} full` : ''
  }${r.terminatedWithData > 0 ? ` · ${r.terminatedWithData} lost` : ''}`;

console.log(`| day | ${LABELS.join(' | ')} | lead-time's least cushion |`);
console.log(`| --- |${LABELS.map(() => ' --- |').join('')} --- |`);
for (const { day, results } of rows) {
  const cushion = results[LEAD]?.minCushionSeconds;
  console.log(`| ${day.name} | ${results.map(cell).join(' | ')} | ${cushion ?? '–'} s |`);
}

const late = (row: Row, i: number) => (row.results[i]?.lateRolls ?? 0) > 0;
const others = [0, 1, 4, 5];
const worse = rows.filter((row) => late(row, LEAD) && others.some((i) => !late(row, i)));
const dearer = rows.filter(
  (row) =>
    row.day.group !== 'hard' &&
    !late(row, LEAD) &&
    !late(row, T60) &&
    (row.results[LEAD]?.instanceHours ?? 0) > (row.results[T60]?.instanceHours ?? 0),
);
const overTarget = rows.filter(
  (row) => row.day.group !== 'hard' && !late(row, LEAD) && (row.results[LEAD]?.costVsOracle ?? 0) > 1.05,
);
console.log();
console.log('| policy | days late | late rolls | of them avoidable |');
console.log('| --- | --- | --- | --- |');
LABELS.forEach((label, i) => {
  const sumOf = (what: 'lateRolls' | 'lateRollsAvoidable') =>
    rows.reduce((sum, { results }) => sum + (results[i]?.[what] ?? 0), 0);
  const lateDays = rows.filter((row) => late(row, i)).length;
  console.log(
    `| ${label} | ${lateDays} of ${rows.length} | ${sumOf('lateRolls')} | ${sumOf('lateRollsAvoidable')} |`,
  );
});
console.log();
console.log(`Lead-time late where another policy was not: ${listOf(worse)}`);
console.log(`Lead-time dearer than threshold 60/80 on real and calm days: ${listOf(dearer)}`);
console.log(`Lead-time above 1.05 of the oracle on real and calm days: ${listOf(overTarget)}`);
console.log(`Oracle late: ${listOf(rows.filter((row) => late(row, ORACLE)))}`);
console.log(
  `Mean cost against it, over the days that have a ratio: lead-time ${meanOf(LEAD)}, continuous ${meanOf(CONTINUOUS)}, threshold 60/80 ${meanOf(T60)}`,
);

const slow = wanted === undefined || wanted === 'slow' ? await runSlowDays(days) : undefined;
if (slow) console.log(`\n${slowTable(slow)}`);
const weeks = wanted === undefined || wanted === 'history' ? await runHistory() : undefined;
if (weeks) console.log(`\n${historyTable(weeks)}`);
if (slow && weeks) {
  // The two tables have three of the policies, in this order.
  const judged = (policy: number, place: number): Judged => {
    const of = (isMeant: (day: StudyDay) => boolean) =>
      rows.filter(({ day }) => isMeant(day)).flatMap(({ results }) => results[policy] ?? []);
    return {
      firstDays: of(({ group, name }) => group === 'real' && !name.includes('in a row')),
      hardDays: of(isHardByArrivals),
      hardReports: of(({ group, node }) => group === 'hard' && node?.bootSeconds === undefined),
      slowDays: slow.byPolicy[place] ?? [],
      daysWithHistory: weeks.flatMap(({ byPolicy }) => byPolicy[place] ?? []),
      all: of(() => true),
    };
  };
  const goals = { threshold: judged(T60, 0), leadTime: judged(LEAD, 1), continuous: judged(CONTINUOUS, 2) };
  console.log(`\n${goalsTable(goals)}`);
}

function listOf(found: readonly Row[]): string {
  return found.length === 0 ? 'none' : `${found.length}: ${found.map((row) => row.day.name).join('; ')}`;
}

function meanOf(policy: number): string {
  const { mean, compared } = totalsOf(rows.flatMap(({ results }) => results[policy] ?? []));
  return `${mean.toFixed(3)} (${compared} days)`;
}
