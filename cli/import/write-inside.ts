// Writes planned files below one folder, and nowhere else: not through `..`, not through a link that is there already.
// All of them are checked before the first is written.
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { PlannedFile } from '../../lib/finspace/plan-files.ts';
import { CommandError } from '../command-error.ts';

/** @throws CommandError where a path would leave the folder, or something there is in the way. */
export async function writeInside(folder: string, files: readonly PlannedFile[]): Promise<void> {
  for (const { path } of files) await assertInside(folder, path);
  for (const { path, text } of files) {
    const file = join(folder, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, 'utf8');
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new CommandError(`${file} cannot be written: ${why}`, { cause });
    }
  }
}

async function assertInside(folder: string, path: string): Promise<void> {
  const within = relative(resolve(folder), resolve(folder, path));
  if (within === '' || isAbsolute(within) || within.split(sep).includes('..'))
    throw new CommandError(`${JSON.stringify(path)} is not below ${folder}: nothing is written`, {
      exitStatus: 2,
    });
  let at = resolve(folder);
  for (const step of within.split(sep)) {
    at = join(at, step);
    const found = await lstat(at).catch(() => undefined);
    if (found?.isSymbolicLink())
      throw new CommandError(`${at} is a link, which may lead out of ${folder}: nothing is written`, {
        exitStatus: 2,
      });
  }
}
