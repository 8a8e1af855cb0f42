import { describe, expect, it } from 'vitest';
import { heldOf } from '../../../lib/backtest/memorydb-cluster/held.ts';
import { modelCluster } from '../../../lib/backtest/memorydb-cluster/model-cluster.ts';
import { runClusterScenario } from '../../../lib/backtest/memorydb-cluster/run-cluster-scenario.ts';
import type {
  ClusterScenario,
  ClusterScenarioInput,
} from '../../../lib/backtest/memorydb-cluster/scenario.ts';
import { ScenarioError } from '../../../lib/backtest/scenario/read-scenario.ts';
import { GIB } from '../../../lib/core/units.ts';
import type { MinuteTrace } from '../../../lib/trace/minute-trace.ts';
import { aScenario, days } from './a-cluster-scenario.ts';

function resultsOf(scenario: ClusterScenario, traces: readonly MinuteTrace[]) {
  return runClusterScenario(scenario, traces).runs.map(({ result }) => result);
}

describe('a scenario of a cluster', () => {
  it('has defaults for what a cluster is like', () => {
    expect(aScenario()).toMatchObject({
      replicas: 1,
      baseGiB: 0,
      timeZone: 'UTC',
      reshard: { minutes: 30, minutesPerGiB: 1 },
      policies: [{ memoryTargetPercent: 60 }],
    });
  });

  it.each<[string, Partial<Record<keyof ClusterScenarioInput, unknown>>]>([
    ['emptiedAt', { emptiedAt: '24:00' }],
    ['shards.start', { shards: { max: 4, start: 5 } }],
    ['bytesKept', { bytesKept: 0 }],
    ['policies.0', { policies: [{ kind: 'planner' }] }],
    ['shardz', { shardz: 1 } as never],
  ])('is refused for a bad %s', (path, change) => {
    const parse = () => aScenario(change as never);
    expect(parse).toThrowError(ScenarioError);
    expect(parse).toThrowError(path.split('.')[0]);
  });
});

describe('what a cluster comes to hold', () => {
  it('is what arrives, on top of what is there anyhow, until the day is emptied', () => {
    const { bytes } = heldOf(days(1), aScenario({ baseGiB: 2 }));
    const gibAt = (hour: number) => Math.round((10 * (bytes[hour * 60 - 1] ?? 0)) / GIB) / 10;
    expect([gibAt(9), gibAt(13), gibAt(17), gibAt(22), gibAt(23)]).toEqual([2, 6, 10, 10, 2]);
  });

  it('is emptied by the clock on the wall', () => {
    const { bytes, startMs, days: local } = heldOf(days(1), aScenario({ timeZone: 'America/New_York' }));
    // 22:00 in New York is 03:00 the next morning in UTC; the run is of whole days there.
    const gibAt = (utc: string) => (bytes[(Date.parse(utc) - startMs) / 60_000] ?? 0) / GIB;
    expect(gibAt('2026-03-05T02:59:00Z')).toBeCloseTo(8);
    expect(gibAt('2026-03-05T03:00:00Z')).toBe(0);
    expect(local).toEqual([
      { date: '2026-03-03', from: 0, until: 1_440 },
      { date: '2026-03-04', from: 1_440, until: 2_880 },
    ]);
  });
});

describe('the model of a cluster', () => {
  it('moves its bytes over the time that a change takes, and pays for old and new meanwhile', () => {
    const model = modelCluster(2, aScenario());
    model.change(4, 0, 10 * GIB);
    expect(model.shares(20)).toEqual([0.375, 0.375, 0.125, 0.125]);
    model.settle(39);
    expect(model.shards()).toBe(2);
    model.settle(40);
    expect(model.shards()).toBe(4);
    expect(model.shares(41)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

describe('policies of a cluster, side by side', () => {
  const policies = [
    { kind: 'spillway' as const },
    { kind: 'static' as const, shards: 2 },
    { kind: 'static' as const, shards: 8 },
    { kind: 'oracle' as const },
  ];

  it('have the oracle as what nothing that refuses no write can undercut', () => {
    const [ours, small, large, oracle] = resultsOf(aScenario({ policies }), days(4, 5, 4));
    expect(ours).toMatchObject({ policy: 'spillway', fullMinutes: 0 });
    expect(small?.fullMinutes).toBeGreaterThan(0);
    expect(large?.fullMinutes).toBe(0);
    expect(oracle).toMatchObject({ policy: 'oracle', costVsOracle: 1, fullMinutes: 0 });
    for (const { nodeHours, fullMinutes } of [ours, large].flatMap((one) => one ?? []))
      if (fullMinutes === 0) expect(nodeHours).toBeGreaterThanOrEqual(oracle?.nodeHours ?? 0);
    expect(ours?.changes).toBeGreaterThan(0);
  });

  it('count a static cluster by the hour, replicas included', () => {
    const [result] = resultsOf(
      aScenario({ policies: [{ kind: 'static', shards: 3 }], replicas: 2 }),
      days(1),
    );
    expect(result).toEqual({
      policy: 'static',
      nodeHours: 3 * 3 * 24,
      costUsd: 216,
      costVsOracle: expect.any(Number) as number,
      fullMinutes: 0,
      fullestPercent: expect.closeTo(26.6667, 3) as number,
      changes: 0,
      shardsMin: 3,
      shardsMax: 3,
    });
  });

  it('are the same when run again', () => {
    const run = () => resultsOf(aScenario({ policies }), days(3, 1));
    expect(run()).toEqual(run());
  });
});
