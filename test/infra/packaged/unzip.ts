// Unpacks a function's zip as Lambda does: its files in a folder, nothing beside them.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/** Files of one zip at the most; ours has a handful. */
const FILES_MAX = 100;

/** Names of the files, as they stand in the zip. Throws for a zip with more files than any of ours. */
export async function unzip(zipPath: string, folder: string): Promise<readonly string[]> {
  const zip = await openPromise(zipPath);
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    if (names.length >= FILES_MAX) throw new Error(`${zipPath} has more than ${FILES_MAX} files`);
    const path = join(folder, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
    names.push(entry.fileName);
  }
  return names;
}
