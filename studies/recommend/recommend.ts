// `npm run bench:recommend`: how often what `recommend` answers is late on days whose volume is 3 to 5 % off; as it is, and as it
// was when it tried its days at one volume alone. Markdown for docs/backtests.md.
import { runChanged, type Change } from '../changed-code/run-changed.ts';
import type { Answered } from './run-series.ts';

/** Bursts were scaled by 1, 2 and 4 before, too. */
const ONE_VOLUME: Change = {
  file: 'lib/backtest/recommend/variants.ts',
  find: '  AS_IT_IS,\n];',
  replace: '  AS_IT_IS,\n].filter(({ volumeScale }) => volumeScale === 1);',
};

const WAYS: readonly { readonly name: string; readonly changes: readonly Change[] }[] = [
  { name: 'one volume', changes: [ONE_VOLUME] },
  { name: 'several', changes: [] },
];

const found: (readonly Answered[])[] = [];
for (const { changes } of WAYS)
  found.push(await runChanged<readonly Answered[]>({ program: 'studies/recommend/run-series.ts', changes }));

console.log(
  '| day | answer, tried at one volume | late days of 8 | answer, tried at several | late days of 8 |',
);
console.log('| --- | --- | --- | --- | --- |');
for (const [i, { day }] of (found[0] ?? []).entries())
  console.log(`| ${[day, ...found.flatMap((way) => cellsOf(way[i]))].join(' | ')} |`);
console.log();
for (const [w, { name }] of WAYS.entries()) {
  const answers = (found[w] ?? []).flatMap(({ answer }) => answer ?? []);
  const sumOf = (key: 'costUsd' | 'lateDays' | 'lateRolls' | 'lateRollsAvoidable') =>
    answers.reduce((sum, answer) => sum + answer[key], 0);
  console.log(
    `Tried at ${name}: ${answers.length} answers, ${answers.filter(({ lateDays }) => lateDays > 0).length} of them late on some day; ` +
      `${sumOf('lateDays')} late days, ${sumOf('lateRolls')} late rolls, ${sumOf('lateRollsAvoidable')} of them avoidable; $${sumOf('costUsd').toFixed(2)} in all`,
  );
}

function cellsOf(row: Answered | undefined): readonly [string, string] {
  if (!row?.answer) return ['none was safe', '–'];
  const { label, costUsd, lateDays } = row.answer;
  const short = label.replace('lead-time, burst factor', 'factor').replace('metrics each ', '');
  return [`${short}: $${costUsd.toFixed(2)}`, lateDays === 0 ? '0' : `**${lateDays}**`];
}
