// `npm run bench:cost`: what Spillway costs, from days on the local AWS in which metrics, calls, bytes and invocations are
// counted, times the list prices of cost/prices.ts. `-- --json FILE` writes the sums and the counts, `-- --write` the table into
// docs/deploy.md; `--hours N` counts less of the days, to try.
import './quiet.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { billOf, type Standing } from './cost/bill-of.ts';
import { costTable, summaryOf } from './cost/cost-table.ts';
import type { Counted } from './cost/counted.ts';
import type { countDay as CountDay, Way } from './cost/count-day.ts';
import { standingOf } from './cost/standing.ts';
import { readOptions } from '../scripts/read-options.ts';

const DOC = fileURLToPath(new URL('../docs/deploy.md', import.meta.url));
const BEGIN = '<!-- begin: npm run bench:cost -->';
const END = '<!-- end: npm run bench:cost -->';
/** Nothing happens in an hour without groups that does not happen in each. */
const IDLE_HOURS = 2;

const values = readOptions({
  json: { type: 'string' },
  write: { type: 'boolean' },
  hours: { type: 'string' },
});
const hours = Number(values.hours ?? 24);
if (!Number.isInteger(hours) || hours < 1 || hours > 24) {
  console.error(`error: --hours is "${values.hours}", allowed is a whole number from 1 to 24`);
  process.exit(2);
}
if (values.write && hours < 24) {
  console.error('error: --write and --hours are given, allowed is one of them: the table is of a whole day');
  process.exit(2);
}
// As in Lambda: the handlers read it, and write their log. Both are read when the functions are loaded.
process.env['SPILLWAY_METRICS'] = 'lean';
process.env['POWERTOOLS_LOG_LEVEL'] = 'INFO';
const { countDay } = (await import('./cost/count-day.ts')) as { countDay: typeof CountDay };

const counted = async (way: Way, ofHours: number): Promise<Counted> => {
  console.log(`${way}: ${ofHours} hours on the local AWS …`);
  return countDay(way, ofHours);
};
const idle = await counted('no group', Math.min(hours, IDLE_HOURS));
const probed = await counted('probe', hours);
const reported = await counted('cloudwatch', hours);

const withoutSecret: Standing = { ...standingOf('probe'), secrets: 0 };
const bills = {
  probe: { withOneGroup: billOf(probed, standingOf('probe')), withoutGroup: billOf(idle, withoutSecret) },
  cloudwatch: {
    withOneGroup: billOf(reported, standingOf('cloudwatch')),
    withoutGroup: billOf(idle, standingOf('cloudwatch')),
  },
};
const table = costTable(bills);
const summary = { probe: summaryOf(bills.probe), cloudwatch: summaryOf(bills.cloudwatch) };
console.log(`\n${table}\n`);
for (const [way, { marginalUsd, oneGroupUsd }] of Object.entries(summary))
  console.log(`${way}: $${marginalUsd.toFixed(2)} a group, $${oneGroupUsd.toFixed(2)} with one group`);
if (values.json !== undefined) {
  const days = { withoutGroup: idle, probe: probed, cloudwatch: reported };
  writeFileSync(values.json, `${JSON.stringify({ ...summary, counted: days }, undefined, 2)}\n`);
}
if (values.write) {
  const doc = readFileSync(DOC, 'utf8');
  const [before, rest] = [doc.slice(0, doc.indexOf(BEGIN) + BEGIN.length), doc.slice(doc.indexOf(END))];
  writeFileSync(DOC, `${before}\n\n${table}\n\n${rest}`);
}
