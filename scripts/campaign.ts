// `npm run campaign`: seeded random days over the simulated world, in several processes; see lib/campaign. With
// `--emulator` our functions' ports are AWS's, over the wire to the emulator, which serves the same world.
// Bundled first: a transpiler at run time makes the days twice as long.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  addUp,
  CAMPAIGN_RUNS,
  seedsOf,
  type CampaignFailure,
  type CampaignRuns,
} from '../lib/campaign/campaign.ts';
import { ANY_KIND } from '../lib/campaign/kinds.ts';
import { drawDay } from '../lib/campaign/options/draw-options.ts';
import type { RunResult } from '../lib/campaign/run-seed.ts';
import { openKeptRuns } from './campaign/kept-runs.ts';
import type { FromWorker } from './campaign/serve.ts';
import { runAll } from './campaign/worker-processes.ts';
import { readOptions, usedWrongly } from './read-options.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Failures of one check that are shrunk; more of them say no more. */
const SHRUNK_PER_CHECK = 1;

const values = readOptions({
  days: { type: 'string' },
  seed: { type: 'string' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  replay: { type: 'string' },
  json: { type: 'string' },
  // Quick: failures are named, not shrunk.
  'no-shrink': { type: 'boolean', default: false },
  emulator: { type: 'boolean', default: false },
  // `groups`, `streams` or `clusters` alone; by default there are some of each.
  only: { type: 'string' },
  // Of so many days of a kind on it is judged how often each thing occurred; by default of as many as can tell.
  'minimums-from': { type: 'string' },
  // A file: the runs are kept there as they come, and those that it has are not run again.
  resume: { type: 'string' },
});

const source = values.emulator ? 'emulator-worker' : 'worker';
const worker = join(ROOT, 'out', `campaign-${source}.mjs`);
const days = values.days ?? (values.emulator ? '10' : '100');
const seed = number('seed', values.seed ?? values.replay ?? String(Date.now() % 2 ** 31));
const seeds =
  values.replay === undefined
    ? seedsOf(
        { seed, days: number('days', days, 1), runs: runsOf() },
        values.emulator ? drawDay : ANY_KIND.draw,
      )
    : [number('replay', values.replay)];
const minimumsFromDays =
  values['minimums-from'] === undefined ? undefined : number('minimums-from', values['minimums-from'], 1);
const jobs = Math.min(number('jobs', values.jobs, 1), seeds.length);
console.log(
  values.replay === undefined
    ? `campaign of ${days} days${values.emulator ? ' over the emulator' : ''}, seed ${seed}, ${seeds.length} runs in ${jobs} processes`
    : `replay of the run with seed ${values.replay}`,
);

mkdirSync(join(ROOT, 'out'), { recursive: true });
await build({
  entryPoints: [join(ROOT, 'scripts', 'campaign', `${source}.ts`)],
  outfile: worker,
  bundle: true,
  // Our own code alone: the SDK is no ES module.
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});

const startedAtMs = performance.now();
const results = await runSeeds();
const seconds = (performance.now() - startedAtMs) / 1000;
const failed = results.flatMap(({ seed: runSeed, findings }) => {
  const checks = [...new Set(findings.map(({ check }) => check))];
  return checks.map((check) => ({
    seed: runSeed,
    check,
    text: findings.find((f) => f.check === check)?.text ?? '',
  }));
});
const toShrink = failed.map(
  ({ check }, index): boolean =>
    !values['no-shrink'] &&
    // Over the emulator a day takes many times as long; `--replay` gives the same run again.
    !values.emulator &&
    failed.slice(0, index).filter((earlier) => earlier.check === check).length < SHRUNK_PER_CHECK,
);
const shrunk = await runAll({
  worker,
  jobs,
  work: failed.map(({ check, seed: one }, i) => ({
    kind: toShrink[i] ? 'shrink' : 'options',
    check,
    seed: one,
  })),
  onAnswer: () => undefined,
});
const failures = failed.map((failure, i): CampaignFailure => {
  const answer = shrunk[i];
  if (answer?.kind !== 'shrunk') throw new Error(`The run ${failure.seed} did not fail again`);
  const text = answer.text || failure.text;
  console.log(`\nFAILED ${failure.check}, seed ${failure.seed}: ${text}`);
  if (toShrink[i]) console.log(`  with ${ANY_KIND.describe(answer.options)}`);
  return { ...failure, text, options: answer.options };
});

const report = addUp({
  seed,
  results,
  failures,
  seconds,
  overWire: values.emulator,
  ...(minimumsFromDays !== undefined && { minimumsFromDays }),
});
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
printReport();
process.exitCode = report.failures.length > 0 ? 1 : 0;

function printReport(): void {
  const { occurred, failures: all, streams, clusters, ...figures } = report;
  printOccurred('occurred', occurred);
  printOccurred('occurred to streams', streams.occurred);
  printOccurred('occurred to clusters', clusters.occurred);
  console.log('');
  for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${value}`);
  for (const [kind, { occurred: _, ...own }] of Object.entries({ streams, clusters }))
    for (const [name, value] of Object.entries(own)) console.log(`${kind}, ${name}: ${value}`);
  const counts = new Map<string, number[]>();
  for (const { check, seed: of } of all) counts.set(check, [...(counts.get(check) ?? []), of]);
  for (const [check, of] of counts)
    console.log(`${check}: ${of.length} runs, such as ${of.slice(0, 5).join(', ')}`);
  for (const { check, text } of all) if (check === 'too-rare') console.log(`  ${text}`);
  console.log(
    all.length === 0
      ? 'no failure'
      : `${all.length} failures; again: npm run campaign -- ${values.emulator ? '--emulator ' : ''}--replay SEED`,
  );
}

function printOccurred(title: string, occurred: Readonly<Record<string, number>>): void {
  if (Object.keys(occurred).length === 0) return;
  console.log(`\n${title}:`);
  for (const [what, count] of Object.entries(occurred))
    console.log(`  ${String(count).padStart(9)}  ${what}`);
}

/** The emulator serves groups; elsewhere all kinds, unless one of them is asked for. */
function runsOf(): CampaignRuns {
  const { emulator, only } = values;
  if (emulator) return 'groups';
  const runs = CAMPAIGN_RUNS.find((one) => one === (only ?? 'all'));
  if (runs !== undefined) return runs;
  return usedWrongly(`--only is "${only}"; groups, streams or clusters are known`);
}

/** The results of all seeds, in their order; those that a file has kept are taken from it. */
async function runSeeds(): Promise<readonly RunResult[]> {
  const kept = values.resume === undefined ? undefined : openKeptRuns(values.resume, worker);
  const known = new Map(kept?.results);
  const left = seeds.filter((one) => !known.has(one));
  if (known.size > 0)
    console.log(
      `${values.resume} has ${seeds.length - left.length} of the ${seeds.length} runs` +
        (kept?.ofOtherCode ? `; ${kept.ofOtherCode} in it are of other code than this` : ''),
    );
  const onAnswer = (answer: FromWorker, count: number) => {
    if (answer.kind !== 'ran') return;
    known.set(answer.result.seed, answer.result);
    kept?.keep(answer.result);
    tell(answer.result);
    if (process.stdout.isTTY)
      process.stdout.write(`\r${seeds.length - left.length + count} of ${seeds.length} `);
  };
  await runAll({ worker, jobs, work: left.map((one) => ({ kind: 'run', seed: one })), onAnswer });
  return seeds.flatMap((one) => known.get(one) ?? []);
}

/** A long campaign says at once what it has found; the whole of it comes at the end. */
function tell({ seed: runSeed, findings }: RunResult): void {
  for (const check of new Set(findings.map((finding) => finding.check)))
    console.error(`found ${check}, seed ${runSeed}`);
}

function number(name: string, text: string, min = 0): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min) return value;
  return usedWrongly(`--${name} is "${text}"; a whole number from ${min} is wanted`);
}
