import { describe, expect, it } from 'vitest';
import { learnMemorySteps } from '../../../../../../lib/targets/rdb-group/decide/learn/stream/learn-memory-steps.ts';
import type { Report } from '../../../../../../lib/targets/rdb-group/domain/node.ts';
import type { MemoryStep, StreamLearned } from '../../../../../../lib/targets/rdb-group/domain/state.ts';
import { learn } from '../../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { aNode, aReport, NOW_MS } from '../../../../../build/servers.ts';
import { aGroup, whatIsKnown } from '../../../../../build/snapshot.ts';

const TOTAL = 1_000;

/** The live node had 4,000 rows in 400 of 1,000 bytes when it last reported. */
const learned = whatIsKnown({
  nodes: {
    a: {
      launch: { firstSeenAtMs: 0 },
      last: { observedAtMs: 0, live: true, rows: 4_000 },
      memory: { used: 400, total: TOTAL },
    },
  },
});

function said(rows: number, used: number, overrides: Partial<Report> = {}): Report {
  const memory = { used, total: TOTAL, unit: 'bytes' } as const;
  return aReport('a', { live: true, rows, memory, ...overrides });
}

function steps(
  news: readonly Report[],
  known: readonly MemoryStep[] = [],
  growsInJumps = true,
): readonly MemoryStep[] {
  return learnMemorySteps(known, learned, { news, growsInJumps });
}

const STEP = { used: 600, afterRows: 4_000, byRows: 4_100 };

describe('the steps of memory', () => {
  it('lie between the last report with less memory and the first with more, in one look or in several', () => {
    expect(steps([said(4_100, 600)])).toEqual([STEP]);
    expect(steps([said(4_050, 400), said(4_100, 600), said(4_200, 600), said(4_300, 800)])).toEqual([
      { used: 600, afterRows: 4_050, byRows: 4_100 },
      { used: 800, afterRows: 4_200, byRows: 4_300 },
    ]);
  });

  it.each([
    [401.9, 0],
    [402, 1],
  ])('are more than noise: from 400 to %d there are %d', (used, count) => {
    expect(steps([said(4_100, used)])).toHaveLength(count);
  });

  it.each([
    [629.9, 1],
    [630, 2],
  ])('are three hundredths of memory apart: with one at 600 and memory at %d there are %d', (used, count) => {
    expect(steps([said(4_100, 600), said(4_200, used)])).toHaveLength(count);
  });

  it('are of live nodes, whose sizes are known in bytes, and of rows that came, not of a flush', () => {
    expect(steps([said(4_100, 600, { live: false })])).toEqual([]);
    expect(steps([said(4_100, 60, { memory: { used: 60, total: 100, unit: 'percent' } })])).toEqual([]);
    // A heap that is kept over an end of day is no step of the few rows after it.
    expect(steps([said(10, 900), said(20, 900)])).toEqual([]);
    expect(
      steps([aReport('b', { live: true, rows: 4_100, memory: { used: 600, total: TOTAL, unit: 'bytes' } })]),
    ).toEqual([]);
  });

  it('hold for servers of any size', () => {
    const ofHalf = { total: TOTAL / 2, unit: 'bytes' } as const;
    const half = aReport('b', { live: true, rows: 10, memory: { used: 20, ...ofHalf } });
    const grown = { ...half, rows: 20, memory: { used: 60, ...ofHalf } };
    expect(steps([half, grown], [STEP])).toEqual([{ used: 60, afterRows: 10, byRows: 20 }, STEP]);
  });

  it('are the same ones where nothing is new', () => {
    const known = [STEP];
    expect(steps([said(4_050, 400), said(4_100, 600), said(4_200, 600)], known)).toBe(known);
    // One that was not heard of for longer tells less, and the step stands.
    expect(steps([said(4_200, 600)], known)).toBe(known);
  });

  it('move to more rows where a node comes to as much later', () => {
    const later = { used: 600, afterRows: 4_150, byRows: 4_200 };
    expect(steps([said(4_150, 400), said(4_200, 600)], [STEP])).toEqual([later]);
  });

  it('that came of a query are forgotten once as many rows are there with less', () => {
    const query = { used: 900, afterRows: 3_000, byRows: 3_050 };
    expect(steps([said(4_050, 400)], [query, { ...STEP, used: 950 }])).toEqual([{ ...STEP, used: 950 }]);
    expect(steps([said(4_050, 898)], [query])).toEqual([query]);
  });

  it('that needed more rows to come to less say nothing beside one that is new', () => {
    const later = { used: 600, afterRows: 5_000, byRows: 5_050 };
    const more = { used: 700, afterRows: 6_000, byRows: 6_050 };
    expect(steps([said(4_100, 650)], [later, more])).toEqual([{ ...STEP, used: 650 }, more]);
  });

  it('are the sixteen highest', () => {
    const news = Array.from({ length: 19 }, (_, i) => said(4_001 + i, 401 + 31 * (i + 1)));
    const kept = steps(news);
    expect(kept).toHaveLength(16);
    expect(kept.map(({ used }) => used)).toEqual(news.slice(-16).map(({ memory }) => memory?.used));
  });

  it('are kept before memory is known to jump, the latest four: the first jump is what shows it', () => {
    const group = aGroup({ nodes: [aNode('a')] });
    const stepsOf = (known: Partial<StreamLearned>) => {
      const stream: StreamLearned = { basis: 'rows', samples: [], memoryPerRow: 0.1, ...known };
      const news = [said(4_100, 600, { observedAtMs: NOW_MS })];
      return learn({ ...learned, stream }, { group, reports: news }, NOW_MS).stream?.memorySteps;
    };
    const earlier = [100, 200, 300, 350].map((used) => ({ used, byRows: 10 * used, afterRows: 9 * used }));
    expect(stepsOf({})).toEqual([STEP]);
    expect(stepsOf({ memorySteps: earlier })).toEqual([...earlier.slice(1), STEP]);
    expect(stepsOf({ growsInJumps: true, memorySteps: earlier })).toEqual([...earlier, STEP]);
  });
});
