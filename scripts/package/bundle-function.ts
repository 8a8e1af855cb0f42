// Bundles one function: TypeScript in, minified ES modules for Lambda's Node.js 24 out. `index.mjs` exports
// `handler`; what is imported lazily (EC2, EventBridge, streams) stands in files beside it, so
// that a cold start does not read it.
// Next: zip-function.ts, which wraps them up.
import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { inlineSchemaKeysPlugin } from './esbuild/inline-schema-keys.ts';
import { neverCalledPlugin } from './esbuild/never-called.ts';
import { notInLambdaPlugin } from './esbuild/not-in-lambda.ts';
import { oneHttpHandlerPlugin } from './esbuild/one-http-handler.ts';
import { packageVersionsPlugin } from './esbuild/package-versions.ts';
import { shortErrorsPlugin } from './esbuild/short-errors.ts';
import { sliceLazyClientsPlugin } from './esbuild/slice-lazy-clients.ts';

/** The module whose `handler` Lambda calls. */
export const ENTRY_MODULE = 'index.mjs';

/** A bundled function. */
export interface Bundle {
  /** `index.mjs` first. */
  readonly modules: readonly ModuleFile[];
  /** Bytes that a cold start reads: `index.mjs` and what it imports at once. */
  readonly startBytes: number;
  /** Folders of the packages whose code is in it, sorted: `node_modules/@aws-sdk/client-kinesis`. */
  readonly packages: readonly string[];
}

export interface ModuleFile {
  readonly name: string;
  readonly text: string;
}

/** A function whose source cannot be packaged; the message says where and what was expected. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
}

/**
 * Bundles `functions/<name>.ts` under `root`, and checks that it exports `handler`.
 *
 * The SDK is bundled, not taken from the runtime: the runtime's own loads slower and changes under us.
 *
 * @throws PackageError when the file is missing or exports no `handler`.
 */
export async function bundleFunction(root: string, name: string): Promise<Bundle> {
  const entryPath = join(root, 'functions', `${name}.ts`);
  await access(entryPath).catch((cause: unknown) => {
    throw new PackageError(`${entryPath}: there is no such file; a function exports \`handler\` from it`, {
      cause,
    });
  });
  const result = await build({
    entryPoints: { index: entryPath },
    // Names of shared modules are made from paths relative to this: the same in every clone.
    absWorkingDir: root,
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    // A name is written some five times, in each zip and in what imports it.
    chunkNames: '[hash]',
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // As npm lays packages out: the paths, of which names are made, are the same wherever node_modules really is.
    preserveSymlinks: true,
    // ES modules first: what is CommonJS cannot be shaken.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [
      inlineSchemaKeysPlugin,
      sliceLazyClientsPlugin,
      packageVersionsPlugin,
      oneHttpHandlerPlugin,
      notInLambdaPlugin,
      neverCalledPlugin,
      shortErrorsPlugin,
    ],
    banner: { js: COMMONJS_REQUIRE },
  });
  const outputs = Object.entries(result.metafile.outputs);
  const exported = outputs.find(([path]) => basename(path) === ENTRY_MODULE)?.[1].exports ?? [];
  if (!exported.includes('handler')) {
    throw new PackageError(
      `${entryPath}: must export \`handler\`; it exports ${exported.join(', ') || 'nothing'}`,
    );
  }
  const modules = result.outputFiles
    .map((file) => ({ name: basename(file.path), text: file.text }))
    .sort((a, b) => orderOf(a) - orderOf(b) || (a.name < b.name ? -1 : 1));
  return { modules, startBytes: startBytes(result.metafile), packages: packagesOf(result.metafile) };
}

/** Adds up the entry and what it imports statically, directly or not. */
function startBytes({ outputs }: Metafile): number {
  const entry = Object.keys(outputs).find((path) => basename(path) === ENTRY_MODULE);
  const reached = new Set(entry === undefined ? [] : [entry]);
  let bytes = 0;
  for (const path of reached) {
    bytes += outputs[path]?.bytes ?? 0;
    for (const { kind, path: imported } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && imported in outputs) reached.add(imported);
  }
  return bytes;
}

/** A package within another's `node_modules` is one of its own. */
function packagesOf({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const folders = inputs.flatMap(
    (path) =>
      /^(?:.*\/)?(node_modules\/.*node_modules\/|node_modules\/)((?:@[^/]+\/)?[^/]+)\//
        .exec(path)
        ?.slice(1, 3)
        .join('') ?? [],
  );
  return [...new Set(folders)].sort();
}

const orderOf = (file: ModuleFile) => (file.name === ENTRY_MODULE ? 0 : 1);

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. */
const COMMONJS_REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
