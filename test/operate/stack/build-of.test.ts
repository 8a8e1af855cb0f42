import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_FROM, buildOf, filesOfBuild } from '../../../lib/operate/stack/build-of.ts';
import { FUNCTION_NAMES } from '../../../scripts/package/function-names.ts';
import { importsOf } from '../../architecture/read-imports.ts';

const PROJECT = resolve(import.meta.dirname, '../../..');

let elsewhere: string;
let built: string;
beforeAll(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'spillway-build-'));
  for (const path of BUILT_FROM) {
    mkdirSync(dirname(join(elsewhere, path)), { recursive: true });
    cpSync(join(PROJECT, path), join(elsewhere, path), { recursive: true });
  }
  built = buildOf(elsewhere);
});
afterAll(() => {
  rmSync(elsewhere, { recursive: true });
});

/** The build with these files' texts in the place of theirs, or beside them; then they are as before. */
function buildWith(texts: Readonly<Record<string, string>>): string {
  const undo = Object.entries(texts).map(([path, text]) => {
    const file = join(elsewhere, path);
    mkdirSync(dirname(file), { recursive: true });
    const before = BUILT_FROM.some((from) => path.startsWith(from)) ? sourceOf(path) : undefined;
    writeFileSync(file, text);
    return () => {
      if (before === undefined) rmSync(file);
      else writeFileSync(file, before);
    };
  });
  const build = buildOf(elsewhere);
  for (const restore of undo) restore();
  return build;
}

/** `undefined` of a file that the project does not have. */
function sourceOf(path: string): string | undefined {
  try {
    return readFileSync(join(PROJECT, path), 'utf8');
  } catch {
    return undefined;
  }
}

describe('the build', () => {
  it('is the same for the same files in another place, and with other ends of lines', () => {
    expect(built).toMatch(/^[\da-f]{12}$/);
    expect(built).toBe(buildOf(PROJECT));
    const path = 'functions/on-tick.ts';
    expect(buildWith({ [path]: sourceOf(path)?.replaceAll('\n', '\r\n') ?? '' })).toBe(built);
  });

  it('is another one where code, template, packaging or a dependency is', () => {
    for (const path of [
      'functions/on-tick.ts',
      'lib/core/units.ts',
      'infra/options/key-on.yml',
      'scripts/package/bundle-function.ts',
      'serverless.yml',
      'package-lock.json',
    ])
      expect(buildWith({ [path]: `${sourceOf(path) ?? ''}\n` }), path).not.toBe(built);
  });

  it('is another one where a file has another name, or text has moved from one to the next', () => {
    const builds = [
      buildWith({ 'lib/core/zero.ts': 'ab', 'lib/core/zone.ts': 'c' }),
      buildWith({ 'lib/core/zero.ts': 'a', 'lib/core/zone.ts': 'bc' }),
      buildWith({ 'lib/core/zero.ts': 'ab', 'lib/core/zoo.ts': 'c' }),
    ];
    expect(new Set([built, ...builds]).size).toBe(4);
  });

  it('knows nothing of what lies there besides, and of what is deployed by itself', () => {
    const besides = {
      'lib/core/.units.ts.swp': 'an editor’s',
      'infra/terraform/more.yml': 'a module’s',
      'infra/data-plane/more.yml': 'a stack’s of its own',
      'lib/sim/more.ts': 'a simulated world’s',
      'docs/more.ts': 'a page’s',
    };
    expect(buildWith(besides)).toBe(built);
  });

  it('says which of its files are not there', () => {
    expect(() => buildOf(join(elsewhere, 'lib'))).toThrow(/no such file.*functions/);
  });

  it('knows every file that a function imports', () => {
    const reached = new Set(FUNCTION_NAMES.map((name) => `functions/${name}.ts`));
    for (const path of reached)
      for (const { to } of importsOf({ path, text: readFileSync(join(PROJECT, path), 'utf8') }))
        if (to !== undefined) reached.add(to);
    expect(reached.size).toBeGreaterThan(200);
    const known = new Set(filesOfBuild(PROJECT));
    expect([...reached].filter((path) => !known.has(path))).toEqual([]);
  });
});
