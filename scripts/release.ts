// `npm run release [-- --out FOLDER]`: makes a release of the version in package.json, by default in
// .build/release/<version>/. Offline, no credentials.
// Next: release/release-project.ts, which does the work.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PackageError } from './package/bundle-function.ts';
import { readOptions } from './read-options.ts';
import { releaseProject } from './release/release-project.ts';

const ROOT = resolve(import.meta.dirname, '..');

try {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const values = readOptions({ out: { type: 'string' } });
  const out = resolve(values.out ?? join(ROOT, '.build/release', version));
  const { files } = await releaseProject({ root: ROOT, out });
  console.log([out, ...files.map((file) => `  ${file}`)].join('\n'));
} catch (error) {
  // What the user can put right needs no stack trace; anything else does.
  console.error(error instanceof PackageError ? error.message : error);
  process.exitCode = 1;
}
