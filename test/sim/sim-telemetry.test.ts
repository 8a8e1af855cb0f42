import { readAlone } from '../build/read-alone.ts';
import { describe, expect, it } from 'vitest';
import { MIB, MINUTE_MS } from '../../lib/core/units.ts';
import type { Fault } from '../../lib/sim/faults.ts';
import { createSimTelemetry } from '../../lib/sim/ports/sim-telemetry.ts';
import type { World, WorldGroup } from '../../lib/sim/world.ts';
import { aWorld, evenly, GROUP, groupOf, minutes, nodeAt } from './build-world.ts';

function read(world: World, sinceMinute: number) {
  return readAlone(createSimTelemetry(world), {
    groupName: GROUP,
    instanceIds: [...groupOf(world).instances.keys()],
    fromMs: minutes(sinceMinute),
    nowMs: world.clock.nowMs(),
  });
}

async function reportsAt(minute: number, group: Partial<WorldGroup>, faults: Fault[] = []) {
  const world = aWorld(group, { faults });
  await world.runUntil(minutes(minute));
  return { world, ...(await read(world, minute - 3)) };
}

/** One metric of the first node, at a moment. */
function put(world: World, metricName: string, given: { atMs: number; value: number }): void {
  const dimensions = { AutoScalingGroupName: GROUP, InstanceId: nodeAt(world, 0).instanceId };
  world.metrics.put(world.metrics.open('Spillway', metricName, dimensions), given);
}

describe('reports', () => {
  it('hold all that a node says in one period, oldest first', async () => {
    const { world, reports } = await reportsAt(5, { desiredCapacity: 2, segments: evenly(100, 20) });
    const live = reports.filter(({ instanceId }) => instanceId === nodeAt(world, 0).instanceId);
    expect(live.map(({ observedAtMs }) => observedAtMs)).toEqual([
      minutes(2),
      minutes(3),
      minutes(4),
      minutes(5),
    ]);
    const newest = live.at(-1);
    expect(newest).toMatchObject({
      source: 'cloudwatch',
      sampledFromMs: minutes(4),
      live: true,
      queued: false,
      busy: false,
      memory: { total: 1000 * MIB, unit: 'bytes' },
    });
    expect(newest?.rows).toBeGreaterThanOrEqual(400);
    expect(newest?.rows).toBeLessThanOrEqual(500);
    expect(newest?.memory?.used).toBe((newest?.rows ?? 0) * MIB);
    const queued = reports.filter(({ instanceId }) => instanceId === nodeAt(world, 1).instanceId).at(-1);
    expect(queued).toMatchObject({ rows: 0, live: false, queued: true });
  });

  it('say now for a period still running', async () => {
    const { reports } = await reportsAt(4.999, {});
    expect(reports.at(-1)).toMatchObject({ observedAtMs: minutes(4.999), sampledFromMs: minutes(4) });
  });

  it('say live of both nodes in the period of a roll', async () => {
    const segments = evenly(100, 20);
    for (let seed = 1; seed <= 30; seed++) {
      const world = aWorld({ desiredCapacity: 2, segments, rollThresholdPercent: 75 }, { seed });
      await world.runUntil(minutes(8));
      const { reports } = await read(world, 6);
      const live = reports.filter((report) => report.live && report.sampledFromMs === minutes(7));
      if (live.length === 2) return;
    }
    throw new Error('No seed shows two live nodes within one period');
  });

  it('are of memory alone where a node publishes no more', async () => {
    const { reports } = await reportsAt(5, { segments: evenly(100, 20), telemetry: { metrics: 'memory' } });
    expect(reports.at(-1)).toMatchObject({ memory: { total: 100, unit: 'percent' } });
    expect(reports.at(-1)).not.toHaveProperty('rows');
    expect(reports.at(-1)).not.toHaveProperty('live');
  });

  it('leave Queued and Busy out where a node does', async () => {
    const { reports } = await reportsAt(5, { telemetry: { metrics: 'no-queue' } });
    expect(reports.at(-1)).toMatchObject({ rows: 0, live: true });
    expect(reports.at(-1)).not.toHaveProperty('queued');
    expect(reports.at(-1)).not.toHaveProperty('busy');
  });

  it('say busy while a node replays and while it writes down', async () => {
    const { world, reports } = await reportsAt(5, {
      desiredCapacity: 2,
      readyNodeCount: 1,
      replayMs: 600_000,
      segments: evenly(1, 2),
      endOfDaysMs: [minutes(3)],
      writeDownMs: 600_000,
    });
    const newestOf = (index: number) =>
      reports.filter(({ instanceId }) => instanceId === nodeAt(world, index).instanceId).at(-1);
    expect(newestOf(0)).toMatchObject({ live: true, busy: true });
    expect(newestOf(1)).toMatchObject({ live: false, queued: false, busy: true });
  });

  it('come later by the delay', async () => {
    const delayed = { telemetry: { delayMs: 120_000 } };
    const { reports } = await reportsAt(5, delayed);
    expect(reports.at(-1)?.observedAtMs).toBeLessThanOrEqual(minutes(4));
    expect(reports.at(-1)?.observedAtMs).toBeGreaterThanOrEqual(minutes(3));
  });

  it('cost one call for 71 nodes and two for 72', async () => {
    for (const [nodeCount, callCount] of [
      [71, 1],
      [72, 2],
    ] as const) {
      const world = aWorld({ desiredCapacity: nodeCount, maxSize: 100 });
      await read(world, 0);
      expect(world.calls.counts()).toEqual({ GetMetricData: callCount });
    }
  });
});

