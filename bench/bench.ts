// `npm run bench`: the budgets, measured. `npm run bench -- --write` puts the tables into docs/performance.md.
// Machines are noisy: what is compared is compared side by side in one run, as medians and ratios.
import './quiet.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchCycles } from './cycles.ts';
import type { Measurement } from './measurement.ts';
import { benchDiscover } from './discover.ts';
import { benchPackages } from './packages.ts';
import { benchSimulatedDay } from './simulated-day.ts';
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

const tables: string[] = [
  `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}).`,
];
for (const { title, run } of SECTIONS) {
  console.log(`\n${title} …`);
  const rows = await run();
  const table = ['| what | measured | budget |', '| --- | --- | --- |'].concat(
    rows.map((row) => `| ${row.what} | ${row.measured} | ${row.budget} |`),
  );
  console.log(table.join('\n'));
  tables.push(`### ${title}\n\n${table.join('\n')}`);
}
if (process.argv.includes('--write')) {
  const doc = readFileSync(DOC, 'utf8');
  const [before, rest] = [doc.slice(0, doc.indexOf(BEGIN) + BEGIN.length), doc.slice(doc.indexOf(END))];
  writeFileSync(DOC, `${before}\n\n${tables.join('\n\n')}\n\n${rest}`);
  console.log(`\nwritten to ${DOC}`);
}
