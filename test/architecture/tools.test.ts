// What checks the architecture, checked itself: on small examples that are wrong in one way each.
import { describe, expect, it } from 'vitest';
import { awsCodes } from './aws-codes.ts';
import { knownFrom } from './who-knows-a-kind.ts';
import { wordsOfKinds } from './words-of-kinds.ts';
import { badNames, crowdedFolders, longFiles, silentFiles } from './files-and-folders.ts';
import { importCircles } from './import-circles.ts';
import { impureUses } from './impure-uses.ts';
import { forbiddenImports, forbiddenPackages, layersInCircles, layerOf, type Layers } from './layers.ts';
import { importsOf, say } from './read-imports.ts';

const files = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));
const imports = (texts: Readonly<Record<string, string>>) => files(texts).flatMap(importsOf);
const specifiers = (text: string) => importsOf({ path: 'a/a.ts', text }).map(({ specifier }) => specifier);

describe('imports are found', () => {
  it.each([
    ['of names', "import { a } from './b.ts';"],
    ['over several lines', "import {\n  a,\n  b as c,\n} from './b.ts';"],
    ['of types', "import type { A } from './b.ts';"],
    ['of one type among names', "import { type A } from './b.ts';"],
    ['for what they do', "import './b.ts';"],
    ['of a namespace', "import * as b from './b.ts';"],
    ['passed on', "export { a } from './b.ts';"],
    ['passed on whole', "export * from './b.ts';"],
    ['dynamic', "const late = () => import('./b.ts');"],
    ['of a type in place', "let a: import('./b.ts').A;"],
    ['required', "const b = require('./b.ts');"],
    ['after code', "const x = 1;\nimport { a } from './b.ts';"],
    ['in double quotes', 'import { a } from "./b.ts";'],
  ])('%s', (_, text) => {
    expect(specifiers(text)).toEqual(['./b.ts']);
  });

  it.each([
    ['a comment', "// import { a } from './b.ts';"],
    ['a text', 'const text = "import { a } from \'./b.ts\'";'],
    ['a template', "const text = `import { a } from './b.ts';`;"],
  ])('and not in %s', (_, text) => {
    expect(specifiers(text)).toEqual([]);
  });

  it('with the file that they name', () => {
    expect(importsOf({ path: 'a/b/c.ts', text: "import '../d.ts'; import 'zod';" })).toEqual([
      { from: 'a/b/c.ts', specifier: '../d.ts', to: 'a/d.ts' },
      { from: 'a/b/c.ts', specifier: 'zod', to: undefined },
    ]);
  });
});

describe('who knows a kind', () => {
  it('is found outside of its folders alone, type or not', () => {
    const given = imports({
      'a/kind-of/x.ts': "import './y.ts'; import '../../b/kind-of/z.ts';",
      'a/c.ts': "import type { X } from './kind-of/x.ts'; import './kind-offered.ts';",
    });
    expect(knownFrom('kind-of', given).map(say)).toEqual(['a/c.ts imports ./kind-of/x.ts']);
  });
});

describe('the table of layers', () => {
  const layers: Layers = {
    low: { mayImport: [], packages: ['zod'] },
    high: { mayImport: ['low'] },
    'high/attic': { mayImport: ['high'], aws: 'sdk' },
  };
  const wrong = (texts: Readonly<Record<string, string>>) =>
    forbiddenImports(imports(texts), layers).map(say);

  it('gives a file to the longest folder that it is in', () => {
    expect(layerOf('high/attic/a.ts', layers)).toBe('high/attic');
    expect(layerOf('high/attics.ts', layers)).toBe('high');
    expect(layerOf('higher/a.ts', layers)).toBeUndefined();
  });

  it('lets a file import its own folder and those below', () => {
    expect(wrong({ 'high/a.ts': "import './b.ts'; import '../low/c.ts';" })).toEqual([]);
  });

  it.each([
    ['upwards', { 'low/a.ts': "import '../high/b.ts';" }, 'low/a.ts imports ../high/b.ts'],
    [
      'upwards, for a type',
      { 'low/a.ts': "import type { B } from '../high/b.ts';" },
      'low/a.ts imports ../high/b.ts',
    ],
    [
      'past the next',
      { 'high/attic/a.ts': "import '../../low/b.ts';" },
      'high/attic/a.ts imports ../../low/b.ts',
    ],
    ['into a room within', { 'high/a.ts': "import './attic/b.ts';" }, 'high/a.ts imports ./attic/b.ts'],
    ['what has no row', { 'high/a.ts': "import '../new/b.ts';" }, 'high/a.ts imports ../new/b.ts'],
    ['from what has no row', { 'new/a.ts': "import '../low/b.ts';" }, 'new/a.ts imports ../low/b.ts'],
  ])('refuses an import %s', (_, texts, said) => {
    expect(wrong(texts)).toEqual([said]);
  });

  it('refuses packages that a row does not name, and the AWS SDK where it does not belong', () => {
    const found = imports({
      'low/a.ts': "import 'zod'; import 'node:fs';",
      'high/a.ts': "import 'luxon'; import '@aws-sdk/client-ec2';",
      'high/attic/a.ts': "import '@aws-sdk/client-ec2';",
    });
    expect(forbiddenPackages(found, layers).map(say)).toEqual([
      'low/a.ts imports node:fs',
      'high/a.ts imports @aws-sdk/client-ec2',
    ]);
  });

  it('goes round in a circle where two rows name each other, however far apart', () => {
    expect(layersInCircles(layers)).toEqual([]);
    const round: Layers = { ...layers, low: { mayImport: ['high/attic'] } };
    expect(layersInCircles(round)).toEqual(['low', 'high', 'high/attic']);
  });
});

