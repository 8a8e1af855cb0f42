// Runs a study's program with some texts of the code changed, in a process of its own: two ways of the code side by side, of
// which the product has one.
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { bundleChanged } from '../../scripts/mutate/bundle-changed.ts';
import { whyNotMade } from '../../scripts/mutate/make-change.ts';

export type Change = Parameters<typeof whyNotMade>[0];

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
  const outfile = `out/studies/${basename(program, '.ts')}.mjs`;
  const bundled = await bundleChanged({ program, changes, outfile });
  const { stdout } = await run(process.execPath, [bundled, ...(argument === undefined ? [] : [argument])]);
  return JSON.parse(stdout) as T;
}
