// What is made once in a run of the tests, by whichever process comes first. Two that come at the same moment both make it,
// and one of them is kept: nobody waits for another.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import './run-folder.ts';

const VALUE = 'made.json';

export interface Made<T> {
  /** Others use it too: to be read alone. */
  readonly folder: string;
  readonly value: T;
}

/** `make` fills the folder that it is given; what it returns goes through JSON. */
export async function madeOnce<T>(
  key: readonly string[],
  make: (folder: string) => Promise<T>,
): Promise<Made<T>> {
  const run = inject('runFolder');
  const folder = join(run, createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16));
  if (!existsSync(folder)) {
    const own = await mkdtemp(join(run, 'making-'));
    await writeFile(join(own, VALUE), JSON.stringify(await make(own)));
    // Onto a folder that is not empty nothing is renamed: somebody was quicker.
    await rename(own, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      await rm(own, { recursive: true });
    });
  }
  return { folder, value: JSON.parse(await readFile(join(folder, VALUE), 'utf8')) as T };
}
