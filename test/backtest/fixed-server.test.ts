import { describe, expect, it } from 'vitest';
import { arrivalsOf } from '../../lib/backtest/run/arrivals.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { useOfFixedServer } from '../../lib/backtest/yardsticks/fixed-server.ts';
import { GIB, MIB, MINUTE_MS } from '../../lib/core/units.ts';
import { aScenario, aTrace, DAY_START_MS, steadyDay } from './a-scenario.ts';

/** Two days; 480 busy minutes each, of `perMinute` messages of a MiB; the second of twice as many. */
function useOf(memoryMiB: number, change: { perMinute?: number; growth?: 'smooth' | 'doubling' } = {}) {
  const { perMinute = 10, growth = 'smooth' } = change;
  const trace = aTrace(
    (minute) => steadyDay(minute < 1_440 ? perMinute : 2 * perMinute)(minute % 1_440),
    2_880,
  );
  return useOfFixedServer({
    segments: arrivalsOf(trace, MIB).segments(),
    memory: {
      totalBytes: memoryMiB * MIB,
      baselineBytes: 100 * MIB,
      bytesPerRow: MIB,
      growth,
      keepsHeap: false,
    },
    endOfDaysMs: [0, 1].map((day) => DAY_START_MS + (day * 1_440 + 1_439) * MINUTE_MS),
  });
}

describe('the fixed server', () => {
  it('holds a day at a time: what its fullest day takes, and its own', () => {
    expect(useOf(16_384).memoryNeededGiB).toBeCloseTo((9_600 + 100) / 1_024, 6);
  });

  it('ran out of memory on the days that fill all that it has', () => {
    expect(useOf(9_701).outOfMemoryDays).toBe(0);
    expect(useOf(9_700).outOfMemoryDays).toBe(1);
    expect(useOf(4_901).outOfMemoryDays).toBe(1);
    expect(useOf(4_900).outOfMemoryDays).toBe(2);
  });

  it('grows as its RDB does', () => {
    expect(useOf(16_384, { growth: 'doubling' }).memoryNeededGiB).toBeGreaterThan(
      (1.2 * (9_700 * MIB)) / GIB,
    );
  });

  it('stands in each result with what it would have needed, and null where none was given', async () => {
    const { fixed, ...without } = aScenario();
    const small = { ...without, fixed: { memoryGiB: 1, pricePerHourUsd: 0.1 } };
    expect(fixed).toMatchObject({ memoryGiB: 8 });
    const trace = aTrace(steadyDay(5));
    const [held] = await runScenario(aScenario(), trace);
    const [failed] = await runScenario(small, trace);
    const [none] = await runScenario(without, trace);
    expect(held).toMatchObject({ fixedMemoryNeededGiB: 2.36, fixedOutOfMemoryDays: 0 });
    expect(failed).toMatchObject({ fixedMemoryNeededGiB: 2.36, fixedOutOfMemoryDays: 1 });
    expect(none).toMatchObject({ fixedMemoryNeededGiB: null, fixedOutOfMemoryDays: null });
  });
});
