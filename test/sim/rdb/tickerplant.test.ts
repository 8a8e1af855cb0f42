import { describe, expect, it } from 'vitest';
import { MIB } from '../../../lib/core/units.ts';
import { usedBytes } from '../../../lib/sim/rdb/rdb-node.ts';
import { lateSeconds } from '../../../lib/sim/safety-record.ts';
import type { WorldEvent } from '../../../lib/sim/world-events.ts';
import type { World } from '../../../lib/sim/world.ts';
import { aWorld, evenly, GROUP, minutes, nodeAt, stagesOf, T0_MS, tickerplantOf } from '../build-world.ts';

const rowsOf = (world: World) => [...tickerplantOf(world).nodes.values()].map(({ rows }) => rows);

function listen(world: World): WorldEvent[] {
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  return events;
}

describe('filling', () => {
  it('adds the messages of each minute evenly, and loses none', async () => {
    const world = aWorld({ segments: evenly(100, 5) });
    await world.runUntil(minutes(2.5));
    expect(rowsOf(world)).toEqual([250]);
    await world.runUntil(minutes(60));
    expect(rowsOf(world)).toEqual([500]);
  });

  it('carries nothing in minutes without a segment', async () => {
    const [first, , , fourth] = evenly(100, 4);
    if (!first || !fourth) throw new Error('no segments');
    const world = aWorld({ segments: [first, fourth] });
    await world.runUntil(minutes(3));
    expect(rowsOf(world)).toEqual([100]);
    await world.runUntil(minutes(4));
    expect(rowsOf(world)).toEqual([200]);
  });

  it('pulls segments as time passes, so that an endless trace can be given', async () => {
    let pulled = 0;
    function* endless() {
      for (let minute = 0; ; minute++) {
        pulled += 1;
        yield { startMs: minutes(minute), endMs: minutes(minute + 1), messages: 1 };
      }
    }
    const world = aWorld({ segments: endless() });
    await world.runUntil(minutes(100));
    expect(rowsOf(world)[0]).toBe(100);
    expect(pulled).toBeLessThan(105);
  });

  it('refuses segments that overlap', () => {
    const segments = [
      { startMs: T0_MS, endMs: T0_MS + 2, messages: 1 },
      { startMs: T0_MS + 1, endMs: T0_MS + 3, messages: 1 },
    ];
    expect(() => aWorld({ segments })).not.toThrow();
    return expect(aWorld({ segments }).runUntil(minutes(1))).rejects.toThrow(/overlap/);
  });

  it('doubles vectors where kdb+ memory is asked for: steps above the smooth line', async () => {
    const memory = {
      totalBytes: 1000 * MIB,
      baselineBytes: 0,
      bytesPerRow: MIB,
      growth: 'doubling',
    } as const;
    const world = aWorld({ segments: evenly(1, 400), memory });
    const seen = new Set<number>();
    for (let minute = 1; minute <= 400; minute++) {
      await world.runUntil(minutes(minute));
      const live = tickerplantOf(world).live();
      if (!live) throw new Error('nobody is live');
      const used = usedBytes(tickerplantOf(world).memory, live);
      expect(used).toBeGreaterThanOrEqual(live.rows * MIB);
      seen.add(used);
    }
    expect(seen.size).toBeLessThan(40);
  });
});

