// An esbuild step that writes AWS's error classes once: a client brings one for each error of its service, fifty of Lambda's and of
// MemoryDB's each, and they differ in name, fault and fields alone (`shapeId` is set as they are registered). What is written otherwise stays
// as it is.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const ERRORS_FILE = /@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/;

/** A class as the SDK's generator writes it: name, base, fault, fields, and their assignments. */
const ERROR_CLASS = new RegExp(
  [
    String.raw`export class (\w+) extends (\w+) \{\n`,
    String.raw`(?: {4}static shapeId = "[\w.#]+";\n)?`,
    String.raw` {4}name = "\1";\n {4}\$fault = "(\w+)";\n`,
    String.raw`((?: {4}\w+;\n)*)`,
    String.raw` {4}constructor\(opts\) \{\n {8}super\(\{\n`,
    String.raw` {12}name: "\1",\n {12}\$fault: "\3",\n {12}\.\.\.opts,?\n {8}\}\);\n`,
    String.raw` {8}Object\.setPrototypeOf\(this, \1\.prototype\);\n`,
    String.raw`((?: {8}this\.(\w+) = opts\.\6;\n)*)`,
    String.raw` {4}\}\n\}`,
  ].join(''),
  'g',
);

/** Makes such a class. */
const MAKER = `
function errorOf(base, name, fault, fields = []) {
  return class extends base {
    name = name;
    $fault = fault;
    constructor(opts) {
      super({ name, $fault: fault, ...opts });
      Object.setPrototypeOf(this, new.target.prototype);
      for (const field of fields) this[field] = opts[field];
    }
  };
}`;

export const shortErrorsPlugin: Plugin = {
  name: 'short-errors',
  setup(build) {
    build.onLoad({ filter: ERRORS_FILE }, async ({ path }) => ({
      contents: withShortErrors(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** The same exports, each made by one maker. */
export function withShortErrors(source: string): string {
  const short = source.replace(
    ERROR_CLASS,
    (text, name: string, base: string, fault: string, declared: string, assigned: string) => {
      const fields = [...declared.matchAll(/(\w+);/g)].map(([, field]) => field);
      const set = [...assigned.matchAll(/this\.(\w+)/g)].map(([, field]) => field);
      if (fields.join() !== set.join()) return text;
      const parts = [base, JSON.stringify(name), JSON.stringify(fault)];
      if (fields.length > 0) parts.push(JSON.stringify(fields));
      return `export const ${name} = /* @__PURE__ */ errorOf(${parts.join(', ')});`;
    },
  );
  return short === source ? source : `${short}\n${MAKER}`;
}
