// What `npm run bench:speed` starts, bundled once with each revision's code: carries out what it is told, and prints, as
// JSON, what each run came to, as a hash, and the processor's time that it took.
import { createHash } from 'node:crypto';
import { ANY_KIND } from '../../lib/campaign/kinds.ts';
import { seedsOf } from '../../lib/campaign/campaign.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { parseScenario } from '../../lib/backtest/scenario/read-scenario.ts';
import { sameRuns, scenarioOf, speedRun, type SameRun } from './same-runs.ts';

/** One run, or several of one kind taken together. */
export interface MeasuredRun {
  readonly name: string;
  readonly days: number;
  readonly cpuSeconds: number;
  /** Of all that came out, as JSON. */
  readonly hash: string;
}

/** What the process is told by its first argument. */
export interface MeasureRuns {
  /** `same`: each of the backtests; `speed`: days in a row, by one policy; `campaign`: days of groups. */
  readonly what: 'same' | 'speed' | 'campaign';
  readonly days: number;
  readonly seed: number;
}

const told = JSON.parse(process.argv[2] ?? '{}') as MeasureRuns;
console.log(JSON.stringify(await measured(told)));

async function measured({ what, days, seed }: MeasureRuns): Promise<readonly MeasuredRun[]> {
  if (what === 'campaign') return [await measuredCampaign(days, seed)];
  const runs = what === 'speed' ? [await speedRun(days)] : await sameRuns();
  const done: MeasuredRun[] = [];
  for (const run of runs) done.push(await measuredBacktest(run));
  return done;
}

async function measuredBacktest(run: SameRun): Promise<MeasuredRun> {
  const scenario = parseScenario('speed', scenarioOf(run));
  const seen: unknown[] = [];
  // Journals are what the cycles decided, and why: a result alone would hide a plan that changed nothing.
  const watch = () => ({ onJournal: (entry: object) => seen.push({ ...entry, cycleId: '' }) });
  const cpu = process.cpuUsage();
  const results = await runScenario(scenario, run.trace, { billed: 'past-the-window', watch });
  const cpuSeconds = secondsSince(cpu);
  const days = (results[0]?.byDay.length ?? 0) * results.length;
  return { name: run.name, days, cpuSeconds, hash: hashOf({ results, seen }) };
}

async function measuredCampaign(days: number, seed: number): Promise<MeasuredRun> {
  const seeds = seedsOf({ seed, days, runs: 'groups' }, ANY_KIND.draw);
  const results = [];
  const cpu = process.cpuUsage();
  for (const one of seeds) results.push(await ANY_KIND.run(ANY_KIND.draw(one)));
  const cpuSeconds = secondsSince(cpu);
  const dayCount = results.reduce((sum, result) => sum + result.dayCount, 0);
  return { name: `campaign, seed ${seed}`, days: dayCount, cpuSeconds, hash: hashOf(results) };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
