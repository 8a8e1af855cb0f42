// The shape of the code, checked over the whole repository: which folder may import which, which packages are allowed
// where, how large folders and files grow. The picture is in ARCHITECTURE.md, its table in architecture/layers.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { awsCodes } from './architecture/aws-codes.ts';
import { badNames, crowdedFolders, longFiles, silentFiles } from './architecture/files-and-folders.ts';
import { importCircles } from './architecture/import-circles.ts';
import { impureUses } from './architecture/impure-uses.ts';
import {
  forbiddenImports,
  forbiddenPackages,
  LAYERS,
  layerOf,
  layersInCircles,
} from './architecture/layers.ts';
import { importsOf, say, type SourceFile } from './architecture/read-imports.ts';
import { knownFrom } from './architecture/who-knows-a-kind.ts';
import { wordsOfKinds } from './architecture/words-of-kinds.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What is made or installed, not written. */
const NOT_OURS = /^(node_modules|\.build|\.git|\.serverless|coverage|out)$/;

const FOLDER_FILES_MAX = 14;
const FILES = readdirSync(ROOT, { withFileTypes: true })
  .filter(({ name }) => !NOT_OURS.test(name))
  .flatMap((entry) => (entry.isDirectory() ? pathsUnder(entry.name) : [entry.name]))
  .filter((path) => /\.(ts|mts|js|mjs)$/.test(path) && !path.endsWith('.d.ts'))
  .map((path): SourceFile => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
/** What is shipped, or run by hand: all but the tests. */
const CODE = FILES.filter(({ path }) => !path.startsWith('test/'));
const IMPORTS = FILES.flatMap(importsOf);

function pathsUnder(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

describe('imports', () => {
  it('are those of the whole repository', () => {
    const folders = new Set(FILES.map(({ path }) => path.split('/')[0]));
    expect([...folders]).toEqual(
      expect.arrayContaining(['lib', 'cli', 'functions', 'bench', 'studies', 'scripts', 'test']),
    );
    expect(IMPORTS.length).toBeGreaterThan(1_500);
    expect(FILES.filter(({ path }) => layerOf(path, LAYERS) === undefined)).toEqual([]);
    expect(Object.keys(LAYERS).filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
  });

  it('run downwards only', () => {
    expect(layersInCircles(LAYERS)).toEqual([]);
    expect(forbiddenImports(IMPORTS, LAYERS).map(say)).toEqual([]);
  });

  it('go nowhere in a circle', () => {
    expect(importCircles(IMPORTS).map((circle) => circle.join(' → '))).toEqual([]);
  });

  it('name a file that is there, with its extension', () => {
    const wrong = IMPORTS.filter(({ to }) => to !== undefined && !existsSync(join(ROOT, to)));
    expect(wrong.map(say)).toEqual([]);
  });
});

describe('packages', () => {
  it('are those of the folder, and the AWS SDK stays where AWS is', () => {
    expect(forbiddenPackages(IMPORTS, LAYERS).map(say)).toEqual([]);
  });

  it('include zod whole, by its namespace: by name it is not shaken out of a bundle', () => {
    const wrong = CODE.filter(({ text }) => /import\s*\{[^}]*\}\s*from\s*'zod'/.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('what all kinds of target share', () => {
  it('has no word of any of them', () => {
    const shared = CODE.filter(({ path }) =>
      /^lib\/(core|cycle|learning|ports)\/|^lib\/targets\/target\.ts/.test(path),
    );
    expect(shared.length).toBeGreaterThan(30);
    expect(shared.flatMap(wordsOfKinds)).toEqual([]);
  });
});

describe('a kind of target beside the groups', () => {
  // What deploys and serves it. The simulated world, backtests and commands have parts of their own for each kind.
  const isServing = (path: string) => /^(functions|lib\/(aws|core|cycle|ports|targets|wiring))\//.test(path);
  const kinds = new Set(FILES.flatMap(({ path }) => /^lib\/targets\/([^/]+)\//.exec(path)?.[1] ?? []));
  const others = [...kinds].filter((kind) => kind !== 'rdb-group');

  // One for what is deployed, one for what an operator's machine runs: the functions' bundles hold none of the commands.
  const REGISTRIES = ['lib/wiring/kinds.ts', 'lib/wiring/operated-kinds.ts'];

  it('is served by its own folders and one line of each registry', () => {
    const serving = IMPORTS.filter(({ from }) => isServing(from));
    expect(others.length).toBeGreaterThan(0);
    for (const kind of others) {
      const knownTo = knownFrom(kind, serving);
      expect(new Set(knownTo.map(({ from }) => from)), kind).toEqual(new Set(REGISTRIES));
      expect(knownTo, kind).toHaveLength(REGISTRIES.length);
    }
  });

  it('has no word in the functions', () => {
    const functions = CODE.filter(({ path }) => path.startsWith('functions/'));
    expect(functions.length).toBeGreaterThan(8);
    expect(
      functions.filter(({ text }) => /kinesis|stream|memorydb|cluster/i.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe("an operator's commands", () => {
  const FOLDERS = [/^lib\/operate\/(?!rdb-group\/|kinesis-stream\/|memorydb-cluster\/)/, /^cli\/[^/]+\.ts$/];
  const COMMANDS = /^cli\/commands\/(adopt|doctor|explain|release|scale|status)\.ts$/;
  const shared = CODE.filter(({ path }) => [...FOLDERS, COMMANDS].some((pattern) => pattern.test(path)));
  const KIND =
    /^lib\/(targets\/(?!target\.ts)|(operate|wiring|aws)\/(rdb-group|kinesis-stream|memorydb-cluster)\/)/;

  it('know kinds of target by the table alone', () => {
    expect(shared.filter(({ path }) => COMMANDS.test(path))).toHaveLength(6);
    expect(shared.length).toBeGreaterThan(20);
    const paths = new Set(shared.map(({ path }) => path));
    const known = IMPORTS.filter(({ from, to }) => paths.has(from) && to !== undefined && KIND.test(to));
    expect(known.map(say)).toEqual([]);
  });

  it('have no word of any, but in what the whole program is for', () => {
    const others = shared.filter(({ path }) => path !== 'cli/main.ts');
    expect(others.flatMap(wordsOfKinds)).toEqual([]);
  });
});

describe("AWS's error codes", () => {
  it('are compared where AWS is, and where it is played, alone', () => {
    const others = CODE.filter(({ path }) =>
      /^(functions|cli|lib\/(?!aws\/|sim\/|emulator\/|campaign\/))/.test(path),
    );
    expect(others.length).toBeGreaterThan(150);
    expect(others.flatMap(awsCodes)).toEqual([]);
  });
});

describe('deciding', () => {
  it('touches no clock, no chance, no environment and no log, and waits for nothing', () => {
    const pure = CODE.filter(({ path }) =>
      /^lib\/(core|learning|routing|sharded|targets\/[^/]+\/(decide|domain))\//.test(path),
    );
    expect(pure.length).toBeGreaterThan(40);
    expect(pure.flatMap(impureUses)).toEqual([]);
  });
});

describe('files and folders', () => {
  it('are no more than a folder shows at a glance', () => {
    const paths = CODE.map(({ path }) => path);
    expect(crowdedFolders(paths, FOLDER_FILES_MAX)).toEqual([]);
  });

  it('are mostly under 200 lines, and never over 330', () => {
    expect(longFiles(CODE, 330)).toEqual([]);
    expect(longFiles(CODE, 200).length / CODE.length).toBeLessThan(0.05);
  });

  it('say in their first line what they own', () => {
    expect(silentFiles(FILES.filter(({ path }) => !path.endsWith('.test.ts')))).toEqual([]);
  });

  it('have names in kebab-case, none of which says nothing', () => {
    expect(badNames(FILES.map(({ path }) => path))).toEqual([]);
  });
});
