// `npm run bench`: the budgets, measured. `npm run bench -- --write` puts the tables into docs/performance.md; `--only WORD`
// measures, and writes, the sections alone whose title has the word.
// Machines are noisy: what is compared is compared side by side in one run, as medians and ratios.
import './quiet.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchCycles } from './cycles.ts';
import type { Measurement } from './measurement.ts';
import { benchDiscover } from './discover.ts';
import { benchPackages } from './packages.ts';
import { benchSimulatedDay } from './day/simulated-day.ts';
import { benchLargeTick, benchTick } from './tick.ts';

const SECTIONS: readonly { title: string; run: () => Promise<readonly Measurement[]> }[] = [
  { title: 'AWS calls of one cycle', run: benchCycles },
  { title: 'A tick over 1,000 groups of 20 nodes', run: benchTick },
  { title: 'A tick over 10,000 groups of 20 nodes', run: benchLargeTick },
  { title: 'A simulated day, on the ports', run: benchSimulatedDay },
  { title: 'Where the data is: discover', run: benchDiscover },
  { title: 'The packaged functions', run: benchPackages },
];

const DOC = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const BEGIN = '<!-- begin: npm run bench -->';
const END = '<!-- end: npm run bench -->';

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'boolean' } } });
const { only, write } = values;
const asked = SECTIONS.filter(({ title }) => only === undefined || title.includes(only));
if (asked.length === 0)
  throw new Error(
    `--only is "${only}", allowed is part of: ${SECTIONS.map(({ title }) => title).join('; ')}`,
  );

const machine = `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}).`;
const tables = new Map<string, string>();
for (const { title, run } of asked) {
  console.log(`\n${title} …`);
  const rows = await run();
  const table = ['| what | measured | budget |', '| --- | --- | --- |'].concat(
    rows.map((row) => `| ${row.what} | ${row.measured} | ${row.budget} |`),
  );
  console.log(table.join('\n'));
  tables.set(title, table.join('\n'));
}
if (write) {
  const doc = readFileSync(DOC, 'utf8');
  const [begin, end] = [doc.indexOf(BEGIN) + BEGIN.length, doc.indexOf(END)];
  const kept = tablesIn(doc.slice(begin, end));
  const written = SECTIONS.flatMap(({ title }) => {
    const table = tables.get(title);
    // A table that is put beside older ones says of itself where it was made.
    const made = only === undefined ? table : table && `${machine}\n\n${table}`;
    const text = made ?? kept.get(title);
    return text === undefined ? [] : [`### ${title}\n\n${text}`];
  });
  const head = only === undefined ? machine : (kept.get('') ?? '');
  writeFileSync(DOC, `${doc.slice(0, begin)}\n\n${[head, ...written].join('\n\n')}\n\n${doc.slice(end)}`);
  console.log(`\nwritten to ${DOC}`);
}

/** What stands there, by title; what is before the first, by none. */
function tablesIn(text: string): ReadonlyMap<string, string> {
  const [head = '', ...sections] = text.split(/^### /m);
  const entries = sections.map((section): [string, string] => {
    const [title = '', ...lines] = section.split('\n');
    return [title, lines.join('\n').trim()];
  });
  return new Map([['', head.trim()], ...entries]);
}
