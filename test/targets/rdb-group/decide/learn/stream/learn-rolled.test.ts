import { describe, expect, it } from 'vitest';
import { learnRolled } from '../../../../../../lib/targets/rdb-group/decide/learn/stream/learn-rolled.ts';
import type { Report } from '../../../../../../lib/targets/rdb-group/domain/node.ts';
import { aReport } from '../../../../../build/servers.ts';
import { whatIsKnown } from '../../../../../build/snapshot.ts';

const rolledWith = (rows: number, used = 82, overrides: Partial<Report> = {}): Report =>
  aReport('a', { live: false, rows, memory: { used, total: 100, unit: 'bytes' }, ...overrides });
const grownAt = (grownRows: number) =>
  whatIsKnown({
    nodes: { a: { launch: { firstSeenAtMs: 0 }, memory: { used: 82, grownTo: 82, grownRows } } },
  });

describe('the rows that fill a node', () => {
  it('are the fewest among those that have rolled', () => {
    const reports = [rolledWith(900), { ...rolledWith(800), instanceId: 'b' }];
    expect(learnRolled(undefined, whatIsKnown(), reports)).toEqual({ rows: 800, used: 82, total: 100 });
  });

  it('are those with which it came to its memory, of a node that rolled late and stood there for a while', () => {
    expect(learnRolled(undefined, grownAt(700), [rolledWith(900)])?.rows).toBe(700);
  });

  it('are those with which it came to its threshold, of a node that rolled late and grew on', () => {
    const { launch, memory } = grownAt(1_200).nodes['a'] ?? {};
    if (!launch || !memory) throw new Error('no node');
    const learned = whatIsKnown({ nodes: { a: { launch, memory, turn: { rollDueRows: 850 } } } });
    expect(learnRolled(undefined, learned, [rolledWith(1_200, 100)])?.rows).toBe(850);
  });

  it('are never more than it holds', () => {
    expect(learnRolled(undefined, grownAt(1_000), [rolledWith(900)])?.rows).toBe(900);
  });

  it.each([
    ['a node that is still live', rolledWith(900, 82, { live: true })],
    ['one that writes down', rolledWith(900, 82, { busy: true })],
    ['one that was rolled by hand, half empty', rolledWith(900, 59)],
    ['one that holds nothing', rolledWith(0)],
  ])('are not learned from %s', (_, report) => {
    const known = { rows: 500, used: 81, total: 100 };
    expect(learnRolled(known, grownAt(700), [report])).toBe(known);
  });
});
