// Several days: each by itself, the one with the closest call, and where the hours above the oracle's went.
import { describe, expect, it } from 'vitest';
import { closenessOf, isCloser } from '../../lib/backtest/result/closest-call.ts';
import { collectClosestDay } from '../../lib/backtest/result/collect-day.ts';
import { aboveOracle } from '../../lib/backtest/result/above-oracle.ts';
import { localDays } from '../../lib/backtest/run/local-days.ts';
import { runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { HOUR_MS } from '../../lib/core/units.ts';
import { aScenario, aTrace, DAY_START_MS, steadyDay } from './a-scenario.ts';

/** The second day brings five times as much within its first busy hour. */
const trace = aTrace((minute) => {
  const rate = minute >= 1_440 + 540 && minute < 1_440 + 600 ? 50 : 5;
  return steadyDay(rate)(minute % 1_440);
}, 3 * 1_440);

describe('a run of three days', () => {
  it('keeps the day with the closest call, with the role of every node', async () => {
    const scenario = aScenario();
    const days = localDays(trace, scenario);
    const collector = collectClosestDay({
      days,
      timeZone: 'UTC',
      nodeMemoryGiB: 1,
      rollThresholdPercent: 80,
    });
    const [result] = await runScenario(scenario, trace, { watch: () => collector.watcher });
    if (!result) throw new Error('a policy was run');
    const shown = collector.finish();
    const closest = result.byDay.reduce((a, b) =>
      (b.minCushionSeconds ?? 0) < (a.minCushionSeconds ?? 0) ? b : a,
    );
    expect(shown.startMs).toBe(Date.parse(`${closest.date}T00:00:00Z`));
    expect(shown.rolls.length).toBe(closest.rolls);
    const roles = new Set(shown.nodes.flatMap((node) => node.roles.map(({ role }) => role)));
    expect([...roles].sort()).toEqual(['flushed', 'launching', 'live', 'queued', 'rolled']);
    for (const { roles: had } of shown.nodes)
      expect(had.map(({ fromMs }) => fromMs)).toEqual(had.map(({ fromMs }) => fromMs).sort((a, b) => a - b));
  });

  it('adds up: hours, rolls and troubles of the days are the run’s, and the parts are what is above the oracle', async () => {
    const policies = [{ kind: 'lead-time' }, { kind: 'threshold' }, { kind: 'step' }] as const;
    for (const result of await runScenario(aScenario({ policies: [...policies] }), trace)) {
      const sumOf = (what: 'instanceHours' | 'oracleInstanceHours' | 'lateRolls' | 'terminatedWithData') =>
        result.byDay.reduce((sum, day) => sum + day[what], 0);
      for (const what of ['instanceHours', 'oracleInstanceHours', 'lateRolls', 'terminatedWithData'] as const)
        expect(sumOf(what)).toBeCloseTo(result[what], 2);
      const parts = Object.values(result.aboveOracle).reduce((sum, hours) => sum + hours, 0);
      expect(parts).toBeCloseTo(result.instanceHours - result.oracleInstanceHours, 2);
    }
  });
});

describe('the closest call', () => {
  const day = (
    cushionMs: number | undefined,
    kinds: readonly ('lateRolls' | 'outOfMemory' | 'terminatedWithData')[] = [],
  ) =>
    closenessOf({
      rolls: cushionMs === undefined ? [] : [{ neededAtMs: 0, cushionMs }],
      troubles: kinds.map((kind) => ({ atMs: 0, kind })),
      nodeCount: 2,
    });

  it('is the least cushion, a late one below all; lost data and full memory come before', () => {
    const ordered = [
      day(900, ['terminatedWithData']),
      day(900, ['outOfMemory']),
      day(-60_000, ['lateRolls']),
      day(4_000),
      day(900_000),
      day(undefined),
    ];
    ordered.forEach((closer, i) => {
      for (const other of ordered.slice(i + 1)) {
        expect(isCloser(closer, other)).toBe(true);
        expect(isCloser(other, closer)).toBe(false);
      }
    });
    expect(isCloser(day(4_000), day(4_000))).toBe(false);
  });
});

describe('hours above the oracle', () => {
  const at = (hour: number) => DAY_START_MS + hour * HOUR_MS;
  const terms = { shutdownMs: 0, lastDayEndMs: at(24), endOfDaysMs: [at(22)] };
  const node = (life: object) => ({ instanceId: 'i', launchedAtMs: at(9), queuedAtMs: at(10), ...life });
  const partsOf = (life: object) => aboveOracle({ lives: [node(life)], oracleLives: [] }, terms);

  it('are early where a spare waited for its turn', () => {
    const live = { liveAtMs: at(12), flushedAtMs: at(22), terminatedAtMs: at(22) };
    expect(partsOf(live)).toMatchObject({
      sparesEarlyHours: 2,
      sparesNeverUsedHours: 0,
      afterEndOfDayHours: 0,
    });
  });

  it('are after the end of day from the flush until the node is ended', () => {
    const live = { liveAtMs: at(10), flushedAtMs: at(22), terminatedAtMs: at(23) };
    expect(partsOf(live)).toMatchObject({ sparesEarlyHours: 0, afterEndOfDayHours: 1 });
  });

  it('are never used where nobody needed the spare, and after the end of day where it outlived that', () => {
    expect(partsOf({ terminatedAtMs: at(23) })).toEqual({
      sparesEarlyHours: 0,
      sparesNeverUsedHours: 13,
      afterEndOfDayHours: 1,
      otherHours: 0,
    });
  });

  it('of a spare that is needed on a later day are not early', () => {
    expect(partsOf({ liveAtMs: at(23.5) })).toMatchObject({
      sparesEarlyHours: 0,
      sparesNeverUsedHours: 13,
      afterEndOfDayHours: 1.5,
    });
  });
});
