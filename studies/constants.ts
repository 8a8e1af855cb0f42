// `npm run bench:constants`: each constant of the policy against other values, on made days; Markdown for docs/backtests.md.
// `-- --only NAME`: those whose name has it. Nothing is changed in the working tree: a value is put in as files are bundled.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { changedText, isChanged, ROOT, whyNotMade } from '../scripts/mutate/make-change.ts';
import { readOptions } from '../scripts/read-options.ts';
import { CONSTANTS, type Constant } from './constants/tried.ts';
import type { MadeRow, MadeTotals } from './constants/run-made-days.ts';

type Change = Parameters<typeof isChanged>[1][number];

interface Trial {
  readonly value: string;
  readonly changes: readonly Change[];
  readonly told: object;
}

const run = promisify(execFile);
const values = readOptions({ only: { type: 'string' } });
const wanted = CONSTANTS.filter(({ name }) => name.includes(values.only ?? ''));

const now = await rowOf({ value: 'now', changes: [], told: {} });
for (const constant of wanted) {
  console.log(`\n**${constant.name}**: ${constant.means}.\n`);
  console.log(
    '| value | hard days: late, of them avoidable | mean | days with history: late | mean | dearest | stormy days with history: late | late rolls | mean |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  console.log(cellsOf(`**${constant.now}**`, now));
  for (const trial of trialsOf(constant)) console.log(cellsOf(trial.value, await rowOf(trial)));
}

function trialsOf(constant: Constant): readonly Trial[] {
  if ('told' in constant)
    return Object.entries(constant.told).map(([value, told]) => ({ value, changes: [], told }));
  const { file, find, instead } = constant;
  return Object.entries(instead).map(([value, replace]) => ({
    value: readable(value),
    changes: [{ file, find, replace }],
    told: {},
  }));
}

async function rowOf({ value, changes, told }: Trial): Promise<MadeRow> {
  const why = changes.map(whyNotMade).find((one) => one !== undefined);
  if (why !== undefined) throw new Error(`${value}: ${why}`);
  const { stdout } = await run(process.execPath, [await bundle(changes), JSON.stringify(told)]);
  return JSON.parse(stdout) as MadeRow;
}

async function bundle(changes: readonly Change[]): Promise<string> {
  const outfile = join(ROOT, 'out', 'constants', 'run-made-days.mjs');
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
    entryPoints: [join(ROOT, 'studies', 'constants', 'run-made-days.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [changed],
  });
  return outfile;
}

/** `30 * SECOND_MS` as people write it. */
function readable(code: string): string {
  return code
    .replace(/ \* SECOND_MS/, ' s')
    .replace(/ \* MINUTE_MS/, ' min')
    .replace(/ \* HOUR_MS/, ' h');
}

function cellsOf(value: string, { hard, weeks, stormy }: MadeRow): string {
  const lateOf = ({ lateDays, lateRollsAvoidable }: MadeTotals) =>
    lateRollsAvoidable === 0
      ? String(lateDays)
      : `${lateDays} (${lateRollsAvoidable} ${lateRollsAvoidable === 1 ? 'roll' : 'rolls'} avoidable)`;
  const cells = [
    value,
    lateOf(hard),
    hard.mean.toFixed(3),
    lateOf(weeks),
    weeks.mean.toFixed(3),
    weeks.dearest.toFixed(3),
    lateOf(stormy),
    String(stormy.lateRolls),
    stormy.mean.toFixed(3),
  ];
  return `| ${cells.join(' | ')} |`;
}
