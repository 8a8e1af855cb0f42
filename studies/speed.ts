// `npm run bench:speed -- --against REVISION`: are the results the same to the byte, and how much faster are they there? Both
// revisions' code runs in turn, and the processor's time counts: what else the machine does takes none of it.
// `--rounds 5`, `--days 40`: of the speed's runs; `--campaign 20`: days of the campaign; `--speed-only`: nothing is compared.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import type { MeasuredRun, MeasureRuns } from './speed/measure-runs.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    against: { type: 'string', default: 'HEAD' },
    rounds: { type: 'string', default: '5' },
    days: { type: 'string', default: '40' },
    campaign: { type: 'string', default: '20' },
    seed: { type: 'string', default: '7' },
    'speed-only': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const campaign = { what: 'campaign', days: Number(values.campaign), seed } as const;

const before = checkOut(values.against);
try {
  const bundles = [await bundle(before, 'speed-before'), await bundle(ROOT, 'speed-now')] as const;
  if (!values['speed-only']) {
    await compare(bundles, { what: 'same', days: 0, seed });
    await compare(bundles, campaign);
  }
  console.log(`\n| what | before, days per CPU second | now | times |\n| --- | --- | --- | --- |`);
  await race(bundles, { what: 'speed', days: Number(values.days), seed });
  await race(bundles, campaign);
} finally {
  execFileSync('git', ['worktree', 'remove', '--force', before], { cwd: ROOT });
  rmSync(before, { recursive: true, force: true });
}

/** The revision's files in a folder of their own; nothing is installed there. */
function checkOut(revision: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-speed-'));
  execFileSync('git', ['worktree', 'add', '--force', '--detach', folder, revision], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

/** The measuring code of today with that tree's `lib`, in one file beside the working tree's own packages. */
async function bundle(tree: string, name: string): Promise<string> {
  const libOf: Plugin = {
    name: 'lib-of',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^(\.\.\/)+lib\// }, ({ path, importer }) =>
        importer.startsWith(join(ROOT, 'studies'))
          ? { path: resolve(tree, path.replace(/^(\.\.\/)+/, '')) }
          : undefined,
      );
    },
  };
  const outfile = join(ROOT, 'out', `${name}.mjs`);
  await build({
    entryPoints: [join(ROOT, 'studies', 'speed', 'measure-runs.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [libOf],
  });
  return outfile;
}

async function measure(file: string, told: MeasureRuns): Promise<readonly MeasuredRun[]> {
  const { stdout } = await run(process.execPath, ['--max-semi-space-size=32', file, JSON.stringify(told)]);
  return JSON.parse(stdout) as readonly MeasuredRun[];
}

async function compare([old, now]: readonly [string, string], told: MeasureRuns): Promise<void> {
  const [expected, got] = [await measure(old, told), await measure(now, told)];
  expected.forEach(({ name, hash }, i) => {
    const isSame = got[i]?.hash === hash;
    console.log(`${isSame ? 'same' : 'DIFFERS'}  ${hash}  ${name}`);
    if (!isSame) process.exitCode = 1;
  });
}

/** Days per second of the processor, in turn, so that both see the machine as it is; the medians. */
async function race(bundles: readonly [string, string], told: MeasureRuns): Promise<void> {
  const speeds: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [index, file] of bundles.entries())
      for (const { days, cpuSeconds } of await measure(file, told)) speeds[index]?.push(days / cpuSeconds);
  const [old, now] = [middleOf(speeds[0]), middleOf(speeds[1])];
  const what = told.what === 'speed' ? `backtest, ${told.days} days of one group` : 'campaign, groups';
  console.log(`| ${what} | ${old.toFixed(2)} | ${now.toFixed(2)} | ${(now / old).toFixed(2)} |`);
}

function middleOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
