import { describe, expect, it } from 'vitest';
import { learnJumps } from '../../../../../../lib/targets/rdb-group/decide/learn/stream/learn-jumps.ts';
import type { Report } from '../../../../../../lib/targets/rdb-group/domain/node.ts';
import { aReport } from '../../../../../build/servers.ts';
import { whatIsKnown } from '../../../../../build/snapshot.ts';

/** A row takes a hundredth of a percent; memory last grew, to 40 %, at 4,000 rows. */
const PER_ROW = 0.01;
const learned = whatIsKnown({
  nodes: { a: { launch: { firstSeenAtMs: 0 }, memory: { used: 40, grownTo: 40, grownRows: 4_000 } } },
});

function seen(rows: number, used: number, overrides: Partial<Report> = {}): boolean {
  const report = aReport('a', {
    live: true,
    rows,
    memory: { used, total: 100, unit: 'bytes' },
    ...overrides,
  });
  return learnJumps(learned, [report], PER_ROW);
}

describe('memory that grows in jumps', () => {
  it.each([
    [4_299, false],
    [4_300, true],
  ])('is seen at %d rows, where memory has stood still since 4,000: %s', (rows, isSeen) => {
    expect(seen(rows, 40)).toBe(isSeen);
  });

  it('is not seen where memory has followed the rows', () => {
    expect(seen(4_300, 43)).toBe(false);
  });

  it('is not seen on a node that is not live: nothing arrives there', () => {
    expect(seen(4_300, 40, { live: false })).toBe(false);
  });

  it('stays known once it was seen', () => {
    const stream = { basis: 'rows', samples: [], growsInJumps: true } as const;
    expect(learnJumps({ ...learned, stream }, [], undefined)).toBe(true);
  });
});
