// Zips a bundled function, byte for byte the same for the same source: so a deployment uploads, and
// CloudFormation updates, only what has changed.
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** The file inside the zip; the Lambda's handler is `index.handler`. */
export const MODULE_FILE_NAME = 'index.mjs';

/** A zip with the module in it as `index.mjs`. */
export async function zipFunction(moduleText: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(moduleText), MODULE_FILE_NAME, {
    // A DOS timestamp holds local time, and a Date built from local parts is local: the same everywhere.
    mtime: new Date(2000, 0, 1),
    forceDosTimestamp: true,
    mode: 0o100644,
    compressionLevel: 9,
  });
  zip.end();
  return buffer(zip.outputStream);
}
