// What is learned of each node: since when it is there and live, how long it took to come, whether it can be believed.
import { describe, expect, it } from 'vitest';
import { type Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { aNode } from '../../../../build/servers.ts';
import { aGroup, whatIsKnown } from '../../../../build/snapshot.ts';
import { at, look, report } from './looks.ts';

describe('a node', () => {
  const node = (learned: GroupLearned, id = 'a') => learned.nodes[id];

  it('is remembered from when it was first seen until it is gone', () => {
    let learned = look(NOTHING_LEARNED, 0, []);
    learned = look(learned, 1, []);
    expect(node(learned)?.launch.firstSeenAtMs).toBe(at(0));
    expect(node(look(learned, 2, [], ['b']))).toBeUndefined();
  });

  it('has ever been live once it said so, and since then', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 0)]);
    expect(node(learned)?.turn?.everLive).toBeUndefined();
    learned = look(learned, 1, [report('a', 1, 0, { live: true })]);
    learned = look(learned, 2, [report('a', 2, 5, { live: true })]);
    expect(node(learned)).toMatchObject({ turn: { everLive: true, liveSinceMs: at(1) } });
  });

  it('is known by what it last said of the queue, though it says nothing of it now', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 0, { queued: true })]);
    learned = look(learned, 1, [report('a', 1, 0, { queued: false })]);
    const { queued: _, ...saysNothing } = report('a', 2, 0);
    learned = look(learned, 2, [saysNothing]);
    expect(node(learned)).toMatchObject({
      queue: { everQueued: true },
      last: { queued: false },
    });
    learned = look(learned, 3, [report('a', 3, 0, { queued: true })]);
    expect(node(learned)).toMatchObject({ queue: { everQueued: true }, last: { queued: true } });
  });

  it('has changed when its rows, its updates or its memory did', () => {
    const changedAt = (first: Partial<Report>, second: Partial<Report>) => {
      let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 10, first)]);
      learned = look(learned, 1, [report('a', 1, 10, second)]);
      return node(learned)?.last?.changedAtMs;
    };
    const used = (hundredths: number) => ({
      memory: { used: hundredths, total: 100, unit: 'bytes' } as const,
    });
    expect(changedAt({}, {})).toBe(at(0));
    expect(changedAt({}, { rows: 11 })).toBe(at(1));
    expect(changedAt({}, { rows: 9 })).toBe(at(1));
    expect(changedAt({ updates: 7 }, { updates: 8 })).toBe(at(1));
    expect(changedAt({ updates: 7 }, { updates: 7 })).toBe(at(0));
    // Growth below a five-hundredth of all memory is noise.
    expect(changedAt(used(10), used(10.19))).toBe(at(0));
    expect(changedAt(used(10), used(10.2))).toBe(at(1));
    expect(changedAt(used(10), used(4))).toBe(at(0));
  });

  it('has the smallest memory it ever reported as its baseline', () => {
    let learned = NOTHING_LEARNED;
    for (const [minute, rows] of [50, 0, 20].entries())
      learned = look(learned, minute, [report('a', minute, rows)]);
    expect(node(learned)).toMatchObject({ memory: { baseline: 5, used: 7 } });
  });

  it('waits in its hook since its event, else since it was first seen there, until it does no more', () => {
    const inStage = (
      stage: 'terminating-wait' | 'retained',
      learned: GroupLearned,
      minutes: number,
      event?: number,
    ) =>
      learn(
        learned,
        {
          group: aGroup({ nodes: [aNode('a', { stage })] }),
          reports: [],
          ...(event !== undefined && { waitingSince: new Map([['a', at(event)]]) }),
        },
        at(minutes),
      );
    let learned = inStage('terminating-wait', NOTHING_LEARNED, 5);
    expect(node(learned)?.hook?.waitingSinceMs).toBe(at(5));
    learned = inStage('terminating-wait', learned, 6);
    expect(node(learned)?.hook?.waitingSinceMs).toBe(at(5));
    learned = inStage('retained', learned, 7);
    expect(node(learned)?.hook?.waitingSinceMs).toBeUndefined();
    expect(node(inStage('terminating-wait', learned, 9, 8))?.hook?.waitingSinceMs).toBe(at(8));
  });
});

