// The report on a terminal that shows colours: pc looks at the environment once, when it is loaded.
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, it, vi } from 'vitest';
import { reportTable } from '../../cli/import/report-table.ts';
import { OUTCOMES } from '../../lib/finspace/report-entry.ts';

vi.hoisted(() => {
  vi.stubEnv('FORCE_COLOR', '1');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

it('a table in colour is the same table: no control is broken, and none takes room', () => {
  const entries = OUTCOMES.map((outcome) => ({
    cluster: 'rdb',
    path: 'a.path'.repeat(12),
    value: 'one two'.repeat(5),
    outcome,
    to: null,
    why: 'it stands so',
  }));
  const coloured = reportTable(entries, 120);
  const text = stripVTControlCharacters(coloured);
  expect(coloured).not.toBe(text);
  expect(text).not.toMatch(/\p{Cc}(?<!\n)|\[\d+m/u);
  for (const outcome of OUTCOMES) expect(text).toContain(`│ ${outcome} `);
  const widths = text.split('\n').filter((line) => line.startsWith('│'));
  expect(new Set(widths.map((line) => line.length)).size).toBe(1);
});
