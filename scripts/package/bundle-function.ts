// Bundles one function: TypeScript in, one minified ES module for Lambda's Node.js 24 out.
// Next: zip-function.ts, which wraps it up.
import { access } from 'node:fs/promises';
import { build } from 'esbuild';
import { inlineSchemaKeysPlugin } from './inline-schema-keys.ts';

/** A function whose source cannot be packaged; the message says where and what was expected. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

/**
 * Bundles the entry point and checks that it exports `handler`.
 *
 * The SDK is bundled, not taken from the runtime: the runtime's own loads slower and changes under us.
 *
 * @returns the module's text.
 * @throws PackageError when the file is missing or exports no `handler`.
 */
export async function bundleFunction(entryPath: string): Promise<string> {
  await access(entryPath).catch((cause: unknown) => {
    throw new PackageError(`${entryPath}: there is no such file; a function exports \`handler\` from it`, {
      cause,
    });
  });
  const result = await build({
    entryPoints: [entryPath],
    outfile: 'index.mjs',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // ES modules first: what is CommonJS cannot be shaken.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [inlineSchemaKeysPlugin],
    banner: { js: COMMONJS_REQUIRE },
  });
  const [output] = Object.values(result.metafile.outputs);
  if (!output?.exports.includes('handler')) {
    const exported = output?.exports.join(', ') || 'nothing';
    throw new PackageError(`${entryPath}: must export \`handler\`; it exports ${exported}`);
  }
  const [file] = result.outputFiles;
  if (file === undefined) throw new PackageError(`${entryPath}: the bundler wrote nothing`);
  return file.text;
}

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. */
const COMMONJS_REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
