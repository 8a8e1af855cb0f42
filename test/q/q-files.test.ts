import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import { checkQ } from '../../scripts/check-q/check-q.ts';

const FOLDER = new URL('../../q/', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.q'))
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));

describe('the q files', () => {
  it('are well formed, and every name in them is q’s own or defined', () => {
    expect(files.length).toBeGreaterThan(2);
    expect(checkQ(files)).toEqual([]);
  });

  it.each(files)(
    '$name says at its head that no licensed kdb+ has run it here, and how to prove it',
    ({ text }) => {
      const [what, honest] = text.split('\n');
      expect(what).toMatch(/^\/ [a-z-]+\.q: /);
      expect(honest).toContain('It has run on no licensed kdb+ in our tests');
      expect(honest).toContain('q selftest.q');
    },
  );

  it.each(files)('$name is short enough to be read', ({ text }) => {
    expect(text.split('\n').length).toBeLessThan(200);
    expect(text.split('\n').filter((line) => line.length > 200)).toEqual([]);
  });

  it('what is asked of a route, in the self-test and in the docs, are its columns', () => {
    const textOf = (name: string) => files.find((file) => file.name === name)?.text ?? '';
    const [, told = ''] = /\n {2}select (\S.*) from asked \}/.exec(textOf('spillway.q')) ?? [];
    const columns = told.split(',').map((column) => column.split(':')[0]);
    const docs = readFileSync(new URL('../../docs/q.md', import.meta.url), 'utf8');
    const [, table = ''] = /\| column of `route` \|(.*?)\n\n/s.exec(docs) ?? [];
    expect(columns.length).toBeGreaterThan(5);
    expect(columns.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
    const asked = textOf('selftest-routing.q')
      .split('.selftest.check[')
      .flatMap((check) => {
        const held = [...check.matchAll(/(\w+):\.spillway\.route\[/g)].map(([, variable]) => variable);
        const whole = [...check.matchAll(/\(\.spillway\.route\[[^\]]*\]\)`(\w+)/g)];
        const ofHeld = held.flatMap((variable) => [
          ...check.matchAll(new RegExp(`\\b${variable}\`(\\w+)`, 'g')),
        ]);
        return [...whole, ...ofHeld].map(([, name]) => name);
      });
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !columns.includes(name))).toEqual([]);
  });

  it('rdb.q keeps each variable that the probe asks an RDB for', () => {
    const asked = [...RDB_QUERIES['tick-slices'].matchAll(/`(\.spillway\.\w+)/g)].map(([, name]) => name);
    const rdb = files.find(({ name }) => name === 'rdb.q')?.text ?? '';
    // Of memory it asks itself, where q lets it.
    expect(asked.filter((name) => !rdb.includes(`\n${name}:`))).toEqual(['.spillway.memory']);
    expect(asked.length).toBeGreaterThan(8);
  });
});
