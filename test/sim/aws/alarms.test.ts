import { describe, expect, it } from 'vitest';
import type { AlarmChange, AlarmSpec } from '../../../lib/sim/aws/alarms.ts';
import { fillingAlarm } from '../../../lib/sim/aws/filling-alarm.ts';
import { memoryAlarm } from '../../../lib/sim/aws/memory-alarm.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';
import { aWorld, evenly, GROUP, minutes, T0_MS } from '../build-world.ts';

const GROUP_ALARM: AlarmSpec = {
  ...memoryAlarm(60),
  alarmName: 'live-memory',
  treatMissingData: 'missing',
};

function metricAlarm(change: Partial<AlarmSpec> = {}): AlarmSpec {
  return {
    ...GROUP_ALARM,
    alarmName: 'load',
    watched: {
      kind: 'metric',
      namespace: 'Test',
      metricName: 'Load',
      dimensions: {},
      stat: 'Maximum',
      periodSeconds: 60,
    },
    ...change,
  };
}

function watch(world: World): AlarmChange[] {
  const changes: AlarmChange[] = [];
  world.onAlarmChange((change) => changes.push(change));
  return changes;
}

/** Puts one value in the middle of each minute from T0; `undefined` leaves the minute out. */
function putLoad(world: World, values: readonly (number | undefined)[], lateMs = 0): void {
  values.forEach((value, i) => {
    const atMs = minutes(i + 0.5);
    if (value === undefined) return;
    world.clock.schedule(atMs, () =>
      world.metrics.put(world.metrics.open('Test', 'Load', {}), { atMs, value, arrivedAtMs: atMs + lateMs }),
    );
  });
}

async function statesOf(spec: AlarmSpec, values: readonly (number | undefined)[]): Promise<string[]> {
  const world = createWorld({ startMs: T0_MS });
  world.alarms.put(spec);
  putLoad(world, values);
  const states: string[] = [];
  for (let i = 1; i <= values.length; i++) {
    await world.runUntil(minutes(i) + 10_000);
    states.push(world.alarms.describe()[0]?.state ?? 'none');
  }
  return states;
}

