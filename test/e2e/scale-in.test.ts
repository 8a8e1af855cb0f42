// Days on which scaling in meets what it must not end.
import { expect, test } from 'vitest';
import type { World } from '../../lib/sim/world.ts';
import { at, eventsOf, FULL_RATE_PER_MINUTE, GROUP, retirements, runLocalDay, stream } from './local-day.ts';

/** Data goes on all night at a trickle, and one queued spare is left over at the end of day. */
const NIGHT = [stream(0, 110, FULL_RATE_PER_MINUTE / 2), stream(110, 840, 200)];

function rollNow(world: World): void {
  world.tickerplants.get(GROUP)?.rollNow();
}

test('the tickerplant rolls between proof and terminate: the node is live in its hook, and is kept', async () => {
  let rolledTo: string | undefined;
  const day = await runLocalDay({
    segments: NIGHT,
    untilMinute: 480,
    prepare: ({ world }) => {
      world.calls.intercept(({ action }) => {
        if (action !== 'TerminateInstanceInAutoScalingGroup' || rolledTo !== undefined) return undefined;
        rollNow(world);
        rolledTo = world.tickerplants.get(GROUP)?.live()?.instanceId;
        return undefined;
      });
    },
  });

  const [first] = retirements(day);
  expect(first?.plan).toMatchObject({ instanceId: rolledTo });
  expect(day.nodesAtEnd).toContain(rolledTo);
  expect(day.world.tickerplants.get(GROUP)?.nodes.get(rolledTo ?? '')?.rows).toBeGreaterThan(0);
});

test('the tickerplant rolls between terminate and CONTINUE: the node is kept while it holds data', async () => {
  let retired: unknown;
  const day = await runLocalDay({
    segments: NIGHT,
    untilMinute: 480,
    prepare: ({ world }) => {
      world.calls.intercept(({ action, input, atMs }) => {
        if (action !== 'TerminateInstanceInAutoScalingGroup' || retired !== undefined) return undefined;
        retired = input['instanceId'] ?? input['InstanceId'];
        world.clock.schedule(atMs + 2_000, () => rollNow(world));
        return undefined;
      });
    },
  });

  expect(retired).toBeDefined();
  expect(day.nodesAtEnd).toContain(retired);
  const continued = day.emulator.calls().filter(({ action }) => action === 'CompleteLifecycleAction');
  expect(JSON.stringify(continued.map(({ params }) => params))).not.toContain(String(retired));
});

test('a flushed node still there next morning is retired at the next end of day, and is no spare till then', async () => {
  const day = await runLocalDay({
    segments: [stream(0, 180, FULL_RATE_PER_MINUTE), stream(600, 900, FULL_RATE_PER_MINUTE / 2)],
    endOfDayMinutes: [360, 960],
    untilMinute: 1020,
    // The first evening's schedule is lost with all its retries.
    prepare: ({ emulator }) =>
      emulator.injectDeliveryFault({ functionName: 'on-schedule', fault: { kind: 'lose' } }),
  });

  const flushedBefore = eventsOf(day, 'flushed').filter(({ atMs }) => atMs < at(400));
  expect(flushedBefore.length).toBeGreaterThanOrEqual(2);
  expect(retirements(day).every(({ atMs }) => atMs >= at(960))).toBe(true);
  // The second morning's live node rolls to a node launched for it, never to a flushed one.
  expect(eventsOf(day, 'launched').some(({ atMs }) => atMs > at(600))).toBe(true);
  expect(day.world.safety.lateRolls).toEqual([]);
  expect(day.nodesAtEnd).toHaveLength(1);
});

test('a node that never empties stays, and is named until its window closes', async () => {
  const day = await runLocalDay({
    faults: [{ kind: 'never-empties', groupName: GROUP, launchNumber: 2 }],
    untilMinute: 420,
  });

  expect(day.nodesAtEnd).toHaveLength(2);
  const last = day.plans.at(-1)?.plan;
  expect(last?.assessed.heldUnproven).toHaveLength(1);
  expect(last?.reason.text).toMatch(/holds \d+ rows/);
});
