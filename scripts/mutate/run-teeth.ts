// The teeth of the campaign: with any one mend taken out it must fail within so many days. A run that fails as well
// without the change proves nothing of it, and is passed over.
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import pLimit from 'p-limit';
import { seedsOf } from '../../lib/campaign/campaign.ts';
import type { Finding } from '../../lib/campaign/world/finding.ts';
import type { Change, Tooth } from '../../test/mutants/mutant.ts';
import { TEETH } from '../../test/mutants/teeth.ts';
import type { FromWorker, ToWorker } from '../campaign/serve.ts';
import { changedText, isChanged, ROOT, whyNotMade } from './make-change.ts';

interface Bite {
  readonly days: number;
  readonly runCount: number;
  readonly found?: { readonly seed: number; readonly finding: Finding };
  readonly bad?: string;
}

/** Whether the campaign notices every mend that is taken out. Prints the table, as Markdown. */
export async function runTeeth(options: {
  readonly only: readonly string[] | undefined;
  readonly days: number;
  readonly seed: number;
  readonly jobs: number;
}): Promise<boolean> {
  const { only, days, seed, jobs } = options;
  const teeth = TEETH.filter(({ id }) => only?.includes(id) ?? true);
  const plain = await bundle('plain', []);
  const limit = pLimit(jobs);
  console.log(`teeth of the campaign: seed ${seed}, at most ${days} days each`);
  const bites = await Promise.all(
    teeth.map((tooth) =>
      limit(async () => {
        const bite = await biteOf(tooth, { days, seed, plain });
        console.log(rowOf(tooth, bite));
        return bite;
      }),
    ),
  );
  console.log('\n| mend | taken out | days until it failed | check | seed of the run |');
  console.log('| --- | --- | --- | --- | --- |');
  teeth.forEach((tooth, i) => console.log(rowOf(tooth, bites[i])));
  return bites.every(({ found }) => found !== undefined);
}

async function biteOf(
  tooth: Tooth,
  { days, seed, plain }: { readonly days: number; readonly seed: number; readonly plain: string },
): Promise<Bite> {
  const changes: readonly Change[] = [tooth, ...(tooth.also ?? [])];
  const bad = changes.map(whyNotMade).find((why) => why !== undefined);
  if (bad !== undefined) return { days: 0, runCount: 0, bad };
  const worker = startWorker(await bundle(tooth.id, changes));
  const control = startWorker(plain);
  try {
    let ranDays = 0;
    let runCount = 0;
    for (const runSeed of seedsOf({ seed, days })) {
      const result = await run(worker, runSeed);
      ranDays += result.dayCount;
      runCount += 1;
      if (result.findings.length === 0) continue;
      const alsoWithout = new Set((await run(control, runSeed)).findings.map(({ check }) => check));
      const finding = result.findings.find(({ check }) => !alsoWithout.has(check));
      if (finding) return { days: ranDays, runCount, found: { seed: runSeed, finding } };
    }
    return { days: ranDays, runCount };
  } finally {
    worker.kill();
    control.kill();
  }
}

function rowOf({ id, mend }: Tooth, bite: Bite | undefined): string {
  const { days, found, bad } = bite ?? { days: 0 };
  const [until, check, seed] = found
    ? [String(days), `\`${found.finding.check}\``, String(found.seed)]
    : [bad ?? `none in ${days}`, '', ''];
  return `| ${id} | ${mend} | ${until} | ${check} | ${seed} |`;
}

async function bundle(name: string, changes: readonly Change[]): Promise<string> {
  const outfile = join(ROOT, 'out', 'teeth', `${name}.mjs`);
  const changed: Plugin = {
    name: 'changed',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: isChanged(path, changes) ? changedText(path, changes) : readFileSync(path, 'utf8'),
        loader: 'ts',
      }));
    },
  };
  await build({
    entryPoints: [join(ROOT, 'scripts', 'campaign', 'worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [changed],
  });
  return outfile;
}

function startWorker(path: string): ChildProcess {
  return fork(path, { execArgv: ['--max-semi-space-size=32'] });
}

/** A change may make a run throw or end its process: that is noticed too, as an unexpected error. */
async function run(worker: ChildProcess, seed: number) {
  const message: ToWorker = { kind: 'run', seed };
  const answer = await new Promise<FromWorker>((resolve) => {
    const died = () => resolve({ kind: 'threw', text: 'its process ended' });
    worker.once('exit', died);
    worker.once('message', (given) => {
      worker.off('exit', died);
      resolve(given as FromWorker);
    });
    worker.send(message);
  });
  if (answer.kind === 'ran') return answer.result;
  const text = answer.kind === 'threw' ? answer.text : 'it answered something else';
  const finding: Finding = { check: 'unexpected-error', text, atMs: 0 };
  return { dayCount: 1, findings: [finding] };
}
