// The teeth of the campaign: with any one mend taken out it must fail within so many days. A run that fails as well
// without the change proves nothing of it, and is passed over.
//
// Most runs of a campaign have nothing in them that a certain mend is for: only those that have are run. It is told on which day of
// the campaign the first that fails ends: by then, at the latest, the whole campaign would have failed.
import { fork, type ChildProcess } from 'node:child_process';
import pLimit from 'p-limit';
import { seedsOf } from '../../lib/campaign/campaign.ts';
import { ANY_KIND, type AnyRunOptions } from '../../lib/campaign/kinds.ts';
import type { Finding } from '../../lib/campaign/world/finding.ts';
import type { Change, Tooth } from '../../test/mutants/mutant.ts';
import { TEETH } from '../../test/mutants/teeth.ts';
import type { FromWorker, ToWorker } from '../campaign/serve.ts';
import { bundleChanged } from './bundle-changed.ts';
import { whyNotMade } from './make-change.ts';

interface Bite {
  readonly found?: { readonly run: Run; readonly finding: Finding };
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
        console.log(rowOf(tooth, bite, days));
        return bite;
      }),
    ),
  );
  console.log('\n| mend | taken out | fails by day | check | seed of the run |');
  console.log('| --- | --- | --- | --- | --- |');
  teeth.forEach((tooth, i) => console.log(rowOf(tooth, bites[i] ?? {}, days)));
  return bites.every(({ found }) => found !== undefined);
}

async function biteOf(
  tooth: Tooth,
  { days, seed, plain }: { readonly days: number; readonly seed: number; readonly plain: string },
): Promise<Bite> {
  const changes: readonly Change[] = [tooth, ...(tooth.also ?? [])];
  const bad = changes.map(whyNotMade).find((why) => why !== undefined);
  if (bad !== undefined) return { bad };
  const worker = startWorker(await bundle(tooth.id, changes));
  const control = startWorker(plain);
  try {
    for (const run of likelyOf(tooth, runsOf({ seed, days }))) {
      const findings = await findingsOf(worker, run);
      if (findings.length === 0) continue;
      const alsoWithout = new Set((await findingsOf(control, run)).map(({ check }) => check));
      const finding = findings.find(({ check }) => !alsoWithout.has(check));
      if (finding) return { found: { run, finding } };
    }
    return {};
  } finally {
    worker.kill();
    control.kill();
  }
}

/** A run of the campaign. */
interface Run {
  readonly seed: number;
  readonly options: AnyRunOptions;
  /** Of the campaign's days, those up to the run's last. */
  readonly endsOnDay: number;
}

function runsOf(campaign: { readonly seed: number; readonly days: number }): readonly Run[] {
  let endsOnDay = 0;
  return seedsOf(campaign).map((seed) => {
    const options = ANY_KIND.draw(seed);
    endsOnDay += options.dayCount;
    return { seed, options, endsOnDay };
  });
}

/** Those in which what the mend is for can come up. */
function likelyOf({ likely }: Tooth, runs: readonly Run[]): readonly Run[] {
  return runs.filter(({ options }) => !('kind' in options) && likely(options));
}

function rowOf({ id, mend }: Tooth, { found, bad }: Bite, days: number): string {
  const [by, check, seed] = found
    ? [String(found.run.endsOnDay), `\`${found.finding.check}\``, String(found.run.seed)]
    : [bad ?? `none in ${days}`, '', ''];
  return `| ${id} | ${mend} | ${by} | ${check} | ${seed} |`;
}

function bundle(name: string, changes: readonly Change[]): Promise<string> {
  return bundleChanged({ program: 'scripts/campaign/worker.ts', changes, outfile: `out/teeth/${name}.mjs` });
}

function startWorker(path: string): ChildProcess {
  return fork(path, { execArgv: ['--max-semi-space-size=32'] });
}

/** A change may make a run throw or end its process: that is noticed too, as an unexpected error. */
async function findingsOf(worker: ChildProcess, { seed }: Run): Promise<readonly Finding[]> {
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
  if (answer.kind === 'ran') return answer.result.findings;
  const text = answer.kind === 'threw' ? answer.text : 'it answered something else';
  return [{ check: 'unexpected-error', text, atMs: 0 }];
}
