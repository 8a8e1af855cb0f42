// `npm run bench:clocks`: the week after a change of clocks, with past days looked up by the calendar's local time, as the policy
// does, and by UTC, as it did before calendars were known at run time. Markdown for docs/backtests.md.
import { runChanged, type Change } from '../changed-code/run-changed.ts';
import type { WeekAfter } from './run-weeks.ts';

/** Past days as they were looked up: so many times 24 hours ago, whatever the clock on the wall said then. */
const BY_UTC: Change = {
  file: 'lib/targets/rdb-group/decide/past-days.ts',
  find: 'const atMs = thenMs + here - offset(thenMs);',
  replace: 'const atMs = thenMs;',
};

const WAYS: readonly { readonly name: string; readonly changes: readonly Change[] }[] = [
  { name: 'UTC', changes: [BY_UTC] },
  { name: 'local time', changes: [] },
];

const found: (readonly WeekAfter[])[] = [];
for (const { changes } of WAYS)
  found.push(await runChanged<readonly WeekAfter[]>({ program: 'studies/clocks/run-weeks.ts', changes }));

console.log(
  '| change of clocks, group | past days by | idle spare hours of the week after | its cost against the oracle | late rolls | least cushion |',
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const [i, { name }] of (found[0] ?? []).entries())
  for (const [w, way] of WAYS.entries()) {
    const week = found[w]?.[i];
    if (!week) continue;
    const cells = [
      name,
      way.name,
      week.idleSpareHours.toFixed(1),
      week.costVsOracle.toFixed(3),
      String(week.lateRolls),
      `${week.minCushionSeconds} s`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
