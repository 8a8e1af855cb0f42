import { describe, expect, it } from 'vitest';
import { busiestRate, streamRate } from '../../../../../lib/targets/rdb-group/decide/filling/stream-rate.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { NOW_MS } from '../../../../build/servers.ts';

/** Totals of a stream, a minute apart, the last of them now. */
function samples(...totals: readonly number[]) {
  return totals.map((total, i) => ({ atMs: NOW_MS - (totals.length - 1 - i) * MINUTE_MS, total }));
}

describe('the rate of a stream whose rows nobody could weigh yet', () => {
  it('is zero where no row arrived: that is known, whatever a row takes', () => {
    expect(streamRate({ basis: 'rows', samples: samples(100, 100, 100) })).toBe(0);
  });

  it('is unknown where rows arrived', () => {
    expect(streamRate({ basis: 'rows', samples: samples(100, 100, 101) })).toBeUndefined();
  });

  it('is unknown from one sample', () => {
    expect(streamRate({ basis: 'rows', samples: samples(100) })).toBeUndefined();
  });
});

describe('the rate of a stream', () => {
  const rate = (...totals: readonly number[]) =>
    (streamRate({ basis: 'rows', memoryPerRow: 1, samples: samples(...totals) }) ?? Number.NaN) * MINUTE_MS;

  it('is the median of slopes: one gap or one late report does not bend it', () => {
    expect(rate(0, 10, 20, 30, 40, 50, 60)).toBeCloseTo(10, 9);
    expect(rate(0, 10, 10, 30, 40, 50, 60)).toBeCloseTo(10, 9);
  });

  it('follows a storm within its first minutes', () => {
    expect(rate(0, 10, 20, 30, 40, 50, 150)).toBeGreaterThanOrEqual(40);
    expect(rate(0, 10, 20, 30, 130, 230, 330)).toBeCloseTo(100, 9);
  });
});

describe('the rate of the busiest minute', () => {
  const busiest = (totals: readonly number[], memoryPerRow = 1) =>
    (busiestRate({ basis: 'rows', memoryPerRow, samples: samples(...totals) }) ?? Number.NaN) * MINUTE_MS;
  const steady = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + 10 * i);

  it('is that of the last fifteen minutes, in memory', () => {
    expect(busiest([...steady(5), ...steady(10, 100)])).toBeCloseTo(60, 9);
    expect(busiest([...steady(5), ...steady(10, 100)], 3)).toBeCloseTo(180, 9);
  });

  it('forgets a minute that is longer ago', () => {
    expect(busiest([...steady(5), ...steady(16, 100)])).toBeCloseTo(10, 9);
  });

  it('is not made by two looks within seconds of one another', () => {
    const close = [
      { atMs: NOW_MS - 2 * MINUTE_MS, total: 0 },
      { atMs: NOW_MS - 5_000, total: 20 },
      { atMs: NOW_MS, total: 30 },
    ];
    const rate = (busiestRate({ basis: 'rows', memoryPerRow: 1, samples: close }) ?? 0) * MINUTE_MS;
    expect(rate).toBeCloseTo(15, 9);
  });

  it('is unknown where only memory is known, or nothing yet', () => {
    expect(busiestRate({ basis: 'memory', samples: samples(0, 10, 20, 90, 100) })).toBeUndefined();
    expect(busiestRate({ basis: 'rows', memoryPerRow: 1, samples: samples(5) })).toBeUndefined();
    expect(busiestRate(undefined)).toBeUndefined();
  });
});
