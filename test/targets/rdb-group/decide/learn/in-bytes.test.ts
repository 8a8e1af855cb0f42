import { describe, expect, it } from 'vitest';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { inBytes, knownInBytes } from '../../../../../lib/targets/rdb-group/decide/learn/in-bytes.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import type { MemoryUse, Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { GIB, MINUTE_MS } from '../../../../../lib/core/units.ts';
import { aNode, aReport, NOW_MS } from '../../../../build/servers.ts';
import { aGroup, whatIsKnown, aPolicy } from '../../../../build/snapshot.ts';

const bytes = (used: number, total = 4 * GIB): MemoryUse => ({ used, total, unit: 'bytes' });
const percent = (used: number): MemoryUse => ({ used, total: 100, unit: 'percent' });
const report = (id: string, memory: MemoryUse) => aReport(id, { memory });
const sizes = (totals: Readonly<Record<string, number>>) =>
  whatIsKnown({
    nodes: Object.fromEntries(
      Object.entries(totals).map(([id, total]) => [
        id,
        { launch: { firstSeenAtMs: 0 }, memory: { used: total / 2, total } },
      ]),
    ),
  });

describe('a report that tells a percentage alone', () => {
  it('is in bytes of its own node, where that has told its size', () => {
    const [read] = inBytes([report('a', percent(25))], sizes({ a: 8 * GIB, b: 4 * GIB }));
    expect(read?.memory).toEqual(bytes(2 * GIB, 8 * GIB));
  });

  it('takes the size that a report beside it tells', () => {
    const read = inBytes([report('a', bytes(GIB)), report('b', percent(50))], whatIsKnown());
    expect(read[1]?.memory).toEqual(bytes(2 * GIB));
  });

  it('stays as it is in a group that has never told bytes', () => {
    const given = report('a', percent(25));
    expect(inBytes([given], whatIsKnown())).toEqual([given]);
  });
});

describe('what was learned of a node in percent', () => {
  const known = { used: 50, baseline: 5, anchor: { used: 5, rows: 0 }, grownTo: 50 };

  it('becomes bytes with its first report in bytes', () => {
    expect(knownInBytes(known, bytes(2 * GIB))).toEqual({
      total: 4 * GIB,
      used: 2 * GIB,
      baseline: 0.2 * GIB,
      anchor: { used: 0.2 * GIB, rows: 0 },
      grownTo: 2 * GIB,
    });
  });

  it('stays while its reports are in percent', () => {
    expect(knownInBytes(known, percent(51))).toBe(known);
  });
});

describe('a live node whose bytes go missing for a while', () => {
  /** Ten minutes in which a hundredth of a node arrives each minute, and one in which it tells no bytes. */
  const wantedInTheEnd = () => {
    const group = aGroup({ nodes: [aNode('a'), aNode('b')], maxSize: 40 });
    let learned: GroupLearned = NOTHING_LEARNED;
    let reports: readonly Report[] = [];
    for (let minute = 0; minute <= 10; minute += 1) {
      const atMs = NOW_MS + minute * MINUTE_MS;
      const used = 5 + minute;
      const inPercent = minute === 10;
      const a = {
        live: true,
        rows: 1_000 * minute,
        memory: inPercent ? percent(used) : bytes((used / 100) * 4 * GIB),
      };
      const b = { queued: true, memory: bytes(0.05 * 4 * GIB) };
      reports = inBytes(
        [aReport('a', { ...a, observedAtMs: atMs }), aReport('b', { ...b, observedAtMs: atMs })],
        learned,
      );
      learned = learn(learned, { group, reports }, atMs);
    }
    const snapshot = { group, reports: new Map(reports.map((r) => [r.instanceId, r])), odd: [], learned };
    return decide(snapshot, aPolicy(), NOW_MS + 10 * MINUTE_MS).assessed.sparesWanted;
  };

  it('asks for no storm of servers: what a row takes in bytes is not held against a memory of 100', () => {
    expect(wantedInTheEnd()).toBeLessThanOrEqual(1);
  });
});