describe('reports of nodes that write items', () => {
  const telemetry = { writesItem: true } as const;
  const busy = { desiredCapacity: 2, segments: evenly(100, 20), telemetry };

  it('are theirs, each as it was observed, and cost CloudWatch nothing', async () => {
    const { world, reports } = await reportsAt(5, busy);
    const newest = reports.filter(({ instanceId }) => instanceId === nodeAt(world, 0).instanceId).at(-1);
    expect(newest).toMatchObject({ source: 'table', live: true, queued: false, busy: false });
    expect(newest?.sampledFromMs).toBe((newest?.observedAtMs ?? 0) - MINUTE_MS);
    expect(newest?.rows).toBeGreaterThanOrEqual(400);
    expect(world.calls.counts()).toEqual({ BatchGetItem: 1 });
  });

  it('are fewer where a node knows less', async () => {
    const { reports } = await reportsAt(5, { telemetry: { ...telemetry, metrics: 'no-queue' } });
    expect(reports.at(-1)).toMatchObject({ source: 'table', rows: 0, live: true });
    expect(reports.at(-1)).not.toHaveProperty('queued');
    expect(reports.at(-1)).not.toHaveProperty('busy');
  });

  it('of a clock that ran ahead are gone once it is right again', async () => {
    const ahead = { kind: 'metrics-ahead', fromMs: 0, untilMs: minutes(3), aheadMs: 10 * MINUTE_MS } as const;
    const { reports, odd } = await reportsAt(3, busy, [ahead]);
    expect(reports).toEqual([]);
    expect(odd).not.toEqual([]);
    const later = await reportsAt(12, busy, [ahead]);
    expect(later.odd).toEqual([]);
    // It rolled with some eight hundred rows: what it wrote of its first minutes is of about now.
    const first = later.reports.filter(({ instanceId }) => instanceId === nodeAt(later.world, 0).instanceId);
    expect(first.length).toBeGreaterThan(1);
    expect(Math.min(...first.map(({ rows }) => rows ?? 0))).toBeGreaterThan(700);
  });

  it.each(['nan', 'negative'] as const)('are not written where a value is %s', async (odd) => {
    const fault = { kind: 'metrics-odd', fromMs: minutes(2), untilMs: Infinity, odd } as const;
    const { reports } = await reportsAt(6, busy, [fault]);
    expect(reports).toEqual([]);
  });
});

describe('odd values', () => {
  it.each([
    ['MemoryUsedPercent', 100.5, 'over 100 %'],
    ['MemoryUsedPercent', Number.NaN, 'not a finite number'],
    ['Rows', -1, 'negative'],
    ['Live', 0.5, 'neither 0 nor 1'],
    ['MemoryTotalBytes', 0, 'no memory at all'],
  ])('refuse the observation: %s of %d is %s', async (metric, value, why) => {
    const world = aWorld({}, { faults: [{ kind: 'metrics-stop', fromMs: 0, untilMs: Infinity }] });
    await world.runUntil(minutes(5));
    put(world, metric, { atMs: minutes(4.5), value });
    const { reports, odd } = await read(world, 3);
    expect(reports).toEqual([]);
    expect(odd).toEqual([{ instanceId: nodeAt(world, 0).instanceId, metric, value, why }]);
  });

  it('refuse a report from the future, and leave that node’s other reports nothing to prove with', async () => {
    const world = aWorld();
    await world.runUntil(minutes(5));
    put(world, 'Rows', { atMs: minutes(6) + 5_001, value: 0 });
    const { reports, odd } = await read(world, 3);
    expect(odd).toMatchObject([{ metric: 'Rows', why: 'from the future' }]);
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.every((report) => report.rows === undefined && report.live === true)).toBe(true);
  });
});

describe('faults of telemetry', () => {
  it('silence a node while they last', async () => {
    const fault: Fault = { kind: 'metrics-stop', launchNumber: 1, fromMs: minutes(2), untilMs: minutes(17) };
    const world = aWorld({ desiredCapacity: 2, segments: evenly(10, 30) }, { faults: [fault] });
    await world.runUntil(minutes(16));
    const silent = nodeAt(world, 0).instanceId;
    const during = await read(world, 12);
    expect(during.reports.some(({ instanceId }) => instanceId === silent)).toBe(false);
    expect(during.reports.length).toBeGreaterThan(0);
    await world.runUntil(minutes(19));
    const after = (await read(world, 17)).reports.filter(({ instanceId }) => instanceId === silent).at(-1);
    expect(after?.rows).toBeGreaterThan(170);
  });

  it('delay what a node says', async () => {
    const fault: Fault = { kind: 'metrics-late', fromMs: 0, untilMs: minutes(100), delayMs: 120_000 };
    const { reports } = await reportsAt(5, {}, [fault]);
    expect(reports.at(-1)?.observedAtMs).toBeLessThanOrEqual(minutes(4));
  });

  it('keep a node from ever reporting or queuing', async () => {
    const world = aWorld(
      { desiredCapacity: 2, readyNodeCount: 0 },
      { faults: [{ kind: 'never-reports', groupName: GROUP, launchNumber: 2 }] },
    );
    await world.runUntil(minutes(30));
    const { reports } = await read(world, 0);
    expect(new Set(reports.map(({ instanceId }) => instanceId))).toEqual(
      new Set([nodeAt(world, 0).instanceId]),
    );
    expect(nodeAt(world, 1).lifecycleState).toBe('InService');
  });
});
