// `npm run bench:paper`: KX's server-size comparison reproduced; Markdown for docs/backtests.md.
// Facts: data/traces/README or docs/backtests.md; KX, "Auto Scaling for a kdb+ realtime database" (2020).
import { DateTime } from 'luxon';
import { collectDay } from '../lib/backtest/result/collect-day.ts';
import { localDays } from '../lib/backtest/run/local-days.ts';
import { parseScenario } from '../lib/backtest/scenario/read-scenario.ts';
import { runPolicy } from '../lib/backtest/run/run-policy.ts';
import { runScenario } from '../lib/backtest/run/run-scenario.ts';
import { policiesOf } from '../lib/backtest/scenario/scenario.ts';
import { DAY_BYTES, kxDay } from './harder-days.ts';

interface Printed {
  readonly name: string;
  readonly memoryGiB: number;
  readonly pricePerHourUsd: number;
  readonly costUsd: number;
}

const PRINTED: readonly Printed[] = [
  { name: 't3a.small', memoryGiB: 2, pricePerHourUsd: 0.0188, costUsd: 3.7895 },
  { name: 't3a.medium', memoryGiB: 4, pricePerHourUsd: 0.0376, costUsd: 3.5413 },
  { name: 't3a.large', memoryGiB: 8, pricePerHourUsd: 0.0752, costUsd: 4.4493 },
  { name: 't3a.xlarge', memoryGiB: 16, pricePerHourUsd: 0.1504, costUsd: 4.7175 },
];
const FIXED = { memoryGiB: 32, pricePerHourUsd: 0.3008 };
/** The medium cluster's steps in Figure 3.5, read off the chart. */
const MEDIUM_STEPS = ['09:25', '10:45', '11:50', '13:00', '14:10', '15:35'];

const trace = kxDay({ dayBytes: DAY_BYTES, date: '2020-02-03', shiftHours: 1, timeZone: 'UTC' });

console.log(
  '| cluster | printed cost | ours | difference | printed saving | ours | instance-hours | nodes | late rolls |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const size of PRINTED) {
  const scenario = scenarioOf(size);
  const [r] = await runScenario(scenario, trace);
  if (!r) continue;
  const difference = 100 * (r.costUsd / size.costUsd - 1);
  const printedSaving = 100 * (1 - size.costUsd / (24 * FIXED.pricePerHourUsd));
  console.log(
    `| ${size.name} | $${size.costUsd.toFixed(4)} | $${r.costUsd.toFixed(4)} | ${difference > 0 ? '+' : ''}${difference.toFixed(1)} % | ${printedSaving.toFixed(0)} % | ${(r.savingPercent ?? 0).toFixed(0)} % | ${r.instanceHours.toFixed(1)} (printed: ${(size.costUsd / size.pricePerHourUsd).toFixed(1)}) | ${r.peakNodes} | ${r.lateRolls} |`,
  );
}
console.log(
  `| t3a.2xlarge, one server | $7.2192 | $${(24 * FIXED.pricePerHourUsd).toFixed(4)} | +0.0 % | 0 | 0 | 24.0 | 1 | – |`,
);
console.log();
const steps = await stepsOf('t3a.medium');
console.log('| step of the medium cluster | Figure 3.5 | ours | difference |');
console.log('| --- | --- | --- | --- |');
MEDIUM_STEPS.forEach((printed, i) => {
  const ours = steps[i];
  const difference = ours === undefined ? '–' : `${minutesOf(ours) - minutesOf(printed)} min`;
  console.log(`| ${i + 1} | ${printed} | ${ours ?? '–'} | ${difference} |`);
});
if (steps.length !== MEDIUM_STEPS.length) console.log(`Ours has ${steps.length} steps: ${steps.join(', ')}`);
console.log();
console.log(`Step of the xlarge cluster: printed 12:40, ours ${(await stepsOf('t3a.xlarge')).join(', ')}`);

function scenarioOf({ name, memoryGiB, pricePerHourUsd }: Printed) {
  return parseScenario('paper', {
    name: `${name} 60/80`,
    trace: 'in memory',
    endOfDay: '23:59',
    timeZone: 'UTC',
    // The paper's servers end themselves: no hook holds them.
    node: { memoryGiB, baselineMiB: 150, pricePerHourUsd, bootSeconds: 60, shutdownSeconds: 0 },
    group: { min: 1, max: 50 },
    policy: { kind: 'threshold', scaleThresholdPercent: 60, rollThresholdPercent: 80 },
    fixed: FIXED,
    seed: 1,
  });
}

async function stepsOf(name: string): Promise<readonly string[]> {
  const size = PRINTED.find((printed) => printed.name === name);
  if (!size) throw new Error(`no size ${name}`);
  const scenario = scenarioOf(size);
  const days = localDays(trace, scenario);
  const [day] = days;
  const [policy] = policiesOf(scenario);
  if (!day || !policy) throw new Error('no day');
  const collector = collectDay({
    day,
    timeZone: 'UTC',
    nodeMemoryGiB: size.memoryGiB,
    rollThresholdPercent: 80,
  });
  await runPolicy({ terms: scenario, trace, days, policy, watcher: collector.watcher });
  return collector
    .finish()
    .nodes.slice(1)
    .map((node) => DateTime.fromMillis(node.launchedAtMs, { zone: 'UTC' }).toFormat('HH:mm'));
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