describe('lead times', () => {
  const asked = whatIsKnown({
    looks: { lastLookAtMs: at(0) },
    changes: { lastScaleOut: { atMs: at(0), desiredCapacity: 2 } },
  });

  it('run from asking for a node until its first report, empty', () => {
    let learned = look(asked, 1, [], ['a']);
    learned = look(learned, 3, [report('a', 3, 0, { queued: true })], ['a']);
    learned = look(learned, 4, [report('a', 4, 0, { queued: true })], ['a']);
    expect(learned.launches.leadTimesMs).toEqual([3 * MINUTE_MS]);
  });

  it.each([
    ['replays', { busy: true, queued: true }],
    ['has not joined the queue', { queued: false }],
  ])('go on while the node %s', (_, notYet) => {
    let learned = look(asked, 1, [], ['a']);
    learned = look(learned, 2, [report('a', 2, 0, notYet)], ['a']);
    expect(learned.launches.leadTimesMs).toEqual([]);
    learned = look(learned, 5, [report('a', 5, 0, { queued: true })], ['a']);
    expect(learned.launches.leadTimesMs).toEqual([5 * MINUTE_MS]);
  });

  it('are not learned of a node that was live before it was heard of', () => {
    let learned = look(asked, 1, [], ['a']);
    learned = look(learned, 2, [report('a', 2, 0, { live: true })], ['a']);
    learned = look(learned, 30, [report('a', 30, 0, { queued: true })], ['a']);
    expect(learned.launches.leadTimesMs).toEqual([]);
  });

  it('are not learned of nodes that nobody asked for', () => {
    const long = whatIsKnown({
      looks: { lastLookAtMs: at(0) },
      changes: { lastScaleOut: { atMs: at(-60), desiredCapacity: 2 } },
    });
    let learned = look(long, 1, [], ['a']);
    learned = look(learned, 3, [report('a', 3, 0, { queued: true })], ['a']);
    expect(learned.launches.leadTimesMs).toEqual([]);
  });

  it('are not learned of one that was silent for longer than half an hour', () => {
    const askedFor = (minutes: number) => {
      const learned = look(asked, 1, [], ['a']);
      return look(learned, minutes, [report('a', minutes, 0, { queued: true })], ['a']).launches.leadTimesMs;
    };
    expect(askedFor(30)).toEqual([30 * MINUTE_MS]);
    expect(askedFor(31)).toEqual([]);
    expect(askedFor(180)).toEqual([]);
  });

  it('are kept of the latest twenty launches', () => {
    let learned: GroupLearned = {
      ...asked,
      launches: { ...asked.launches, leadTimesMs: Array.from({ length: 20 }, (_, i) => i) },
    };
    learned = look(learned, 1, [], ['a']);
    learned = look(learned, 3, [report('a', 3, 0, { queued: true })], ['a']);
    expect(learned.launches.leadTimesMs).toHaveLength(20);
    expect(learned.launches.leadTimesMs.at(-1)).toBe(3 * MINUTE_MS);
  });
});

describe('a node that says it has no rows', () => {
  const filling = (minutes: number, used: number, overrides: Partial<Report> = {}) =>
    report('a', minutes, 0, { live: true, memory: { used, total: 100, unit: 'bytes' }, ...overrides });
  const doubt = (learned: GroupLearned) => learned.nodes['a']?.emptiness?.rowsDoubtedSinceMs;
  const looks = (...reports: readonly Report[]) =>
    reports.reduce((learned, one, i) => look(learned, i, [one]), NOTHING_LEARNED);

  it('is doubted once its memory grows while it is live, and goes on to be when it is not', () => {
    expect(doubt(looks(filling(0, 10), filling(1, 10.1)))).toBeUndefined();
    expect(doubt(looks(filling(0, 10), filling(1, 20)))).toBe(at(1));
    const rolled = filling(2, 20, { live: false });
    expect(doubt(looks(filling(0, 10), filling(1, 20), rolled))).toBe(at(1));
  });

  it('is doubted once it processes updates while it is live', () => {
    expect(doubt(looks(filling(0, 10, { updates: 5 }), filling(1, 10, { updates: 5 })))).toBeUndefined();
    expect(doubt(looks(filling(0, 10, { updates: 5 }), filling(1, 10, { updates: 6 })))).toBe(at(1));
  });

  it('is believed where it waits, and loads what is no data', () => {
    expect(doubt(looks(filling(0, 10, { live: false }), filling(1, 20, { live: false })))).toBeUndefined();
  });

  it('is believed where it had rows, and flushed them', () => {
    const full = report('a', 0, 100, { live: true });
    expect(doubt(looks(full, filling(1, 20)))).toBeUndefined();
  });

  it('is believed again when it reports rows, or its process begins anew', () => {
    const doubted = [filling(0, 10, { updates: 5 }), filling(1, 20, { updates: 6 })];
    expect(doubt(looks(...doubted, report('a', 2, 1, { live: true })))).toBeUndefined();
    expect(doubt(looks(...doubted, filling(2, 20, { updates: 0 })))).toBeUndefined();
  });
});
