import { describe, expect, it } from 'vitest';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../../../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { aNode, aReport, NOW_MS, withKnown } from '../../../../build/servers.ts';
import { aGroup, whatIsKnown } from '../../../../build/snapshot.ts';

const FULL: NodeLearned = {
  launch: { firstSeenAtMs: 0 },
  last: { observedAtMs: NOW_MS - MINUTE_MS, rows: 700, updates: 90 },
};
const EMPTY: NodeLearned = withKnown(FULL, { last: { rows: 0 } });
const at = { observedAtMs: NOW_MS, sampledFromMs: NOW_MS - 20_000 };

function after(known: NodeLearned, report: Partial<Report>) {
  const group = aGroup({ nodes: [aNode('a')] });
  return learn(
    whatIsKnown({ nodes: { a: known } }),
    { group, reports: [aReport('a', { ...at, ...report })] },
    NOW_MS,
  );
}

describe('that a node was flushed', () => {
  it('is learned from rows that are there no more, from the earliest moment it can have been', () => {
    expect(after(FULL, { rows: 0 }).queue.flushedAtMs).toBe(NOW_MS - 20_000);
  });

  it('is kept with the first of those that followed each other: nodes write down by turns', () => {
    const flushed = (queue: { flushedAtMs: number; flushedSinceMs?: number }) => {
      const known = whatIsKnown({ nodes: { a: FULL }, queue });
      const group = aGroup({ nodes: [aNode('a')] });
      return learn(known, { group, reports: [aReport('a', { ...at, rows: 0 })] }, NOW_MS).queue;
    };
    const before = at.sampledFromMs - 120 * MINUTE_MS;
    const first = { flushedAtMs: before, flushedSinceMs: 7 };
    expect(flushed(first)).toEqual({ flushedAtMs: at.sampledFromMs, flushedSinceMs: 7 });
    const another = { flushedAtMs: at.sampledFromMs, flushedSinceMs: at.sampledFromMs };
    expect(flushed({ ...first, flushedAtMs: before - 1 })).toEqual(another);
  });

  it.each([
    ['rows that are left', FULL, { rows: 1 }],
    ['a node that held none', EMPTY, { rows: 0 }],
    ['a process that has begun anew', FULL, { rows: 0, updates: 2 }],
  ] as const)('is not learned from %s', (_, known, report) => {
    expect(after(known, report)).not.toHaveProperty('queue.flushedAtMs');
  });

  it('and that the live node was, from rows that are far fewer than before', () => {
    expect(after(FULL, { live: true, rows: 349 }).queue).toEqual({ liveFlushedAtMs: at.sampledFromMs });
    for (const report of [
      { live: true, rows: 350 },
      { live: false, rows: 349 },
      { live: true, rows: 349, updates: 2 },
    ])
      expect(after(FULL, report)).not.toHaveProperty('queue.liveFlushedAtMs');
    // Once in half a day: one that writes down by the hour tells nothing of the queue.
    const again = (agoMs: number) => {
      const known = whatIsKnown({ nodes: { a: FULL }, queue: { liveFlushedAtMs: at.sampledFromMs - agoMs } });
      const reports = [aReport('a', { ...at, live: true, rows: 1 })];
      return learn(known, { group: aGroup({ nodes: [aNode('a')] }), reports }, NOW_MS).queue.liveFlushedAtMs;
    };
    expect(again(720 * MINUTE_MS)).toBe(at.sampledFromMs);
    expect(again(720 * MINUTE_MS - 1)).toBe(at.sampledFromMs - 720 * MINUTE_MS + 1);
  });

  it('and that a node was live, with rows, is learned while it holds some', () => {
    const live = after(EMPTY, { live: true, rows: 0 }).nodes['a'];
    expect(live?.turn).toEqual({ everLive: true, liveSinceMs: NOW_MS });
    expect(after(FULL, { live: true, rows: 701 }).nodes['a']?.turn?.everFilled).toBe(true);
    // Known as live by an earlier version: its rows tell the rest.
    const known = after({ ...FULL, turn: { everLive: true } }, { live: false, rows: 700 });
    expect(known.nodes['a']?.turn?.everFilled).toBe(true);
  });

  it('and that it had a turn which nobody saw, from rows that are older than any replay', () => {
    const bornAgo = (minutes: number) =>
      withKnown(EMPTY, { launch: { firstSeenAtMs: NOW_MS - minutes * MINUTE_MS } });
    const turnOf = (known: NodeLearned, report: Partial<Report>) => after(known, report).nodes['a']?.turn;
    expect(turnOf(bornAgo(15), { live: false, rows: 300 })).toEqual({ unseen: true });
    expect(turnOf(bornAgo(14), { live: false, rows: 300 })).toBeUndefined();
    expect(turnOf(bornAgo(15), { live: false, rows: 0 })).toBeUndefined();
    expect(turnOf({ ...FULL, turn: { everLive: true } }, { live: false, rows: 700 })).not.toHaveProperty(
      'unseen',
    );
    // Its process has begun anew: it may wait in the queue.
    const anew = { ...FULL, turn: { unseen: true } } as const;
    expect(turnOf(anew, { live: false, rows: 0, updates: 2 })).toBeUndefined();
    expect(turnOf(anew, { live: false, rows: 0, updates: 91 })).toEqual({ unseen: true });
  });
});
