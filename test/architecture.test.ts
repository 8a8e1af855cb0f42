// The shape of the code, checked: which folder may import which, which packages are allowed where, how large
// folders and files grow. The picture is in ARCHITECTURE.md; a new folder of lib gets its line here.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders of lib that each may import, itself aside. Nothing imports upwards, and nothing sideways. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  decide: ['domain'],
  cycle: ['decide', 'ports', 'domain'],
  // What stands behind the ports: siblings that know nothing of each other.
  aws: ['ports', 'domain'],
  sim: ['ports', 'domain'],
  kdb: ['ports', 'domain'],
  // A local AWS: the wire over the simulated world, with RDBs that speak kdb+'s protocol.
  emulator: ['sim', 'kdb', 'ports', 'domain'],
  settings: ['domain'],
  operate: ['cycle', 'decide', 'ports', 'domain'],
  report: ['domain'],
  // Random days, and what must hold on each.
  campaign: ['sim', 'cycle', 'decide', 'ports', 'domain'],
  backtest: ['report', 'sim', 'cycle', 'decide', 'ports', 'domain'],
};

/** Type-only imports besides: a report's data is made of what a backtest found. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = { report: ['backtest'] };

/** Files directly in lib: the composition root. The one place that joins the ports with the real world. */
const ROOT_MAY_IMPORT = ['aws', 'kdb', 'cycle', 'ports', 'domain'];

const FOLDER_FILES_MAX = 14;

/** Folders that may hold more files, with the reason. */
const ROOMY: Readonly<Record<string, string>> = {
  'lib/aws': 'one file for each port and each item it reads; they are found by their prefix',
  'lib/cycle': 'run-cycle and its five steps, the triggers beside them, and the probe as one of the channels',
  'lib/campaign/checks': 'one file for each check, and what several of them measure with',
  'lib/backtest': 'the steps of one pipeline, side by side, from the scenario to the report',
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

function importsOf(file: string): readonly Import[] {
  const text = textOf(file);
  const clauses = [
    ...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"`]*?\sfrom\s+)?'([^']+)'/gm),
  ];
  const dynamic = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)];
  return [
    ...clauses.map(([, type, specifier = '']) => ({ from: file, specifier, isTypeOnly: type !== undefined })),
    ...dynamic.map(([, specifier = '']) => ({ from: file, specifier, isTypeOnly: false })),
  ];
}

const isRelative = ({ specifier }: Import) => specifier.startsWith('.');
const targetOf = ({ from, specifier }: Import) => normalize(join(dirname(from), specifier));

/** `lib/decide/rules/retire.ts` → `decide`; a file directly in lib → ``. */
function folderOfLib(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : '';
}

const LIB = filesUnder('lib');
const LIB_IMPORTS = LIB.flatMap(importsOf);
const say = (one: Import) => `${one.from} imports ${one.specifier}`;

describe('imports', () => {
  it('of lib are found at all', () => {
    expect(LIB.length).toBeGreaterThan(100);
    expect(LIB_IMPORTS.length).toBeGreaterThan(300);
    expect(LIB_IMPORTS.some((one) => one.isTypeOnly)).toBe(true);
    expect([...new Set(LIB.map(folderOfLib))].filter((name) => name && !(name in MAY_IMPORT))).toEqual([]);
  });

  it('run downwards only', () => {
    const upwards = LIB_IMPORTS.filter(isRelative).filter((one) => {
      const target = targetOf(one);
      if (!target.startsWith('lib/')) return true;
      const [from, to] = [folderOfLib(one.from), folderOfLib(target)];
      if (from === to) return false;
      const allowed = from === '' ? ROOT_MAY_IMPORT : (MAY_IMPORT[from] ?? []);
      const types = one.isTypeOnly ? (MAY_IMPORT_TYPES[from] ?? []) : [];
      return ![...allowed, ...types].includes(to);
    });
    expect(upwards.map(say)).toEqual([]);
  });

  it('may not go round in a circle', () => {
    const reaches = (from: string, seen: readonly string[] = []): readonly string[] =>
      (MAY_IMPORT[from] ?? []).flatMap((to) =>
        seen.includes(to) ? [to] : [to, ...reaches(to, [...seen, to])],
      );
    for (const folder of Object.keys(MAY_IMPORT)) expect(reaches(folder)).not.toContain(folder);
  });

  it('of the functions go through the wiring: they know neither AWS nor the simulated world', () => {
    const wrong = filesUnder('functions')
      .flatMap(importsOf)
      .filter(
        (one) =>
          isRelative(one) &&
          /^(lib\/(aws|sim|emulator|backtest|report|operate)|cli|test)\//.test(targetOf(one)),
      );
    expect(wrong.map(say)).toEqual([]);
  });

  it('name the file with its extension', () => {
    const wrong = LIB_IMPORTS.filter((one) => isRelative(one) && !/\.(ts|json)$/.test(one.specifier));
    expect(wrong.map(say)).toEqual([]);
  });
});

