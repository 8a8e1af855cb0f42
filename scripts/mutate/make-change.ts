// Makes a mutant's change in the text of a file. Nothing is ever written: the working tree stays as it is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import type { Change } from '../../test/mutants/mutant.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What keeps a change from being made; `undefined` if nothing does. */
export function whyNotMade(change: Change): string | undefined {
  const path = join(ROOT, change.file);
  if (!existsSync(path)) return `${change.file} is not there`;
  const foundCount = readFileSync(path, 'utf8').split(change.find).length - 1;
  if (foundCount !== 1) return `its text is found ${foundCount} times in ${change.file}`;
  if (change.find === change.replace) return 'it changes nothing';
  try {
    transformSync(changedText(path, [change]), { loader: 'ts' });
    return undefined;
  } catch (error) {
    return `it is no TypeScript: ${String(error)}`;
  }
}

/** The text of a file with the changes that are meant for it. */
export function changedText(path: string, changes: readonly Change[]): string {
  return changes
    .filter(({ file }) => join(ROOT, file) === path)
    .reduce((text, { find, replace }) => text.replace(find, () => replace), readFileSync(path, 'utf8'));
}

export function isChanged(path: string, changes: readonly Change[]): boolean {
  return changes.some(({ file }) => join(ROOT, file) === path);
}