describe('circles of imports are found', () => {
  it('of two files', () => {
    expect(importCircles(imports({ 'a.ts': "import './b.ts';", 'b.ts': "import './a.ts';" }))).toEqual([
      ['a.ts', 'b.ts'],
    ]);
  });

  it('of types alone, and over several files', () => {
    const texts = {
      'start.ts': "import './a.ts';",
      'a.ts': "import type { B } from './b.ts';",
      'b.ts': "import type { C } from './c.ts';",
      'c.ts': "import type { A } from './a.ts';",
    };
    expect(importCircles(imports(texts))).toEqual([['a.ts', 'b.ts', 'c.ts']]);
  });

  it('of a file with itself', () => {
    expect(importCircles(imports({ 'a.ts': "import './a.ts';" }))).toEqual([['a.ts']]);
  });

  it('and none where two ways lead to one file', () => {
    const texts = { 'a.ts': "import './b.ts'; import './c.ts';", 'b.ts': "import './c.ts';", 'c.ts': '' };
    expect(importCircles(imports(texts))).toEqual([]);
  });
});

describe('what is not pure is found', () => {
  const uses = (text: string) => impureUses({ path: 'a.ts', text });

  it.each([
    ['a clock', 'const t = Date.now();', 'Date.now'],
    ['a clock by another name', 'const { now } = Date;', 'Date'],
    ['a clock by an index', "const t = Date['now']();", 'Date'],
    ['the time of now', 'const t = new Date();', 'new Date()'],
    ['a timer of the process', 'const t = performance.now();', 'performance'],
    ['chance', 'const x = Math.random();', 'Math.random'],
    ['an id by chance', 'const id = crypto.randomUUID();', 'crypto'],
    ['the environment', "const a = process.env['A'];", 'process'],
    ['a way round', 'const t = globalThis.x;', 'globalThis'],
    ['waiting', 'const f = async () => 1;', 'async'],
    ['a promise', 'const p = new Promise(() => {});', 'Promise'],
    ['a timer', 'setTimeout(() => {}, 1);', 'setTimeout'],
    ['a log', "console.log('x');", 'console'],
    ['where it stands', 'const u = import.meta.url;', 'import.meta'],
  ])('%s', (_, text, what) => {
    expect(uses(text)).toEqual([`a.ts:1 ${what}`]);
  });

  it.each([
    ['a comment', '// Date.now() would be read here'],
    ['a text', "const text = 'process.env';"],
    ['a time that is given', 'const t = new Date(nowMs).toISOString() + Date.parse(text) + Math.max(1, 2);'],
    ['members that are called so', 'const x = { process: 1, console: a.performance };'],
    ['types', 'interface A { process: string; at: Date }'],
  ])('and not in %s', (_, text) => {
    expect(uses(text)).toEqual([]);
  });

  it('in the line where it stands', () => {
    expect(uses('const a = 1;\n\nexport const t = () => Date.now();')).toEqual(['a.ts:3 Date.now']);
  });
});

describe("AWS's codes are found", () => {
  it.each([
    ['compared', "if (code === 'AccessDenied') stop();", "'AccessDenied'"],
    ['in a pattern', 'const DENIED = /AccessDenied|ExpiredToken/;', '/AccessDenied|ExpiredToken/'],
    ['in a template', 'const t = `a Throttling b`;', '`a Throttling b`'],
  ])('%s', (_, text, code) => {
    expect(awsCodes({ path: 'a.ts', text })).toEqual([`a.ts:1 ${code}`]);
  });

  it('and not in a comment, or in a name', () => {
    const text = "// 'AccessDenied' is one.\nclass ValidationError {}\nconst a = 'denied';";
    expect(awsCodes({ path: 'a.ts', text })).toEqual([]);
  });
});

describe('files and folders', () => {
  it('are counted by folder, those below not included', () => {
    const paths = ['a/1.ts', 'a/2.ts', 'a/3.ts', 'a/b/4.ts', 'a/b/5.ts'];
    expect(crowdedFolders(paths, 2)).toEqual([['a', 3]]);
    expect(crowdedFolders(paths, 3)).toEqual([]);
  });

  it('are long from the line after the last that may be', () => {
    const text = ['a', 'b', 'c'].join('\n');
    expect(longFiles([{ path: 'a.ts', text }], 2)).toEqual(['a.ts']);
    expect(longFiles([{ path: 'a.ts', text }], 3)).toEqual([]);
  });

  it('are silent that begin with code', () => {
    const found = silentFiles(
      files({
        'says.ts': '// What it owns.\nconst a = 1;',
        'documents.ts': '/** What it owns. */',
        'runs.mjs': '#!/usr/bin/env node\n// What it owns.',
        'silent.ts': "import './a.ts';",
        'empty-comment.ts': '//\n// Late.',
      }),
    );
    expect(found).toEqual(['silent.ts', 'empty-comment.ts']);
  });

  it('have bad names that are not in kebab-case, or say nothing', () => {
    const good = [
      'lib/two-words.ts',
      'test/a.test.ts',
      'test/a.contract.ts',
      'vitest.config.ts',
      'lib/q3.ts',
    ];
    const bad = ['lib/twoWords.ts', 'lib/Two.ts', 'lib/two_words.ts', 'lib/utils.ts', 'lib/helpers/a.ts'];
    expect(badNames([...good, ...bad])).toEqual(bad);
  });
});

describe('words of kinds', () => {
  it('are found in code and comments, and within names', () => {
    const text = '// An Auto Scaling group.\nconst kdbVersion = 1;\nreport.instanceId;\nconst kind = 2;';
    expect(wordsOfKinds({ path: 'a.ts', text })).toEqual([
      'a.ts:1 Auto Scaling',
      'a.ts:2 kdb',
      'a.ts:3 instanceId',
    ]);
  });
});
