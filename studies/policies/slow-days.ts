// The hard days once more, on servers that take three minutes to boot and with reports a minute late. Each row is a policy.
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import type { BacktestResult } from '../../lib/backtest/result/result.ts';
import type { ScenarioInput } from '../../lib/backtest/scenario/scenario.ts';
import { totalsOf } from '../totals.ts';
import { TIME_ZONE, type StudyDay } from '../harder-days.ts';

const POLICIES: NonNullable<ScenarioInput['policies']> = [
  { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
  { kind: 'lead-time' },
  { kind: 'lead-time', scaleIn: 'continuous' },
];
const LABELS = ['threshold 60/80', 'lead-time', 'lead-time, continuous'];

/** The days by name, and for each policy what became of them. */
export interface SlowDays {
  readonly names: readonly string[];
  readonly byPolicy: readonly (readonly BacktestResult[])[];
}

/** Whether a day is hard by what arrives, and not by its servers or reports. */
export function isHardByArrivals({ group, telemetry, node }: StudyDay): boolean {
  return group === 'hard' && telemetry === undefined && node?.bootSeconds === undefined;
}

export async function runSlowDays(days: readonly StudyDay[]): Promise<SlowDays> {
  const slow = days.filter(isHardByArrivals);
  const results: (readonly BacktestResult[])[] = [];
  for (const { name, trace, node } of slow) {
    const scenario = parseScenario('slow', {
      name,
      trace: 'in memory',
      endOfDay: '23:59',
      timeZone: TIME_ZONE,
      node: { memoryGiB: 4, baselineMiB: 150, pricePerHourUsd: 0.0376, ...node, bootSeconds: 180 },
      group: { min: 1, max: 200 },
      telemetry: { delaySeconds: 60 },
      policies: POLICIES,
      seed: 1,
    });
    results.push(await runScenario(scenario, trace, { billed: 'past-the-window' }));
  }
  return {
    names: slow.map(({ name }) => name),
    byPolicy: LABELS.map((_, policy) => results.flatMap((row) => row[policy] ?? [])),
  };
}

/** A table for `docs/backtests.md`. */
export function slowTable({ names, byPolicy }: SlowDays): string {
  const rows = LABELS.map((label, policy) => {
    const totals = totalsOf(byPolicy[policy] ?? []);
    const { mean, compared, lateDays, lateRolls, lateRollsAvoidable } = totals;
    return `| ${label} | ${mean.toFixed(3)} (${compared} days) | ${lateDays} | ${lateRolls}, ${lateRollsAvoidable} |`;
  });
  const late = names.filter((_, i) => (byPolicy.at(-1)?.[i]?.lateRolls ?? 0) > 0);
  return [
    `| ${names.length} hard days, boot 3 min, reports 1 min late | mean cost | days late | late rolls, of them avoidable |`,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `Late with continuous: ${late.join('; ') || 'none'}`,
  ].join('\n');
}
