// Bundles a program with some texts of the code changed. Nothing is changed in the working tree: a change is made as files are read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Change } from '../../test/mutants/mutant.ts';
import { changedText, isChanged, ROOT } from './make-change.ts';

/** Paths are from the repository's root. Where the bundle is, absolute. */
export async function bundleChanged(given: {
  readonly program: string;
  readonly changes: readonly Change[];
  readonly outfile: string;
}): Promise<string> {
  const { program, changes } = given;
  const outfile = join(ROOT, given.outfile);
  const textOf = (path: string) =>
    isChanged(path, changes) ? changedText(path, changes) : readFileSync(path, 'utf8');
  const changed: Plugin = {
    name: 'changed',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        // What looks for other files from where it stands would look from the bundle.
        contents: textOf(path).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
        loader: 'ts',
      }));
    },
  };
  await build({
    entryPoints: [join(ROOT, program)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [changed],
  });
  return outfile;
}