describe('packages', () => {
  const packagesIn = (folder: string) =>
    LIB_IMPORTS.filter((one) => !isRelative(one) && folderOfLib(one.from) === folder);

  it.each([
    ['decide', []],
    ['domain', ['zod']],
    ['ports', []],
    ['cycle', ['p-limit', 'node:crypto']],
  ])('of lib/%s are %j', (folder, allowed: readonly string[]) => {
    expect(
      packagesIn(folder)
        .filter((one) => !allowed.includes(one.specifier))
        .map(say),
    ).toEqual([]);
  });

  it('of AWS stay inside lib/aws', () => {
    const wrong = LIB_IMPORTS.filter(
      (one) => one.specifier.startsWith('@aws-sdk/') && folderOfLib(one.from) !== 'aws',
    );
    expect(wrong.map(say)).toEqual([]);
  });

  it('import zod whole, by its namespace: by name it is not shaken out of a bundle', () => {
    const wrong = LIB.filter((file) => /import\s*\{[^}]*\}\s*from\s*'zod'/.test(textOf(file)));
    expect(wrong).toEqual([]);
  });
});

describe('deciding', () => {
  const pure = LIB.filter((file) => /^lib\/(decide|domain)\//.test(file));

  it.each([
    ['the clock', /\bDate\.now\(|new Date\(\)|performance\./],
    ['chance', /\bMath\.random\(|randomUUID/],
    ['the environment', /\bprocess\./],
    ['waiting', /\basync\b|\bawait\b|\bPromise\b|setTimeout/],
    ['a log', /\bconsole\./],
  ])('knows nothing of %s', (_, pattern) => {
    const code = (file: string) => textOf(file).replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
    expect(pure.filter((file) => pattern.test(code(file)))).toEqual([]);
  });
});

describe('files and folders', () => {
  it('are no more than a folder shows at a glance', () => {
    const counts = new Map<string, number>();
    for (const file of LIB) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const large = [...counts].filter(([folder, count]) => count > FOLDER_FILES_MAX && !(folder in ROOMY));
    expect(large).toEqual([]);
  });

  it('are mostly under 200 lines, and never over 330', () => {
    const lines = LIB.map((file) => ({ file, count: textOf(file).split('\n').length }));
    expect(lines.filter(({ count }) => count > 330)).toEqual([]);
    const long = lines.filter(({ count }) => count > 200);
    expect(long.length / lines.length).toBeLessThan(0.05);
  });

  it('of lib say in their first line what they own', () => {
    expect(LIB.filter((file) => !/^(\/\/ \S|\/\*\*)/.test(textOf(file)))).toEqual([]);
  });

  it('have names in kebab-case, none of which says nothing', () => {
    const named = LIB.map((file) => file.split('/').slice(1)).flat();
    expect(named.filter((part) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.ts)?$/.test(part))).toEqual([]);
    expect(named.filter((part) => /^(utils?|helpers?|common|misc|index)(\.ts)?$/.test(part))).toEqual([]);
  });
});
