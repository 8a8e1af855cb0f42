// Zips a bundled function, byte for byte the same for the same source: so a deployment uploads, and
// CloudFormation updates, only what has changed.
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { ModuleFile } from './bundle-function.ts';

/** A zip with these files at its root, in this order. */
export async function zipFunction(files: readonly ModuleFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const file of files) {
    zip.addBuffer(Buffer.from(file.text), file.name, {
      // A DOS timestamp holds local time, and a Date built from local parts is local: the same everywhere.
      mtime: new Date(2000, 0, 1),
      forceDosTimestamp: true,
      mode: 0o100644,
      compressionLevel: 9,
    });
  }
  zip.end();
  return buffer(zip.outputStream);
}