describe('the queue', () => {
  it('makes the first node live and lets the others wait, in order of subscription', async () => {
    const world = aWorld({ desiredCapacity: 3, readyNodeCount: 0 });
    expect(stagesOf(world)).toEqual(['booting', 'booting', 'booting']);
    await world.runUntil(minutes(1));
    expect(stagesOf(world)).toEqual(['live', 'queued', 'queued']);
  });

  it('subscribes a node only after its replay', async () => {
    const world = aWorld({ desiredCapacity: 2, readyNodeCount: 1, replayMs: 120_000 });
    await world.runUntil(minutes(2.9));
    expect(stagesOf(world)).toEqual(['live', 'starting']);
    await world.runUntil(minutes(3));
    expect(stagesOf(world)).toEqual(['live', 'queued']);
  });

  it('rolls at the roll threshold, neither a message earlier nor later', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 20) });
    await world.runUntil(minutes(8) - 1);
    expect(stagesOf(world)).toEqual(['live', 'queued']);
    await world.runUntil(minutes(8));
    expect(stagesOf(world)).toEqual(['rolled', 'live']);
    expect(rowsOf(world)).toEqual([800, 0]);
    await world.runUntil(minutes(16));
    expect(rowsOf(world)).toEqual([800, 800]);
    expect(world.safety.lateRolls).toHaveLength(1);
  });

  it('rolls several times within one minute if the stream is that fast', async () => {
    const world = aWorld({ desiredCapacity: 4, segments: evenly(3000, 1) });
    await world.runUntil(minutes(1));
    expect(rowsOf(world)).toEqual([800, 800, 800, 600]);
    expect(stagesOf(world)).toEqual(['rolled', 'rolled', 'rolled', 'live']);
    expect(world.safety.lateRolls).toEqual([]);
  });

  it('keeps what arrives while nobody is live, and replays it to the first', async () => {
    const world = aWorld({ readyNodeCount: 0, segments: evenly(100, 3) });
    await world.runUntil(minutes(2));
    expect(rowsOf(world)).toEqual([200]);
  });

  it('rolls to the next when the live node’s instance stops, and replays its rows', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 4) });
    await world.runUntil(minutes(3));
    world.autoScaling.failInstance(nodeAt(world, 0).instanceId);
    expect(stagesOf(world)).toEqual(['live']);
    expect(rowsOf(world)).toEqual([300]);
    expect(world.safety.diedWithData).toMatchObject([{ rows: 300, by: 'fault' }]);
    expect(world.safety.terminatedWithData).toEqual([]);
  });

  it('forgets a queued node that goes', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 20) });
    world.autoScaling.terminateInstance({ instanceId: nodeAt(world, 1).instanceId, decrement: true });
    await world.runUntil(minutes(9));
    expect(stagesOf(world)).toEqual(['live']);
    expect(world.safety.lateRolls).toHaveLength(1);
  });

  it('keeps a node that waits in its hook in its place: live it stays live', async () => {
    const world = aWorld({
      desiredCapacity: 2,
      segments: evenly(100, 5),
      hooks: [
        {
          hookName: 'prove-empty',
          transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          heartbeatTimeoutSeconds: 600,
          defaultResult: 'CONTINUE',
        },
      ],
    });
    world.autoScaling.terminateInstance({ instanceId: nodeAt(world, 0).instanceId, decrement: true });
    await world.runUntil(minutes(5));
    expect(stagesOf(world)).toEqual(['live', 'queued']);
    expect(rowsOf(world)).toEqual([500, 0]);
    await world.runUntil(minutes(11));
    expect(world.safety.terminatedWithData).toMatchObject([{ rows: 500, by: 'user' }]);
  });
});

describe('a roll that finds nobody waiting', () => {
  it('is recorded as late, goes on filling, and ends when a node comes', async () => {
    const world = aWorld({ segments: evenly(100, 20) });
    await world.runUntil(minutes(8));
    world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 2 });
    await world.runUntil(minutes(9));
    expect(stagesOf(world)).toEqual(['rolled', 'live']);
    expect(rowsOf(world)).toEqual([900, 0]);
    expect(world.safety.lateRolls).toMatchObject([{ atMs: minutes(8), endedAtMs: minutes(9) }]);
    expect(lateSeconds(world.safety, minutes(20))).toBe(60);
    expect(world.safety.outOfMemory).toEqual([]);
  });

  it('runs out of memory at 100 %, keeps what it has, and counts what is lost', async () => {
    const world = aWorld({ segments: evenly(100, 20) });
    await world.runUntil(minutes(12));
    expect(rowsOf(world)).toEqual([1000]);
    expect(world.safety.outOfMemory).toMatchObject([{ atMs: minutes(10) }]);
    expect(tickerplantOf(world).lostMessages()).toBe(200);
    world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 2 });
    await world.runUntil(minutes(14));
    expect(rowsOf(world)).toEqual([1000, 100]);
    expect(tickerplantOf(world).lostMessages()).toBe(300);
    expect(tickerplantOf(world).deliveredMessages()).toBe(1400);
  });

  it('counts seconds still running up to now', async () => {
    const world = aWorld({ segments: evenly(100, 20) });
    await world.runUntil(minutes(9));
    expect(lateSeconds(world.safety, minutes(9))).toBe(60);
  });
});

