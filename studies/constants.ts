// `npm run bench:constants`: each constant of the policy against other values, on made days; Markdown for docs/backtests.md.
// `-- --only NAME`: those whose name has it. Nothing is changed in the working tree: a value is put in as files are bundled.
import { readOptions } from '../scripts/read-options.ts';
import { CONSTANTS, type Constant } from './constants/tried.ts';
import type { MadeRow } from './constants/run-made-days.ts';
import type { Totals } from './totals.ts';
import { runChanged, type Change } from './changed-code/run-changed.ts';

interface Trial {
  readonly value: string;
  readonly changes: readonly Change[];
  readonly told: object;
}

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

function rowOf({ changes, told }: Trial): Promise<MadeRow> {
  return runChanged({
    program: 'studies/constants/run-made-days.ts',
    changes,
    argument: JSON.stringify(told),
  });
}

/** `30 * SECOND_MS` as people write it. */
function readable(code: string): string {
  return code
    .replace(/ \* SECOND_MS/, ' s')
    .replace(/ \* MINUTE_MS/, ' min')
    .replace(/ \* HOUR_MS/, ' h');
}

function cellsOf(value: string, { hard, weeks, stormy }: MadeRow): string {
  const lateOf = ({ lateDays, lateRollsAvoidable }: Totals) =>
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
