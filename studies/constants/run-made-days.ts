// One row of `npm run bench:constants`: the policy, as it is in this bundle, over the made days. Prints JSON.
// Its argument is what the policy is told by its tags, as a scenario writes it.
import { isComparable } from '../../lib/report/groups/troubles.ts';
import type { DayResult } from '../../lib/backtest/result/result.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import type { ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { MADE_TIME_ZONE, madeHardDay, madeStormyWeeks, madeWeeks, type MadeDays } from '../made-days.ts';

/** What made days came to; ratios against the oracle's same days, over those that were not late. */
export interface MadeTotals {
  readonly lateDays: number;
  readonly lateRolls: number;
  readonly lateRollsAvoidable: number;
  readonly mean: number;
  readonly dearest: number;
}

export interface MadeRow {
  readonly hard: MadeTotals;
  readonly weeks: MadeTotals;
  readonly stormy: MadeTotals;
}

const HARD_DAYS = 40;
const WEEKS = 4;
/** Seeds of the made days: no other study draws from these. */
const FIRST_SEED = 7_001;

type LeadTimeInput = Omit<Extract<NonNullable<ScenarioInput['policy']>, { kind: 'lead-time' }>, 'kind'>;

const told = JSON.parse(process.argv[2] ?? '{}') as LeadTimeInput;
const seeds = (count: number) => Array.from({ length: count }, (_, i) => FIRST_SEED + i);
const row: MadeRow = {
  hard: await totalsOf(seeds(HARD_DAYS).map(madeHardDay)),
  weeks: await totalsOf(seeds(WEEKS).map(madeWeeks)),
  stormy: await totalsOf(seeds(WEEKS).map(madeStormyWeeks)),
};
console.log(JSON.stringify(row));

async function totalsOf(made: readonly MadeDays[]): Promise<MadeTotals> {
  const days: DayResult[] = [];
  for (const one of made) {
    const scenario = parseScenario('constants', {
      name: one.trace.name,
      trace: 'in memory',
      endOfDay: '23:59',
      timeZone: MADE_TIME_ZONE,
      node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, ...one.node },
      group: { min: 1, max: 200 },
      telemetry: one.telemetry,
      policy: { kind: 'lead-time', scaleIn: 'continuous', ...told },
      seed: 1,
    });
    const [result] = await runScenario(scenario, one.trace, { billed: 'past-the-window' });
    days.push(...(result?.byDay.slice(one.fromDay - 1) ?? []));
  }
  const ratios = days.filter(isComparable).flatMap(({ costVsOracle }) => costVsOracle ?? []);
  return {
    lateDays: days.filter(({ lateRolls }) => lateRolls > 0).length,
    lateRolls: days.reduce((sum, day) => sum + day.lateRolls, 0),
    lateRollsAvoidable: days.reduce((sum, day) => sum + day.lateRollsAvoidable, 0),
    mean: ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, ratios.length),
    dearest: Math.max(0, ...ratios),
  };
}
