import { describe, expect, it } from 'vitest';
import { billedUntilMs } from '../../lib/backtest/result/billing.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { HOUR_MS } from '../../lib/core/units.ts';
import { aScenario, aTrace, steadyDay } from './a-scenario.ts';

const LAUNCHED_MS = 10 * HOUR_MS;
const terms = { shutdownMs: 0, lastDayEndMs: 24 * HOUR_MS };

/** Milliseconds billed of a node that was ended so long after its launch. */
function billedMs(ranMs: number, shutdownMs = 0): number {
  const life = { launchedAtMs: LAUNCHED_MS, terminatedAtMs: LAUNCHED_MS + ranMs };
  return billedUntilMs(life, { ...terms, shutdownMs }) - LAUNCHED_MS;
}

describe('a node that was ended', () => {
  it('is billed a minute at the least', () => {
    expect(billedMs(0)).toBe(60_000);
    expect(billedMs(59_999)).toBe(60_000);
    expect(billedMs(60_000)).toBe(60_000);
  });

  it('is billed to the second from there, each begun one', () => {
    expect(billedMs(60_001)).toBe(61_000);
    expect(billedMs(61_000)).toBe(61_000);
    expect(billedMs(2 * HOUR_MS + 1)).toBe(2 * HOUR_MS + 1_000);
  });

  it('is billed for what it takes to shut down, within the minute and beyond it', () => {
    expect(billedMs(10_000, 30_000)).toBe(60_000);
    expect(billedMs(HOUR_MS, 90_000)).toBe(HOUR_MS + 90_000);
  });
});

describe('a node that outlives the last day', () => {
  it('is billed for as long as a hook held it, where that was longer than the shutdown', () => {
    const heldFor = (ms: number) =>
      billedUntilMs(
        { launchedAtMs: LAUNCHED_MS, terminatingAtMs: 12 * HOUR_MS, terminatedAtMs: 12 * HOUR_MS + ms },
        { ...terms, shutdownMs: 60_000 },
      );
    expect([0, 60_000, 90_000].map(heldFor)).toEqual([60_000, 60_000, 90_000].map((ms) => 12 * HOUR_MS + ms));
  });

  it('is billed until its end, and not at all if it was launched after that', () => {
    expect(billedUntilMs({ launchedAtMs: LAUNCHED_MS }, terms)).toBe(24 * HOUR_MS);
    expect(billedUntilMs({ launchedAtMs: 25 * HOUR_MS }, terms)).toBe(25 * HOUR_MS);
  });
});

describe('a run', () => {
  it('bills the shutdown of each node that goes, of policies and yardsticks alike', async () => {
    const policies = [
      { kind: 'lead-time' },
      { kind: 'threshold' },
      { kind: 'step' },
      { kind: 'oracle' },
    ] as const;
    const hoursAt = async (shutdownSeconds: number) => {
      const { node, group } = aScenario();
      // Nothing holds a node here: the hook's wait would be a part of the time.
      const scenario = aScenario({
        node: { ...node, shutdownSeconds },
        group: { ...group, leavesQueue: false },
        policies: [...policies],
      });
      return runScenario(scenario, aTrace(steadyDay(5)));
    };
    const [none, slow] = [await hoursAt(0), await hoursAt(360)];
    expect(none.map(({ retirements }) => retirements > 0)).toEqual(policies.map(() => true));
    for (const [i, { instanceHours, oracleInstanceHours, retirements }] of none.entries()) {
      expect(slow[i]?.instanceHours).toBeCloseTo(instanceHours + retirements * 0.1, 3);
      expect(slow[i]?.oracleInstanceHours).toBeCloseTo(
        oracleInstanceHours + (none[3]?.retirements ?? 0) * 0.1,
        3,
      );
    }
  });
});
