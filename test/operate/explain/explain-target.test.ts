import { describe, expect, it } from 'vitest';
import { explainTarget, type EntryWords } from '../../../lib/operate/explain/explain-target.ts';
import type { DrillStore, KeptDrill } from '../../../lib/ports/drills.ts';
import type { JournalEntry } from '../../../lib/ports/journal.ts';

const WORDS: EntryWords<JournalEntry> = {
  changeOf: () => undefined,
  adds: 'grow',
  takes: 'shrink',
  more: () => [],
  whyNot: () => [],
};
const at = (clock: string) => Date.parse(`2026-11-20T${clock}:00Z`);

function anEntry(clock: string): JournalEntry {
  return {
    target: 'lvc',
    atMs: at(clock),
    cycleId: clock,
    trigger: 'tick',
    kind: 'grow',
    reason: { code: 'filling', text: `Growing at ${clock}`, operands: {} },
    considered: [],
    actions: [],
  };
}

function aDrill(clock: string, changes: Partial<KeptDrill> = {}): KeptDrill {
  return {
    atMs: at(clock),
    who: 'ada',
    drill: 'memorydb-shard',
    pass: false,
    summary: 'detected after 1 s, 3 lost',
    result: { steps: [{ at: '2026-11-20T10:00:01.000Z', text: 'a key was not acknowledged' }] },
    ...changes,
  };
}

async function linesOf(
  { entries, drills }: { readonly entries: readonly JournalEntry[]; readonly drills: readonly KeptDrill[] },
  { last = 20, detail = 'plans' }: { readonly last?: number; readonly detail?: 'plans' | 'why-not' } = {},
) {
  const newest = <T extends { readonly atMs: number }>(all: readonly T[], count: number) =>
    [...all].sort((a, b) => b.atMs - a.atMs).slice(0, count);
  const stateStore = {
    readState: () => Promise.resolve(undefined),
    readJournal: (_: string, count: number) => Promise.resolve(newest(entries, count)),
  };
  const store: Pick<DrillStore, 'readDrills'> = {
    readDrills: (_, count) => Promise.resolve(newest(drills, count)),
  };
  const told = await explainTarget(
    WORDS,
    { name: 'lvc', entryCountMax: last, detail },
    { stateStore, drills: store },
  );
  if (told.kind !== 'told') return told.kind;
  return told.lines.map((line) => line.replace(/\u001b\[[0-9;]*m/g, ''));
}

describe('what is explained of a target', () => {
  const entries = [anEntry('09:00'), anEntry('11:00')];

  it('has its drills between its plans, by their time, with who broke what and what came of it', async () => {
    expect(await linesOf({ entries, drills: [aDrill('10:00')] })).toEqual([
      '2026-11-20 09:00:00Z  grow       Growing at 09:00. (tick)',
      '2026-11-20 10:00:00Z  drill      memorydb-shard, by ada: failed: detected after 1 s, 3 lost.',
      '2026-11-20 11:00:00Z  grow       Growing at 11:00. (tick)',
    ]);
  });

  it('has their steps where more is asked for', async () => {
    const lines = await linesOf(
      { entries: [], drills: [aDrill('10:00', { pass: true })] },
      { detail: 'why-not' },
    );
    expect(lines).toEqual([
      expect.stringContaining('memorydb-shard, by ada: passed: '),
      '    2026-11-20T10:00:01.000Z: a key was not acknowledged.',
    ]);
  });

  it('is the latest of both, no more than were asked for', async () => {
    const drills = [aDrill('08:00'), aDrill('10:00')];
    const lines = await linesOf({ entries, drills }, { last: 2 });
    expect(lines).toEqual([expect.stringContaining(' 10:00'), expect.stringContaining(' 11:00')]);
  });

  it('is nothing only where there is neither', async () => {
    expect(await linesOf({ entries: [], drills: [] })).toBe('nothing-recorded');
    expect(await linesOf({ entries: [], drills: [aDrill('10:00')] })).toHaveLength(1);
  });

  it('reads a result of whichever version, and tells what it can', async () => {
    const odd = aDrill('10:00', { result: { steps: ['a step', { at: 1 }] } });
    expect(await linesOf({ entries: [], drills: [odd] }, { detail: 'why-not' })).toHaveLength(1);
  });
});
