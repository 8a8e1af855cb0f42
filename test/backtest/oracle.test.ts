import { describe, expect, it } from 'vitest';
import { arrivalsOf } from '../../lib/backtest/run/arrivals.ts';
import { planOracle } from '../../lib/backtest/yardsticks/oracle.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { GIB, HOUR_MS, MIB, MINUTE_MS } from '../../lib/core/units.ts';
import { aScenario, aTrace, DAY_START_MS, steadyDay } from './a-scenario.ts';

/** A node takes 800 messages of a MiB until it is at 80 % of a GiB, its 19.2 MiB of its own included. */
const MEMORY = {
  totalBytes: GIB,
  baselineBytes: 19.2 * MIB,
  bytesPerRow: MIB,
  growth: 'smooth' as const,
  keepsHeap: false,
};

function plan(perMinute: number, change: { readyCount?: number; leadTimeMs?: number; days?: number } = {}) {
  const days = change.days ?? 1;
  const trace = aTrace((minute) => steadyDay(perMinute)(minute % 1_440), days * 1_440);
  return planOracle({
    segments: arrivalsOf(trace, MIB).segments(),
    memory: MEMORY,
    rollThresholdPercent: 80,
    endOfDaysMs: Array.from({ length: days }, (_, day) => DAY_START_MS + (day * 1_440 + 1_439) * MINUTE_MS),
    leadTimeMs: change.leadTimeMs ?? 0,
    readyCount: change.readyCount ?? 1,
  });
}

describe('the oracle', () => {
  it('knows when a live node reaches its threshold', () => {
    const { rollsMs } = plan(10);
    // 4,800 messages: a roll every 800, each 80 minutes after the last, the sixth with the last message.
    expect(rollsMs.map((ms) => (ms - DAY_START_MS) / MINUTE_MS)).toEqual([620, 700, 780, 860, 940, 1_020]);
  });

  it('launches each spare its lead time ahead, and none for which the minimum keeps one', () => {
    const { rollsMs, launchesMs } = plan(10, { leadTimeMs: 3 * MINUTE_MS, readyCount: 3 });
    expect(launchesMs).toEqual(rollsMs.slice(2).map((ms) => ms - 3 * MINUTE_MS - 1));
  });

  it('starts each day with an empty live node', () => {
    expect(plan(10, { days: 2 }).rollsMs.length).toBe(12);
    // 4,640 messages a day: the rest of the first day is flushed and does not hasten the second's rolls.
    const { rollsMs } = plan(9.6666, { days: 2 });
    const [first] = rollsMs;
    expect(rollsMs[rollsMs.length / 2]).toBe((first ?? 0) + 24 * HOUR_MS);
  });

  it('run in the world needs exactly the instance-hours of its plan, with no cushion and no late roll', async () => {
    const scenario = aScenario({ policy: { kind: 'oracle' } });
    const [result] = await runScenario(scenario, aTrace(steadyDay(9)));
    const { launchesMs } = plan(9, { leadTimeMs: MINUTE_MS });
    const endOfDayMs = DAY_START_MS + 1_439 * MINUTE_MS;
    const extraHours = launchesMs.reduce((sum, ms) => sum + (endOfDayMs - ms) / HOUR_MS, 0);
    // Each of the five that go is billed for its minute of shutting down.
    const shutdownHours = (5 * MINUTE_MS) / HOUR_MS;
    // The last live node goes on, a flushed one goes: together they are the first node's 24 hours.
    expect(result?.instanceHours).toBeCloseTo(24 + extraHours + shutdownHours, 2);
    expect(result).toMatchObject({
      lateRolls: 0,
      costVsOracle: 1,
      terminatedWithData: 0,
      scaleOuts: 5,
      retirements: 5,
    });
    expect(result?.minCushionSeconds).toBeCloseTo(0, 1);
  });

  it.each([1, 2, 3])('lets those written down together go, and keeps a minimum of %i', async (min) => {
    const scenario = aScenario({
      group: { min, max: 50, writeDownSeconds: 3_600 },
      policy: { kind: 'oracle' },
    });
    const [result] = await runScenario(
      scenario,
      aTrace((minute) => steadyDay(9)(minute % 1_440), 2 * 1_440),
    );
    // Five rolls a day, ten spares beside the first node: all go but what the minimum keeps.
    expect(result).toMatchObject({ terminatedWithData: 0, lateRolls: 0, costVsOracle: 1 });
    expect(result?.byDay.map(({ rolls }) => rolls)).toEqual([5, 5]);
    expect(result?.retirements).toBe(11 - min);
  });
});
