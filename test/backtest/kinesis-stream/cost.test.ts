import { describe, expect, it } from 'vitest';
import { costOf } from '../../../lib/backtest/kinesis-stream/cost.ts';
import type { Load } from '../../../lib/backtest/kinesis-stream/load.ts';

const NO_PRICES = {
  shardHourUsd: 0,
  putUnitsPerMillionUsd: 0,
  onDemandPerGbUsd: 0,
  onDemandStreamHourUsd: 0,
};

/** An hour with so many records of that size. */
function aLoad(records: number, bytesPerMessage: number): Load {
  const all = Float64Array.from({ length: 60 }, (_, i) => (i === 0 ? records : 0));
  return {
    startMs: 0,
    records: all,
    bytes: all.map((count) => count * bytesPerMessage),
    demand: all,
    days: [],
  };
}

describe('what a stream costs', () => {
  it.each([
    [1_024, 1],
    [1_025, 2],
    [4_608, 5],
  ])('on demand counts a record of %d bytes as %d KB', (bytesPerMessage, kilobytes) => {
    const prices = { ...NO_PRICES, onDemandPerGbUsd: 1 };
    const load = aLoad(1024 ** 2, bytesPerMessage);
    expect(costOf({ kind: 'on-demand' }, { prices, bytesPerMessage }, load, 7)).toBeCloseTo(kilobytes);
  });

  it('on demand is billed for the hours that it is there, and for no shards', () => {
    const prices = { ...NO_PRICES, onDemandStreamHourUsd: 0.04, shardHourUsd: 1 };
    expect(costOf({ kind: 'on-demand' }, { prices, bytesPerMessage: 1 }, aLoad(0, 1), 7)).toBeCloseTo(0.04);
  });

  it.each([
    [25_600, 1],
    [25_601, 2],
  ])('provisioned counts a record of %d bytes as %d units', (bytesPerMessage, units) => {
    const prices = { ...NO_PRICES, putUnitsPerMillionUsd: 1, shardHourUsd: 0.5 };
    const load = aLoad(1e6, bytesPerMessage);
    expect(costOf({ kind: 'planner' }, { prices, bytesPerMessage }, load, 4)).toBeCloseTo(2 + units);
  });
});
