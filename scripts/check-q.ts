// `npm run lint:q [-- FILE…]`: reads q files without q, and tells what is wrong with them; by default all of q/. Files are
// named together with those that they load.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkQ } from './check-q/check-q.ts';

const FOLDER = resolve(import.meta.dirname, '../q');

const { positionals } = parseArgs({ allowPositionals: true });
const paths = positionals.length > 0 ? positionals : readdirSync(FOLDER).map((name) => join(FOLDER, name));
const files = paths.map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }));
for (const line of checkQ(files.filter(({ name }) => name.endsWith('.q')))) {
  console.error(line);
  process.exitCode = 1;
}
