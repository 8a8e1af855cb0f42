// Which version and which build of Spillway this is: what its functions are compared with, and what a local stack says that it is.
import { resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { buildOf } from '../lib/operate/stack/build-of.ts';

export const VERSION: string = packageJson.version;

/** Of the files that this runs from; they are read once. */
export function thisBuild(): string {
  return (build ??= buildOf(resolve(import.meta.dirname, '..')));
}
let build: string | undefined;