describe('an alarm on one metric', () => {
  it('is in ALARM at the threshold and above, not below', async () => {
    expect(await statesOf(metricAlarm(), [59.9, 60, 60.1, 59])).toEqual(['OK', 'ALARM', 'ALARM', 'OK']);
  });

  it('needs as many datapoints of the last as it says', async () => {
    const spec = metricAlarm({ evaluationPeriods: 3, datapointsToAlarm: 2 });
    expect(await statesOf(spec, [70, 10, 70, 10, 10])).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  it('tells a change of state once, and not that it stays', async () => {
    const world = createWorld({ startMs: T0_MS });
    const changes = watch(world);
    world.alarms.put(metricAlarm());
    putLoad(world, [10, 70, 80, 90, 10]);
    await world.runUntil(minutes(6));
    expect(changes.map(({ previousState, state }) => `${previousState} > ${state}`)).toEqual([
      'INSUFFICIENT_DATA > OK',
      'OK > ALARM',
      'ALARM > OK',
    ]);
    expect(changes[1]).toMatchObject({ atMs: minutes(2) + 5_000, recentDatapoints: [70], threshold: 60 });
    expect(changes[1]?.reason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [70] was greater than or equal to the threshold (60).',
    );
  });

  it.each([
    ['missing', ['ALARM', 'ALARM', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA']],
    ['ignore', ['ALARM', 'ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['notBreaching', ['ALARM', 'ALARM', 'ALARM', 'ALARM', 'OK']],
    ['breaching', ['ALARM', 'ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ] as const)('takes missing data as %s, once its range holds none', async (treatMissingData, states) => {
    expect(await statesOf(metricAlarm({ treatMissingData }), [70, , , , ,])).toEqual(states);
  });

  it('finds datapoints that arrive two minutes late', async () => {
    const world = createWorld({ startMs: T0_MS });
    const changes = watch(world);
    world.alarms.put(metricAlarm());
    putLoad(world, [70, 70, 70], 120_000);
    await world.runUntil(minutes(5));
    expect(changes.map(({ state, atMs }) => [state, atMs])).toEqual([['ALARM', minutes(3) + 5_000]]);
  });

  it.each([10, 20, 30])('is evaluated every ten seconds at a period of %d s', async (periodSeconds) => {
    const world = createWorld({ startMs: T0_MS });
    const changes = watch(world);
    const { watched } = metricAlarm();
    world.alarms.put(metricAlarm());
    world.alarms.put({ ...metricAlarm(), alarmName: 'quick', watched: { ...watched, periodSeconds } });
    putLoad(world, [10, 70]);
    await world.runUntil(minutes(3));
    const quick = changes.filter(({ alarmName }) => alarmName === 'quick');
    // The value of 01:30 is complete with its period: of 20 s at 01:40.
    const completeMs = minutes(1) + Math.ceil(30_001 / (periodSeconds * 1_000)) * periodSeconds * 1_000;
    expect(quick.map(({ state, atMs }) => [state, atMs])).toContainEqual(['ALARM', completeMs + 5_000]);
    expect(changes.find(({ alarmName, state }) => alarmName === 'load' && state === 'ALARM')?.atMs).toBe(
      minutes(2) + 5_000,
    );
  });

  it('can be set by hand, until it is evaluated again', async () => {
    const world = createWorld({ startMs: T0_MS });
    const changes = watch(world);
    world.alarms.put(metricAlarm());
    putLoad(world, [10, 10]);
    await world.runUntil(minutes(1.5));
    world.alarms.setState('load', 'ALARM', 'a drill');
    await world.runUntil(minutes(2.5));
    expect(changes.map(({ state }) => state)).toEqual(['OK', 'ALARM', 'OK']);
    expect(() => world.alarms.setState('none', 'OK', '')).toThrow(/does not exist/);
  });
});

describe('one alarm for the whole fleet', () => {
  it('names the group that is over the threshold, and the parent once for all', async () => {
    const world = aWorld({ segments: evenly(100, 7) });
    world.addGroup({ name: 'idle', minSize: 1, maxSize: 2, readyNodeCount: 1 });
    world.alarms.put(GROUP_ALARM);
    const changes = watch(world);
    await world.runUntil(minutes(8));
    const inAlarm = changes.filter(({ state }) => state === 'ALARM');
    expect(inAlarm.map(({ watched }) => 'contributor' in watched && watched.contributor)).toEqual([
      { AutoScalingGroupName: GROUP },
      false,
    ]);
    expect(world.alarms.describe()[0]?.contributorsInAlarm).toEqual([GROUP]);
  });

  it('falls with each roll and fires again for the next node', async () => {
    const world = aWorld({ desiredCapacity: 4, segments: evenly(100, 24) });
    world.alarms.put(GROUP_ALARM);
    const changes = watch(world);
    await world.runUntil(minutes(24));
    const ofGroup = changes.filter(({ watched }) => 'contributor' in watched);
    expect(ofGroup.map(({ state }) => state)).toEqual(['ALARM', 'OK', 'ALARM', 'OK', 'ALARM']);
  });
});

describe('one alarm for all clusters', () => {
  const PERCENT = 'DatabaseMemoryUsagePercentage';

  /** Puts what nodes told of the minute that has just ended. */
  function tell(world: World, minute: number, told: readonly (readonly [string, string, number])[]): void {
    world.clock.schedule(minutes(minute + 1), () => {
      for (const [ClusterName, NodeName, value] of told) {
        const series = world.metrics.open('AWS/MemoryDB', PERCENT, { ClusterName, NodeName });
        world.metrics.put(series, { atMs: minutes(minute), value });
      }
      // Of another schema: none of its time series.
      const besides = world.metrics.open('AWS/MemoryDB', PERCENT, { ClusterName: 'other' });
      world.metrics.put(besides, { atMs: minutes(minute), value: 99 });
    });
  }

  it('names the cluster whose fullest node is above its threshold, whichever node it is, and once', async () => {
    const world = createWorld({ startMs: T0_MS });
    world.alarms.put(fillingAlarm());
    const changes = watch(world);
    tell(world, 0, [
      ['cache', 'a', 20],
      ['cache', 'b', 60],
      ['quiet', 'a', 59],
    ]);
    tell(world, 1, [
      ['cache', 'a', 20],
      ['cache', 'b', 61],
      ['quiet', 'a', 60],
    ]);
    tell(world, 2, [
      ['cache', 'a', 90],
      ['cache', 'b', 30],
      ['quiet', 'a', 60],
    ]);
    await world.runUntil(minutes(3.5));
    const named = changes.flatMap(({ watched, state, recentDatapoints, atMs }) =>
      'contributor' in watched ? [[watched.contributor, state, recentDatapoints, atMs]] : [],
    );
    expect(named).toEqual([[{ ClusterName: 'cache' }, 'ALARM', [61], minutes(2) + 5_000]]);
  });

  it.each([
    ['Maximum', 30],
    ['Sum', 60],
    ['SampleCount', 3],
    ['Average', 20],
  ] as const)('takes the %s over all nodes as one', async (stat, value) => {
    const world = createWorld({ startMs: T0_MS });
    const { watched } = fillingAlarm();
    world.alarms.put({ ...fillingAlarm(), watched: { ...watched, stat }, threshold: 0 });
    const changes = watch(world);
    tell(world, 0, [
      ['cache', 'a', 10],
      ['cache', 'b', 20],
      ['cache', 'c', 30],
    ]);
    await world.runUntil(minutes(1.5));
    expect(changes.find(({ watched: of }) => 'contributor' in of)?.recentDatapoints).toEqual([value]);
  });
});
