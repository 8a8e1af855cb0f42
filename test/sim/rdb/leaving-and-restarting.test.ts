// What an RDB does when its termination begins, when its process restarts, and when it takes over from a dead one.
import { readAlone } from '../../build/read-alone.ts';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/units.ts';
import { createSimTelemetry } from '../../../lib/sim/ports/sim-telemetry.ts';
import type { World } from '../../../lib/sim/world.ts';
import {
  aWorld,
  evenly,
  GROUP,
  minutes,
  nodeAt,
  stagesOf,
  TERMINATING_HOOK,
  tickerplantOf,
} from '../build-world.ts';

const hooked = { desiredCapacity: 2, hooks: [TERMINATING_HOOK], segments: evenly(100, 600) };

function retire(world: World, index: number): void {
  world.autoScaling.terminateInstance({ instanceId: nodeAt(world, index).instanceId, decrement: index > 0 });
}

async function latestReport(world: World, index: number) {
  const { instanceId } = nodeAt(world, index);
  const nowMs = world.clock.nowMs();
  const query = { groupName: GROUP, instanceIds: [instanceId], fromMs: nowMs - 3 * MINUTE_MS, nowMs };
  return (await readAlone(createSimTelemetry(world), query)).reports.at(-1);
}

describe('a node whose termination has begun', () => {
  it('leaves the queue a few seconds later, and says so; its process runs on', async () => {
    const world = aWorld(hooked);
    retire(world, 1);
    await world.runUntil(minutes(0) + 4 * SECOND_MS);
    expect(stagesOf(world)).toEqual(['live', 'queued']);
    await world.runUntil(minutes(2));
    expect(stagesOf(world)).toEqual(['live', 'flushed']);
    expect(await latestReport(world, 1)).toMatchObject({ queued: false, live: false, rows: 0 });
    await world.runUntil(minutes(9));
    expect(world.safety.lateRolls).toHaveLength(1);
  });

  it('stays live if it is live, and becomes live if it still waits', async () => {
    const world = aWorld({ ...hooked, leavesQueue: { afterMs: 3 * MINUTE_MS } });
    retire(world, 1);
    retire(world, 0);
    await world.runUntil(minutes(1));
    tickerplantOf(world).rollNow();
    await world.runUntil(minutes(5));
    expect(stagesOf(world).slice(0, 2)).toEqual(['rolled', 'live']);
  });

  it('never leaves where nothing tells it to', async () => {
    const world = aWorld({ ...hooked, leavesQueue: 'never' });
    retire(world, 1);
    await world.runUntil(minutes(5));
    expect(stagesOf(world)).toEqual(['live', 'queued']);
  });

  it.each([
    ['does not join again', {}, ['flushed', 'flushed']],
    [
      'joins again until that is seen, and then leaves',
      { leavesQueue: { afterMs: 2 * MINUTE_MS } },
      ['queued', 'flushed'],
    ],
    [
      'joins again and stays, where nothing tells it to leave',
      { leavesQueue: 'never' },
      ['queued', 'queued'],
    ],
  ] as const)('%s after its process has restarted', async (_, given, stages) => {
    const world = aWorld({ ...hooked, ...given });
    retire(world, 1);
    const { instanceId } = nodeAt(world, 1);
    world.inject({
      kind: 'node-restarts',
      groupName: GROUP,
      node: { instanceId },
      downMs: 30_000,
      atMs: minutes(1),
    });
    await world.runUntil(minutes(1) + 31_000);
    expect(stagesOf(world)).toEqual(['live', stages[0]]);
    await world.runUntil(minutes(2) + 1);
    expect(stagesOf(world)).toEqual(['live', stages[1]]);
    await world.runUntil(minutes(4));
    expect(await latestReport(world, 1)).toMatchObject({ queued: stages[1] === 'queued', rows: 0 });
  });
});

describe('the end of day of a tickerplant that empties its queue', () => {
  it('leaves nobody waiting', async () => {
    const world = aWorld({ desiredCapacity: 3, endOfDayEmptiesQueue: true, endOfDaysMs: [minutes(5)] });
    await world.runUntil(minutes(6));
    expect(stagesOf(world)).toEqual(['live', 'flushed', 'flushed']);
  });
});

