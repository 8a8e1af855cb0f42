// An esbuild step that lets unused AWS operations fall out of a bundle.
//
// The SDK's clients describe every operation of a service in one file, `schemas_0.js`, as constant arrays:
//
//   const _eQN = "ec2QueryName";
//   export var AcceleratorCount$ = [3, n0, _AC, 0, [_M], [[1, { [_eQN]: `Min` }]]];
//
// A computed key may run code (it is converted to a string), so esbuild keeps every array that has one, used
// or not: 555 KB of EC2 for one operation. With the constant's text in its place the array has no effect, and
// what no command refers to is dropped. Values and requests stay the same: test/infra/bundle.test.ts.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Where the clients keep their schemas. */
const SCHEMA_FILE = /@aws-sdk[\\/][^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;

const STRING_CONSTANT = /^const (_\w+) = ("(?:[^"\\\n]|\\.)*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

export const inlineSchemaKeysPlugin: Plugin = {
  name: 'inline-schema-keys',
  setup(build) {
    build.onLoad({ filter: SCHEMA_FILE }, async ({ path }) => ({
      contents: inlineSchemaKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** Replaces computed keys by the string constants they name; a key that names no constant is left alone. */
export function inlineSchemaKeys(source: string): string {
  const textOf = new Map([...source.matchAll(STRING_CONSTANT)].map((match) => [match[1], match[2]]));
  return source.replace(COMPUTED_KEY, (key, name: string) => {
    const text = textOf.get(name);
    return text === undefined ? key : `${text}:`;
  });
}
