import { describe, expect, it } from 'vitest';
import { streamRate } from '../../../lib/decide/filling/stream-rate.ts';
import { MINUTE_MS } from '../../../lib/domain/units.ts';
import { NOW_MS } from '../../build/servers.ts';

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
