import { describe, expect, it } from 'vitest';
import { parseStreamScenario } from '../../../lib/backtest/kinesis-stream/read-stream-scenario.ts';
import { nightFloorOf, recommendStream } from '../../../lib/backtest/kinesis-stream/recommend-stream.ts';
import type { StreamScenarioInput } from '../../../lib/backtest/kinesis-stream/scenario.ts';
import { MIB } from '../../../lib/core/units.ts';
import type { MinuteTrace } from '../../../lib/trace/minute-trace.ts';

const SHARD_MINUTE_BYTES = 60 * MIB;
const START_MS = Date.parse('2026-03-02T00:00:00Z');

/** Like days: four shards' worth for two hours about noon, at once, and little besides. */
function aTrace(dayCount: number): MinuteTrace {
  const volumes = Float64Array.from({ length: dayCount * 1_440 }, (_, i) => {
    const minute = i % 1_440;
    const fromNoon = Math.abs(minute - 720);
    const shards = fromNoon <= 60 ? 4 : 1;
    return shards * SHARD_MINUTE_BYTES;
  });
  return { name: 'noon', unit: 'bytes', startMs: START_MS, volumes };
}

const SCENARIO = {
  name: 'noon',
  target: 'kinesis-stream',
  trace: 'noon.csv',
  shards: { min: 1, max: 8, start: 6 },
  reshardSeconds: 120,
  prices: {
    shardHourUsd: 0.015,
    putUnitsPerMillionUsd: 0.014,
    onDemandPerGbUsd: 0.08,
    onDemandStreamHourUsd: 0.04,
  },
  policies: [{ kind: 'oracle' }],
} as const satisfies StreamScenarioInput;

function recommendFor(dayCount: number, change: Partial<StreamScenarioInput> = {}) {
  const heard: (readonly [number, number])[] = [];
  const scenario = parseStreamScenario('noon.json', { ...SCENARIO, ...change });
  const found = recommendStream({
    scenario,
    traces: [aTrace(dayCount)],
    onTry: (done, count) => void heard.push([done, count]),
  });
  return { ...found, heard };
}

describe('a recommendation for a stream', () => {
  it('is the cheapest way that throttled on no judged day, nor with more volume; the others come after it', () => {
    const { candidates, heard, dayCount, nightFloor } = recommendFor(2);
    expect([dayCount, nightFloor.peakShards]).toEqual([2, 4]);
    expect(candidates[0]).toMatchObject({
      choice: { kind: 'planner' },
      isSafe: true,
      throttledMinutes: [0, 0],
    });
    const safe = candidates.filter(({ isSafe }) => isSafe);
    expect(candidates.slice(0, safe.length)).toEqual(safe);
    for (const list of [safe, candidates.slice(safe.length)])
      expect(list.map(({ costUsd }) => costUsd)).toEqual(
        list.map(({ costUsd }) => costUsd).sort((a, b) => a - b),
      );
    expect(safe.map(({ label }) => label)).toContain('static 6');
    expect(heard).toEqual(heard.map((_, i) => [i + 1, candidates.length * 2]));
  }, 120_000);

  it('is on-demand where that is cheaper than any number of shards', () => {
    const prices = { ...SCENARIO.prices, shardHourUsd: 10 };
    const { candidates } = recommendFor(1, { prices, volumeFactor: 0.7 });
    expect(candidates[0]).toMatchObject({ choice: { kind: 'on-demand' }, isSafe: true });
  }, 120_000);

  it.each([
    [8, 1, { peakShards: 8, floorShards: 1 }],
    [8, 3, { peakShards: 8, floorShards: 3 }],
    [99.5, 1, { peakShards: 100, floorShards: 7 }],
  ])(
    'of a peak of %d shards and a minimum of %d says what AWS leaves for the night',
    (peak, min, expected) => {
      expect(nightFloorOf(peak, min)).toEqual({ changesPlanned: 8, doublings: 4, ...expected });
    },
  );
});