describe('the end of day', () => {
  const day = { desiredCapacity: 3, segments: evenly(100, 12), endOfDaysMs: [minutes(15)] };

  it('flushes rolled nodes, which stay out of the queue; the live one goes on, empty', async () => {
    const world = aWorld(day);
    const events = listen(world);
    await world.runUntil(minutes(15));
    expect(stagesOf(world)).toEqual(['flushed', 'live', 'queued']);
    expect(rowsOf(world)).toEqual([0, 0, 0]);
    expect(events.map(({ kind }) => kind)).toEqual(['rolled', 'live', 'end-of-day', 'flushed']);
  });

  it('keeps rows until written down', async () => {
    const world = aWorld({ ...day, writeDownMs: 600_000 });
    await world.runUntil(minutes(24));
    expect(stagesOf(world)).toEqual(['rolled', 'live', 'queued']);
    expect(rowsOf(world)).toEqual([800, 0, 0]);
    expect([...tickerplantOf(world).nodes.values()].map(({ busyUntilMs }) => busyUntilMs)).toEqual([
      minutes(25),
      minutes(25),
      0,
    ]);
    await world.runUntil(minutes(25));
    expect(stagesOf(world)).toEqual(['flushed', 'live', 'queued']);
  });

  it.each([
    [true, 800],
    [false, 0],
  ])('gives memory back unless the heap is kept (%s)', async (keepsHeap, usedMib) => {
    const memory = { totalBytes: 1000 * MIB, baselineBytes: 0, bytesPerRow: MIB, keepsHeap };
    const world = aWorld({ ...day, memory });
    await world.runUntil(minutes(15));
    const [flushed] = [...tickerplantOf(world).nodes.values()];
    if (!flushed) throw new Error('no node');
    expect(flushed.rows).toBe(0);
    expect(usedBytes(tickerplantOf(world).memory, flushed)).toBe(usedMib * MIB);
  });

  it('ends a late roll: the memory is free again', async () => {
    const world = aWorld({ segments: evenly(100, 9), endOfDaysMs: [minutes(15)] });
    await world.runUntil(minutes(20));
    expect(stagesOf(world)).toEqual(['live']);
    expect(world.safety.lateRolls).toMatchObject([{ atMs: minutes(8), endedAtMs: minutes(15) }]);
  });
});

describe('safety', () => {
  it('records who ended a node that held data, and in which words', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 12) });
    await world.runUntil(minutes(10));
    const { instanceId } = nodeAt(world, 0);
    world.autoScaling.terminateInstance({ instanceId, decrement: false });
    expect(world.safety.terminatedWithData).toMatchObject([
      {
        instanceId,
        rows: 800,
        by: 'user',
        atMs: minutes(10),
        cause: expect.stringContaining('user request') as string,
      },
    ]);
  });

  it('records nothing for an empty node', async () => {
    const world = aWorld({ desiredCapacity: 2, segments: evenly(100, 5) });
    await world.runUntil(minutes(3));
    world.autoScaling.terminateInstance({ instanceId: nodeAt(world, 1).instanceId, decrement: true });
    expect(world.safety.terminationCount).toBe(1);
    expect(world.safety.terminatedWithData).toEqual([]);
  });
});
