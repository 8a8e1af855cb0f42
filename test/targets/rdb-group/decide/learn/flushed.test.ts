import { describe, expect, it } from 'vitest';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { aNode, aReport, NOW_MS } from '../../../../build/servers.ts';
import { aGroup, whatIsKnown } from '../../../../build/snapshot.ts';

const FULL: NodeLearned = { firstSeenAtMs: 0, observedAtMs: NOW_MS - MINUTE_MS, rows: 700, updates: 90 };
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
    expect(after(FULL, { rows: 0 }).flushedAtMs).toBe(NOW_MS - 20_000);
  });

  it.each([
    ['rows that are left', FULL, { rows: 1 }],
    ['a node that held none', { ...FULL, rows: 0 }, { rows: 0 }],
    ['a process that has begun anew', FULL, { rows: 0, updates: 2 }],
  ] as const)('is not learned from %s', (_, known, report) => {
    expect(after(known, report)).not.toHaveProperty('flushedAtMs');
  });

  it('and that a node was live, with rows, is learned while it holds some', () => {
    const live = after({ ...FULL, rows: 0 }, { live: true, rows: 0 }).nodes['a'];
    expect(live).toMatchObject({ everLive: true });
    expect(live).not.toHaveProperty('everFilled');
    expect(after(FULL, { live: true, rows: 701 }).nodes['a']).toMatchObject({ everFilled: true });
    // Known as live by an earlier version: its rows tell the rest.
    expect(after({ ...FULL, everLive: true }, { live: false, rows: 700 }).nodes['a']).toMatchObject({
      everFilled: true,
    });
  });
});
