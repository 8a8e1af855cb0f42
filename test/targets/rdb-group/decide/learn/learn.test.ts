import { describe, expect, it } from 'vitest';
import { type Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { streamRate } from '../../../../../lib/targets/rdb-group/decide/filling/stream-rate.ts';
import { at, look, report } from './looks.ts';

const total = (learned: GroupLearned) => learned.stream?.samples.at(-1)?.total;

describe('the stream', () => {
  it('is what arrived since the last look, in rows', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 100, { live: true })]);
    learned = look(learned, 1, [report('a', 1, 130, { live: true })]);
    learned = look(learned, 2, [report('a', 2, 190, { live: true })]);
    expect(learned.stream).toMatchObject({ basis: 'rows' });
    expect(learned.stream?.samples.map((s) => s.total)).toEqual([0, 30, 90]);
  });

  it('goes on across a roll: what the old node still took, and what the new one has', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 700, { live: true }), report('b', 0, 0)]);
    learned = look(learned, 1, [report('a', 1, 750), report('b', 1, 20, { live: true })]);
    expect(total(learned)).toBe(70);
  });

  it('takes up several observations of one look, one by one', () => {
    const reports = [0, 1, 2].map((minute) => report('a', minute, 100 + 10 * minute, { live: true }));
    expect(look(NOTHING_LEARNED, 2, reports).stream?.samples.map((s) => s.total)).toEqual([0, 10, 20]);
  });

  it('knows the rate after a gap of a quarter of an hour', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 100, { live: true })]);
    learned = look(learned, 15, [report('a', 15, 250, { live: true })]);
    const perRow = learned.stream?.memoryPerRow ?? 0;
    expect(streamRate(learned.stream)).toBeCloseTo((10 * perRow) / MINUTE_MS, 9);
  });

  it('takes fewer rows for a flush: nothing arrived but what the live node holds since', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 700, { live: true }), report('b', 0, 300)]);
    learned = look(learned, 1, [report('a', 1, 4, { live: true }), report('b', 1, 0)]);
    expect(total(learned)).toBe(4);
  });

  it('takes a little fewer rows for none that arrived: some were deleted, or reports came out of order', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 700, { live: true })]);
    learned = look(learned, 1, [report('a', 1, 690, { live: true })]);
    expect(total(learned)).toBe(0);
    learned = look(learned, 2, [report('a', 2, 345, { live: true })]);
    expect(total(learned)).toBe(0);
    learned = look(learned, 3, [report('a', 3, 172, { live: true })]);
    expect(total(learned)).toBe(172);
  });

  it('takes no rows of a node that is seen for the first time', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 100, { live: true })], ['a']);
    learned = look(learned, 1, [report('a', 1, 110, { live: true }), report('b', 1, 500)]);
    expect(total(learned)).toBe(10);
  });

  it('learns the memory of a row from the fullest node, above its baseline', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 0, { live: true })]);
    learned = look(learned, 1, [report('a', 1, 500, { live: true })]);
    expect(learned.stream?.memoryPerRow).toBeCloseTo(0.1);
  });

  it('is of memory where no node reports rows, and never falls', () => {
    const memoryOnly = (minutes: number, used: number): Report => ({
      instanceId: 'a',
      source: 'cloudwatch',
      observedAtMs: at(minutes),
      sampledFromMs: at(minutes - 1),
      memory: { used, total: 100, unit: 'percent' },
    });
    let learned = look(NOTHING_LEARNED, 0, [memoryOnly(0, 20)]);
    learned = look(learned, 1, [memoryOnly(1, 30)]);
    learned = look(learned, 2, [memoryOnly(2, 25)]);
    learned = look(learned, 3, [memoryOnly(3, 26)]);
    expect(learned.stream).toMatchObject({ basis: 'memory' });
    expect(learned.stream?.samples.map((s) => s.total)).toEqual([0, 10, 10, 11]);
  });

  it('is not forgotten for one look that brings memory alone, but is for half an hour of them', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 100, { live: true })]);
    learned = look(learned, 1, [report('a', 1, 130, { live: true })]);
    const { rows: _, live: __, ...partial } = report('a', 2, 150);
    expect(look(learned, 2, [partial]).stream).toEqual(learned.stream);
    const late = { ...partial, observedAtMs: at(31) };
    expect(look(learned, 31, [late]).stream?.basis).toBe('memory');
  });

  it('keeps half an hour of samples', () => {
    let learned = NOTHING_LEARNED;
    for (let minute = 0; minute <= 90; minute += 1) {
      learned = look(learned, minute, [report('a', minute, minute, { live: true })]);
    }
    const samples = learned.stream?.samples ?? [];
    expect(samples.at(0)?.atMs).toBe(at(60));
    expect(samples).toHaveLength(31);
  });
});

describe('an observation that was taken in before', () => {
  it('changes nothing but when it was looked', () => {
    let learned = look(NOTHING_LEARNED, 0, [report('a', 0, 100, { live: true }), report('b', 0, 0)]);
    const second = [report('a', 1, 150, { live: true }), report('b', 1, 0)];
    learned = look(learned, 1, second);
    expect(look(learned, 2, second)).toEqual({
      ...learned,
      looks: { ...learned.looks, lastLookAtMs: at(2) },
    });
    expect(look(learned, 2, [report('a', 0, 100, { live: true })])).toEqual({
      ...learned,
      looks: { ...learned.looks, lastLookAtMs: at(2) },
    });
  });

  it('from the future is not taken in', () => {
    const learned = look(NOTHING_LEARNED, 0, []);
    expect(look(learned, 0, [report('a', 1, 100, { live: true })])).toEqual(learned);
  });
});

describe('memory given back', () => {
  const use = (minutes: number, used: number) =>
    report('a', minutes, 0, {
      live: true,
      rows: undefined as never,
      memory: { used, total: 100, unit: 'bytes' },
    });

  it('lets growth count anew after a flush, and not after a query', () => {
    let learned = look(NOTHING_LEARNED, 0, [use(0, 60)]);
    learned = look(learned, 1, [use(1, 55)]);
    learned = look(learned, 2, [use(2, 58)]);
    expect(learned.nodes['a']?.memory?.grewAtMs).toBeUndefined();
    learned = look(learned, 3, [use(3, 5)]);
    learned = look(learned, 4, [use(4, 6)]);
    expect(learned.nodes['a']?.memory?.grewAtMs).toBe(at(4));
  });
});
