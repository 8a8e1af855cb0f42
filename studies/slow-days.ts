// The hard days once more, on servers that take three minutes to boot and with reports a minute late. Each row is a policy.
import { parseScenario } from '../lib/backtest/scenario/read-scenario.ts';
import { runScenario } from '../lib/backtest/run/run-scenario.ts';
import type { BacktestResult } from '../lib/backtest/result/result.ts';
import type { ScenarioInput } from '../lib/backtest/scenario/scenario.ts';
import { isComparable } from '../lib/report/groups/troubles.ts';
import { TIME_ZONE, type StudyDay } from './harder-days.ts';

const POLICIES: NonNullable<ScenarioInput['policies']> = [
  { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
  { kind: 'lead-time' },
  { kind: 'lead-time', scaleIn: 'continuous' },
];
const LABELS = ['threshold 60/80', 'lead-time', 'lead-time, continuous'];

/** A table for `docs/backtests.md`, of the hard days that are hard by what arrives. */
export async function slowTable(days: readonly StudyDay[]): Promise<string> {
  const results: (readonly BacktestResult[])[] = [];
  const names: string[] = [];
  for (const { name, trace, node, telemetry, group } of days) {
    if (group !== 'hard' || telemetry !== undefined || node?.bootSeconds !== undefined) continue;
    names.push(name);
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
  const rowOf = (label: string, policy: number) => {
    const ofPolicy = results.flatMap((row) => row[policy] ?? []);
    const ratios = ofPolicy.filter(isComparable).map(({ costVsOracle }) => costVsOracle ?? 0);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, ratios.length);
    const late = ofPolicy.filter(({ lateRolls }) => lateRolls > 0);
    const rolls = ofPolicy.reduce((sum, { lateRolls }) => sum + lateRolls, 0);
    const avoidable = ofPolicy.reduce((sum, { lateRollsAvoidable }) => sum + lateRollsAvoidable, 0);
    return `| ${label} | ${mean.toFixed(3)} (${ratios.length} days) | ${late.length} | ${rolls}, ${avoidable} |`;
  };
  const lateNames = names.filter((_, i) => (results[i]?.[2]?.lateRolls ?? 0) > 0);
  return [
    `| ${names.length} hard days, boot 3 min, reports 1 min late | mean cost | days late | late rolls, of them avoidable |`,
    '| --- | --- | --- | --- |',
    ...LABELS.map(rowOf),
    '',
    `Late with continuous: ${lateNames.join('; ') || 'none'}`,
  ].join('\n');
}
