// An esbuild step that leaves out what a library brings along and no function calls: 40 KB of code that each cold start would
// read, or each zip carry.
//
// - zod can write JSON Schema of a schema, and each schema holds on to the code that does.
// - AWS's clients of services with event streams (SubscribeToShard, InvokeWithResponseStream) hold on to their framing.
// - DynamoDB's client holds a cache of endpoints, which it asks only where endpoint discovery is switched on.
// - The SDK holds SHA-256 in JavaScript, for a Node.js without its own crypto.
// - EventBridge's client can sign for several regions at once, for global endpoints, with a package that is not here.
//
// In its place stands what can be held on to, and throws should it be called.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const JSON_SCHEMA_FILE = /zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/;
const EVENT_STREAMS = '@smithy/core/event-streams';
const CACHE = 'mnemonist/lru-cache';
const SHA_256_FILE = /@smithy[\\/]core[\\/].*[\\/]sha256[\\/]Sha256Js\.js$/;
const SIGNER_OF_REGIONS = '@aws-sdk/signature-v4-multi-region';
const NAMESPACE = 'spillway-never-called';

/** What stands in a module's place, by its name. */
const IN_PLACE: Readonly<Record<string, string>> = {
  [EVENT_STREAMS]: `
    export const eventStreamSerdeProvider = () => undefined;
    export const resolveEventStreamSerdeConfig = (config) => config;
    export class EventStreamSerde {
      constructor() { throw new Error('event streams are left out of the functions'); }
    }`,
  // Endpoints are few: where they are discovered after all, none is forgotten.
  [CACHE]: `
    export default class extends Map {
      constructor() { super(); }
      peek(key) { return this.get(key); }
    }`,
  [SIGNER_OF_REGIONS]: `
    import { SignatureV4 } from '@smithy/signature-v4';
    export class SignatureV4MultiRegion extends SignatureV4 {
      static sigv4aDependency() { return 'none'; }
    }`,
};

const NO_SHA_256 = `
  export class Sha256Js {
    constructor() { throw new Error('SHA-256 in JavaScript is left out of the functions'); }
  }`;

const EXPORTED = /^export (?:const|function) (\w+)/gm;

export const neverCalledPlugin: Plugin = {
  name: 'never-called',
  setup(build) {
    build.onLoad({ filter: JSON_SCHEMA_FILE }, async ({ path }) => ({
      contents: holdableOf(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    build.onLoad({ filter: SHA_256_FILE }, () => ({ contents: NO_SHA_256, loader: 'js' }));
    const replaced = new RegExp(`^(${Object.keys(IN_PLACE).join('|')})$`);
    build.onResolve({ filter: replaced }, ({ path, resolveDir }) => ({
      path,
      namespace: NAMESPACE,
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path, pluginData }) => ({
      contents: IN_PLACE[path] ?? '',
      resolveDir: pluginData as string,
    }));
  },
};

/** The same names, each a function that answers one which throws: makers are called when a schema is made. */
export function holdableOf(source: string): string {
  const names = [...source.matchAll(EXPORTED)].map(([, name]) => name);
  return [
    "const leftOut = () => { throw new Error('JSON Schema is left out of the functions'); };",
    ...names.map((name) => `export const ${name} = () => leftOut;`),
  ].join('\n');
}
