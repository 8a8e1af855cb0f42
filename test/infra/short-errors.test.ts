// AWS's error classes as the functions' zips have them: shorter, and no others than the SDK's own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withShortErrors } from '../../scripts/package/esbuild/short-errors.ts';
import { PROJECT } from './package-project-fixture.ts';

type ErrorClass = new (opts: object) => Error;

/** The classes of a module of errors, on a base of our own. */
function classesOf(source: string): Readonly<Record<string, ErrorClass>> {
  const names = [...source.matchAll(/^export (?:class|const) (\w+)/gm)].map(([, name = '']) => name);
  const body = source
    .replace(
      /^import \{ \w+ as (\w+) \}.*$/m,
      'class $1 extends Error { constructor(o) { super(o.message); Object.assign(this, o); } }',
    )
    .replace(/^export /gm, '');
  // The module's own text: nothing else can run it without its imports.
  return new Function(`${body}\nreturn { ${names.join(', ')} };`)() as Readonly<Record<string, ErrorClass>>;
}

describe.each([
  'lambda',
  'dynamodb',
  'auto-scaling',
  'secrets-manager',
  'memorydb',
  'kinesis',
  'eventbridge',
])('errors of client-%s', (name) => {
  const path = join(PROJECT, `node_modules/@aws-sdk/client-${name}/dist-es/models/errors.js`);
  const source = readFileSync(path, 'utf8');
  const [theirs, ours] = [classesOf(source), classesOf(withShortErrors(source))];

  it('are shorter, and as many', () => {
    expect(withShortErrors(source).length).toBeLessThan(source.length / 2);
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
  });

  it.each(Object.keys(theirs))('%s is what it was', (error) => {
    const opts = { message: 'no', $metadata: {}, Type: 't', Message: 'M', Reason: 'r', Item: { a: 1 } };
    const [before, after] = [theirs, ours].map((classes) => {
      const Made = classes[error];
      if (!Made) throw new Error(`no ${error}`);
      const made = new Made(opts);
      expect(made).toBeInstanceOf(Made);
      return { ...made, keys: Object.keys(made).sort(), message: made.message };
    });
    expect(after).toEqual(before);
  });
});

it('leaves a class as it is that is written otherwise', () => {
  const source =
    'export class Odd extends Base {\n    name = "Odd";\n    $fault = "client";\n    x = 1;\n}\n';
  expect(withShortErrors(source)).toBe(source);
});
