// One row of `npm run bench:constants`: the policy, as it is in this bundle, over the made days. Prints JSON.
// Its argument is what the policy is told by its tags, as a scenario writes it.
import type { DayResult } from '../../lib/backtest/result/result.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import type { ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { totalsOf, type Totals } from '../totals.ts';
import { MADE_TIME_ZONE, madeHardDay, madeStormyWeeks, madeWeeks, type MadeDays } from '../made-days.ts';

export interface MadeRow {
  readonly hard: Totals;
  readonly weeks: Totals;
  readonly stormy: Totals;
}

const HARD_DAYS = 40;
const WEEKS = 4;
/** Seeds of the made days: no other study draws from these. */
const FIRST_SEED = 7_001;

type LeadTimeInput = Omit<Extract<NonNullable<ScenarioInput['policy']>, { kind: 'lead-time' }>, 'kind'>;

const told = JSON.parse(process.argv[2] ?? '{}') as LeadTimeInput;
const seeds = (count: number) => Array.from({ length: count }, (_, i) => FIRST_SEED + i);
const row: MadeRow = {
  hard: await totalsOver(seeds(HARD_DAYS).map(madeHardDay)),
  weeks: await totalsOver(seeds(WEEKS).map(madeWeeks)),
  stormy: await totalsOver(seeds(WEEKS).map(madeStormyWeeks)),
};
console.log(JSON.stringify(row));

async function totalsOver(made: readonly MadeDays[]): Promise<Totals> {
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
  return totalsOf(days);
}
