// Writes a page that was made already, of whatever kind of target.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes the file, and the folder it is in where that is missing. Rejects where the disk refuses. */
export async function writePage(file: string, page: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, page, 'utf8');
}
