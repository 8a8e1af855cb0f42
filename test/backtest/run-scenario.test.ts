// What a user is told of a policy, on days small enough to reckon by hand; and the day that shows what the
// lead-time policy's numbers are for: with another burst factor or lead time it would roll late.
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { aScenario, aTrace, steadyDay } from './a-scenario.ts';

const KEYS = [
  'name',
  'policy',
  'days',
  'instanceHours',
  'costUsd',
  'fixedCostUsd',
  'savingPercent',
  'oracleInstanceHours',
  'costVsOracle',
  'peakNodes',
  'scaleOuts',
  'retirements',
  'lateRolls',
  'lateRollsAvoidable',
  'lateSeconds',
  'outOfMemory',
  'terminatedWithData',
  'minCushionSeconds',
  'idleSpareHours',
  'fixedMemoryNeededGiB',
  'fixedOutOfMemoryDays',
  'aboveOracle',
  'byDay',
];

const BOTH = [{ kind: 'threshold' }, { kind: 'lead-time' }] as const;

describe('a scenario run', () => {
  it('gives one object for each policy, in order, with the published keys in order', async () => {
    const policies = [{ kind: 'oracle' }, { kind: 'step' }, { kind: 'target-tracking' }, ...BOTH] as const;
    const results = await runScenario(aScenario({ policies: [...policies] }), aTrace(steadyDay(5)));
    expect(results.map((r) => r.policy)).toEqual(policies.map((p) => p.kind));
    for (const result of results) expect(Object.keys(result)).toEqual(KEYS);
  });

  it('gives the same bytes for the same seed and scenario', async () => {
    const run = async () =>
      JSON.stringify(await runScenario(aScenario({ policies: [...BOTH] }), aTrace(steadyDay(9))));
    expect(await run()).toBe(await run());
  });

  it('costs one node and the fixed server all day where nothing arrives', async () => {
    const [result] = await runScenario(
      aScenario(),
      aTrace(() => 0),
    );
    expect(result).toMatchObject({
      days: 1,
      instanceHours: 24,
      costUsd: 2.4,
      fixedCostUsd: 19.2,
      savingPercent: 87.5,
      oracleInstanceHours: 24,
      costVsOracle: 1,
      peakNodes: 1,
      scaleOuts: 0,
      lateRolls: 0,
      minCushionSeconds: null,
      idleSpareHours: 0,
    });
  });

  it('says null of a fixed server that was not given', async () => {
    const { fixed, ...rest } = aScenario();
    expect(fixed).toBeDefined();
    const [result] = await runScenario(
      rest,
      aTrace(() => 0),
    );
    expect(result).toMatchObject({ fixedCostUsd: null, savingPercent: null, fixedOutOfMemoryDays: null });
  });

  it('counts a roll that found nobody, and how long it waited', async () => {
    // One node at the most: the live one reaches 80 % after 100 minutes and waits until the end of day.
    const scenario = aScenario({ group: { min: 1, max: 1 }, policies: [...BOTH] });
    for (const result of await runScenario(scenario, aTrace(steadyDay(8)))) {
      expect(result).toMatchObject({ lateRolls: 1, outOfMemory: 1, scaleOuts: 0 });
      expect(result.lateSeconds).toBeCloseTo((1_439 - 640) * 60, -1);
      expect(result.minCushionSeconds).toBeCloseTo(-result.lateSeconds, 0);
    }
  });

  it('runs a day for each local day, the ones without rows included, and retires at each end of day', async () => {
    const trace = aTrace(
      (minute) => (minute < 1_440 || minute >= 2_880 ? steadyDay(4)(minute % 1_440) : 0),
      4_320,
    );
    const [result] = await runScenario(aScenario({ policy: { kind: 'threshold' } }), trace);
    // 1,920 messages on the first and third day: two rolls each, nothing on the second.
    expect(result).toMatchObject({
      days: 3,
      scaleOuts: 4,
      retirements: 4,
      lateRolls: 0,
      terminatedWithData: 0,
    });
  });

  it('keeps late nobody who has time, with kdb+ memory that doubles, late reports and missing ones', async () => {
    const scenario = aScenario({
      policies: [...BOTH],
      node: {
        memoryGiB: 1,
        baselineMiB: 19.2,
        pricePerHourUsd: 0.1,
        bootSeconds: 60,
        memoryGrowth: 'doubling',
      },
      telemetry: { delaySeconds: 60, missingPercent: 20 },
      bytesPerMessage: 1_024,
    });
    for (const result of await runScenario(scenario, aTrace(steadyDay(4_096))))
      expect(result).toMatchObject({ lateRolls: 0, terminatedWithData: 0 });
  });
});

describe('AWS own policies as yardsticks', () => {
  it('terminate nodes with data: the group average falls with each new node', async () => {
    const scenario = aScenario({ policies: [{ kind: 'step', scaleInPercent: 50 }, { kind: 'lead-time' }] });
    const [step, leadTime] = await runScenario(scenario, aTrace(steadyDay(4)));
    expect(step?.terminatedWithData).toBeGreaterThan(0);
    expect(leadTime?.terminatedWithData).toBe(0);
  });
});

describe('the lead-time policy', () => {
  /** Quiet, and from 13:00 on three times as much: a storm that the burst factor is for. */
  const storm = (minute: number) => steadyDay(minute < 780 ? 4 : 24)(minute);

  it('has no late roll in a storm of six times the rate that begins just below its ask', async () => {
    const [result] = await runScenario(
      aScenario({ node: { memoryGiB: 1, baselineMiB: 19.2, pricePerHourUsd: 0.1, bootSeconds: 120 } }),
      aTrace(storm),
    );
    expect(result).toMatchObject({ lateRolls: 0, terminatedWithData: 0 });
  });

  it('would roll late there without a burst factor and with half the lead time', async () => {
    const policy = {
      kind: 'lead-time' as const,
      burstFactor: 1,
      leadTimeSeconds: 30,
      scaleThresholdPercent: 79,
    };
    const [result] = await runScenario(
      aScenario({
        policy,
        node: { memoryGiB: 1, baselineMiB: 19.2, pricePerHourUsd: 0.1, bootSeconds: 120 },
      }),
      aTrace(storm),
    );
    expect(result?.lateRolls).toBeGreaterThan(0);
  });

  it('asks for several spares where several nodes fill within the lead time', async () => {
    const node = { memoryGiB: 1, baselineMiB: 19.2, pricePerHourUsd: 0.1, bootSeconds: 480 };
    const [result] = await runScenario(
      aScenario({ node, policy: { kind: 'lead-time', leadTimeSeconds: 480 } }),
      // 800 messages fill a node: in the storm one every five minutes, and a launch takes eight.
      aTrace((minute) => (minute >= 780 && minute < 840 ? 160 : steadyDay(16)(minute))),
    );
    expect(result?.peakNodes).toBeGreaterThan(15);
    expect(result?.lateRolls).toBeLessThanOrEqual(1);
  });

  it('costs no more than threshold 60/80 on a steady day, and less than 5 % above the oracle', async () => {
    const [threshold, leadTime] = await runScenario(aScenario({ policies: [...BOTH] }), aTrace(steadyDay(9)));
    expect(leadTime?.instanceHours).toBeLessThanOrEqual(threshold?.instanceHours ?? 0);
    expect(leadTime?.costVsOracle).toBeLessThan(1.05);
    expect(leadTime?.lateRolls).toBe(0);
  });
});
