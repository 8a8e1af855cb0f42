// An esbuild step that leaves out what a library brings along and no function calls: 30 KB of code that each cold start would
// read, or each zip carry.
//
// - zod can write JSON Schema of a schema, and each schema holds on to the code that does.
// - AWS's clients of services with event streams (SubscribeToShard, InvokeWithResponseStream) hold on to their framing.
// - DynamoDB's client holds a cache of endpoints, which it asks only where endpoint discovery is switched on.
//
// In its place stands what can be held on to, and throws should it be called.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const JSON_SCHEMA_FILE = /zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/;
const EVENT_STREAMS = '@smithy/core/event-streams';
const CACHE = 'mnemonist/lru-cache';
const NAMESPACE = 'spillway-never-called';

const EXPORTED = /^export (?:const|function) (\w+)/gm;

export const neverCalledPlugin: Plugin = {
  name: 'never-called',
  setup(build) {
    build.onLoad({ filter: JSON_SCHEMA_FILE }, async ({ path }) => ({
      contents: holdableOf(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    build.onResolve({ filter: new RegExp(`^${EVENT_STREAMS}$`) }, ({ path }) => ({
      path,
      namespace: NAMESPACE,
    }));
    build.onResolve({ filter: new RegExp(`^${CACHE}$`) }, ({ path }) => ({ path, namespace: NAMESPACE }));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
      contents: path === CACHE ? PLAIN_CACHE : NO_EVENT_STREAMS,
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

const NO_EVENT_STREAMS = `
  export const eventStreamSerdeProvider = () => undefined;
  export const resolveEventStreamSerdeConfig = (config) => config;
  export class EventStreamSerde {
    constructor() { throw new Error('event streams are left out of the functions'); }
  }`;

/** Endpoints are few: where they are discovered after all, none is forgotten. */
const PLAIN_CACHE = `
  export default class extends Map {
    constructor() { super(); }
    peek(key) { return this.get(key); }
  }`;
