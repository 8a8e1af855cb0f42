// Runs a study's program with some texts of the code changed, in a process of its own: two ways of the code side by side, of
// which the product has one. Nothing is changed in the working tree: a change is made as files are bundled.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { changedText, isChanged, ROOT, whyNotMade } from '../../scripts/mutate/make-change.ts';

export type Change = Parameters<typeof isChanged>[1][number];

const run = promisify(execFile);

/**
 * What the program prints, read as JSON. `program` is its path from the repository's root. Throws where a change's text is not
 * found exactly once, or the program fails.
 */
export async function runChanged<T>(given: {
  readonly program: string;
  readonly changes: readonly Change[];
  readonly argument?: string;
}): Promise<T> {
  const { program, changes, argument } = given;
  const why = changes.map(whyNotMade).find((one) => one !== undefined);
  if (why !== undefined) throw new Error(`${program}: ${why}`);
  const bundled = await bundle(program, changes);
  const { stdout } = await run(process.execPath, [bundled, ...(argument === undefined ? [] : [argument])]);
  return JSON.parse(stdout) as T;
}

async function bundle(program: string, changes: readonly Change[]): Promise<string> {
  const outfile = join(ROOT, 'out', 'studies', `${basename(program, '.ts')}.mjs`);
  const changed: Plugin = {
    name: 'changed',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: whereItStands(
          path,
          isChanged(path, changes) ? changedText(path, changes) : readFileSync(path, 'utf8'),
        ),
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

/** Files that look for others from where they stand would look from the bundle. */
function whereItStands(path: string, text: string): string {
  return text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
}
