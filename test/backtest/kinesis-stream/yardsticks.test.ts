import { describe, expect, it } from 'vitest';
import type { Load } from '../../../lib/backtest/kinesis-stream/load.ts';
import { doubling } from '../../../lib/backtest/kinesis-stream/policies/doubling.ts';
import { onDemandRun } from '../../../lib/backtest/kinesis-stream/policies/on-demand.ts';
import { runStream } from '../../../lib/backtest/kinesis-stream/run-stream.ts';
import { MIB, MINUTE_MS } from '../../../lib/core/units.ts';

/** What fills so many shards by bytes, by the minute. */
function aLoad(minutes: number, shards: (minute: number) => number): Load {
  const demand = Float64Array.from({ length: minutes }, (_, minute) => shards(minute));
  return {
    startMs: 0,
    demand,
    bytes: demand.map((wanted) => wanted * MIB * 60),
    records: demand.map((wanted) => wanted * 60),
    days: [],
  };
}

describe("AWS's sample", () => {
  const changesOf = (load: Load, start: number) =>
    runStream({ load, start, reshardSeconds: 60, driver: doubling({ min: 1, max: 64 }) }).changes.map(
      ({ atMs, from, to }) => ({ minute: atMs / MINUTE_MS, from, to }),
    );

  it('doubles after 25 minutes at three quarters, and not below', () => {
    expect(
      changesOf(
        aLoad(60, () => 3),
        4,
      ),
    ).toEqual([{ minute: 26, from: 4, to: 8 }]);
    expect(
      changesOf(
        aLoad(60, () => 2.99),
        4,
      ),
    ).toEqual([]);
  });

  it('halves after five quiet hours, again at once where they fit half of that too, and down to one', () => {
    const changes = changesOf(
      aLoad(400, () => 0.1),
      8,
    );
    expect(changes.map(({ from, to }) => [from, to])).toEqual([
      [8, 4],
      [4, 2],
      [2, 1],
    ]);
    expect(changes[0]?.minute).toBe(301);
    expect(changes[2]?.minute).toBeLessThan(310);
  });
});

describe('an on-demand stream', () => {
  it('takes four shards from the first, and a quarter of an hour later double of what it saw', () => {
    const { capacity } = onDemandRun(aLoad(60, (minute) => (minute < 10 ? 1 : 3)));
    expect([capacity[0], capacity[24], capacity[25], capacity[59]]).toEqual([4, 4, 6, 6]);
  });

  it('forgets a peak after thirty days', () => {
    const month = 30 * 24 * 60;
    const { capacity } = onDemandRun(aLoad(month + 20, (minute) => (minute === 0 ? 10 : 1)));
    expect([capacity[15], capacity[month + 15], capacity[month + 16]]).toEqual([20, 20, 4]);
  });
});
