// The functions as they are deployed: bundled, zipped, and no bigger than they may be.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunction, PackageError } from './bundle-function.ts';
import { FUNCTION_NAMES, ZIP_BYTES_MAX } from './function-names.ts';
import type { FunctionName } from './function-names.ts';
import { zipFunction } from './zip-function.ts';

export interface PackagedFunction {
  readonly name: FunctionName;
  /** Bytes that each cold start reads. */
  readonly startBytes: number;
  /** Bytes of all modules, those loaded on demand included. */
  readonly moduleBytes: number;
  readonly zipBytes: number;
  /** Folders of the packages that its code comes from: `node_modules/zod`. */
  readonly packages: readonly string[];
}

/**
 * Bundles and zips every function of `root` into `build`.
 * @throws PackageError with all that cannot be packaged.
 */
export async function packageFunctions(root: string, build: string): Promise<readonly PackagedFunction[]> {
  const packaged: PackagedFunction[] = [];
  const problems: string[] = [];
  for (const name of FUNCTION_NAMES) {
    try {
      const { modules, startBytes, packages } = await bundleFunction(root, name);
      const zip = await zipFunction(modules);
      await writeFile(join(build, `${name}.zip`), zip);
      const sizes = modules.map((module) => Buffer.byteLength(module.text));
      packaged.push({
        name,
        startBytes,
        moduleBytes: sizes.reduce((sum, size) => sum + size, 0),
        zipBytes: zip.length,
        packages,
      });
      if (zip.length > ZIP_BYTES_MAX[name])
        problems.push(`${name}: the zip has ${zip.length} bytes; allowed: ${ZIP_BYTES_MAX[name]}`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(`${name}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new PackageError(problems.join('\n'));
  return packaged;
}