describe('a process that restarts', () => {
  const restart = (node: 'live' | 'rolled') =>
    ({ kind: 'node-restarts', groupName: GROUP, node, downMs: MINUTE_MS, atMs: minutes(3) }) as const;

  it('loses its place as the live one: the next replays its rows, and it rejoins the queue', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 6) });
    world.inject(restart('live'));
    await world.runUntil(minutes(3.5));
    expect(stagesOf(world)).toEqual(['booting', 'live']);
    await world.runUntil(minutes(5));
    expect(stagesOf(world)).toEqual(['queued', 'live']);
    expect([...tickerplantOf(world).nodes.values()].map(({ rows }) => rows)).toEqual([0, 500]);
  });

  it('takes up where it was when nobody waited', async () => {
    const world = aWorld({ segments: evenly(100, 6) });
    world.inject(restart('live'));
    await world.runUntil(minutes(5));
    expect([...tickerplantOf(world).nodes.values()]).toMatchObject([{ stage: 'live', rows: 500 }]);
  });

  it('reads its own log back if it had rolled; until then what it holds counts all the same', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 6), replayMs: MINUTE_MS });
    await world.runUntil(minutes(2));
    tickerplantOf(world).rollNow();
    world.inject(restart('rolled'));
    await world.runUntil(minutes(4.5));
    expect([...tickerplantOf(world).nodes.values()]).toMatchObject([{ stage: 'starting', logRows: 200 }, {}]);
    await world.runUntil(minutes(5.5));
    expect([...tickerplantOf(world).nodes.values()]).toMatchObject([{ stage: 'rolled', rows: 200 }, {}]);
  });
});

describe('a replay that takes time', () => {
  it('fills the next node little by little, busy, while new rows arrive too', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(50, 20), logReplayMs: 4 * MINUTE_MS });
    await world.runUntil(minutes(4));
    world.autoScaling.failInstance(nodeAt(world, 0).instanceId);
    await world.runUntil(minutes(6));
    const [next] = [...tickerplantOf(world).nodes.values()];
    expect(next).toMatchObject({ stage: 'live', rows: 200, busyUntilMs: minutes(8) });
    await world.runUntil(minutes(8));
    expect(next?.rows).toBe(400);
  });

  it('goes on at the next node where the first one rolls in the middle of it', async () => {
    const world = aWorld({ desiredCapacity: 3, segments: evenly(50, 20), logReplayMs: 4 * MINUTE_MS });
    await world.runUntil(minutes(4));
    world.autoScaling.failInstance(nodeAt(world, 0).instanceId);
    await world.runUntil(minutes(5));
    tickerplantOf(world).rollNow();
    await world.runUntil(minutes(12));
    const rows = [...tickerplantOf(world).nodes.values()].map((node) => node.rows);
    expect(rows.reduce((a, b) => a + b, 0)).toBe(600);
  });
});

describe('what nodes publish under a fault', () => {
  const span = { fromMs: minutes(0), untilMs: minutes(60) };

  it('can be a lie about rows, a second claim to be live, or from the future', async () => {
    const world = aWorld({ desiredCapacity: 3, segments: evenly(100, 10) });
    world.inject({ kind: 'lies', launchNumber: 1, ...span });
    world.inject({ kind: 'metrics-odd', odd: 'claims-live', launchNumber: 2, ...span });
    world.inject({ kind: 'metrics-ahead', aheadMs: 20 * MINUTE_MS, launchNumber: 3, ...span });
    await world.runUntil(minutes(4));
    expect(await latestReport(world, 0)).toMatchObject({ rows: 0, live: true });
    expect(await latestReport(world, 1)).toMatchObject({ rows: 0, live: true });
    expect(await latestReport(world, 2)).toBeUndefined();
  });

  it('can lack a metric, or be no number', async () => {
    const world = aWorld({ desiredCapacity: 2 });
    world.inject({ kind: 'metrics-missing', names: ['Rows'], launchNumber: 1, ...span });
    world.inject({ kind: 'metrics-odd', odd: 'nan', launchNumber: 2, ...span });
    await world.runUntil(minutes(4));
    expect(await latestReport(world, 0)).not.toHaveProperty('rows');
    expect(await latestReport(world, 1)).toBeUndefined();
  });

  it('is nothing at all while an instance stays pending', async () => {
    const world = aWorld();
    world.inject({ kind: 'stays-pending', launchNumber: 2 });
    world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 2 });
    await world.runUntil(minutes(600));
    expect(nodeAt(world, 1).lifecycleState).toBe('Pending');
  });
});
