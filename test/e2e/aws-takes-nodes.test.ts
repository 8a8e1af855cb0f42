// Days on which Auto Scaling itself, or a person, takes nodes with data away: by an instance refresh, a lowered
// desired capacity, a health replacement, and a hook whose wait runs out. Each is kept until it is empty, and
// then let go. That no server was terminated with data is checked of every day by runLocalDay.
import { expect, test } from 'vitest';
import type { LifecycleState } from '../../lib/sim/aws/group-state.ts';
import type { World } from '../../lib/sim/world.ts';
import {
  at,
  type DayOutcome,
  eventsOf,
  FULL_RATE_PER_MINUTE,
  GROUP,
  type LocalDay,
  runLocalDay,
  stream,
} from './local-day.ts';

const DAY_ENDS_MINUTE = 90;

/** A node fills in 20 minutes; data until the end of day at 90; half an hour more to retire what is left. */
const FAST_DAY: LocalDay = {
  segments: [stream(0, DAY_ENDS_MINUTE, FULL_RATE_PER_MINUTE * 3)],
  endOfDayMinutes: [DAY_ENDS_MINUTE],
  untilMinute: 125,
};

/** What a node was at a moment of the day. */
interface Seen {
  readonly instanceId: string;
  readonly state: LifecycleState;
  readonly rows: number;
}

function look(world: World): readonly Seen[] {
  const [group] = world.autoScaling.describeGroups([GROUP]);
  const nodes = world.tickerplants.get(GROUP)?.nodes;
  return [...(group?.instances.values() ?? [])].map(({ instanceId, lifecycleState }) => ({
    instanceId,
    state: lifecycleState,
    rows: nodes?.get(instanceId)?.rows ?? 0,
  }));
}

const withData = (seen: readonly Seen[]) => seen.filter(({ rows }) => rows > 0);
const idsOf = (seen: readonly Seen[]) => seen.map(({ instanceId }) => instanceId).sort();
const statesOf = (seen: readonly Seen[], ids: readonly string[]) =>
  seen.filter(({ instanceId }) => ids.includes(instanceId)).map(({ state }) => state);

/** Does something at a minute of the day, and looks at later ones. */
async function runWatchedDay(options: {
  readonly minute: number;
  readonly take: (world: World) => void;
  readonly lookAt: readonly number[];
  readonly day?: Partial<LocalDay>;
}) {
  const before: Seen[] = [];
  const seenAt = new Map<number, readonly Seen[]>();
  const day = await runLocalDay({
    ...FAST_DAY,
    ...options.day,
    prepare: async (prepared) => {
      const { world } = prepared;
      world.clock.schedule(at(options.minute), () => {
        before.push(...look(world));
        options.take(world);
      });
      for (const minute of options.lookAt)
        world.clock.schedule(at(minute), () => void seenAt.set(minute, look(world)));
      await options.day?.prepare?.(prepared);
    },
  });
  return { day, before, seen: (minute: number) => seenAt.get(minute) ?? [] };
}

/** Whatever held data was there to the last row, and is gone now that it is empty. */
function expectKeptAndLetGo(day: DayOutcome, ids: readonly string[]): void {
  expect(ids.length).toBeGreaterThanOrEqual(2);
  const ended = eventsOf(day, 'terminated').filter(({ instanceId }) => ids.includes(instanceId));
  expect(ended.map(({ instanceId }) => instanceId).sort()).toEqual([...ids].sort());
  for (const { rows, atMs } of ended) {
    expect(rows).toBe(0);
    expect(atMs).toBeGreaterThan(at(DAY_ENDS_MINUTE));
  }
  expect(day.nodesAtEnd.filter((id) => ids.includes(id))).toEqual([]);
  expect(day.nodesAtEnd).toHaveLength(1);
  expect(day.emulator.deadLetters()).toEqual([]);
}

test('an instance refresh that also takes protected nodes: each with data waits in its hook until it is empty', async () => {
  const { day, before, seen } = await runWatchedDay({
    minute: 50,
    take: (world) => {
      world.autoScaling.startInstanceRefresh(GROUP, { scaleInProtectedInstances: 'Refresh' });
    },
    lookAt: [DAY_ENDS_MINUTE - 1],
  });

  const held = idsOf(withData(before));
  const late = seen(DAY_ENDS_MINUTE - 1);
  expect(new Set(statesOf(late, held))).toEqual(new Set<LifecycleState>(['Terminating:Wait']));
  expect(withData(late).length).toBeGreaterThanOrEqual(held.length);
  expectKeptAndLetGo(day, held);
});

test('the desired capacity lowered by hand: protected nodes stay, and others wait in their hooks', async () => {
  const lower = (world: World) => {
    world.autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: 1 });
  };
  const { day, before, seen } = await runWatchedDay({
    minute: 45,
    take: lower,
    lookAt: [46, DAY_ENDS_MINUTE - 1],
    day: {
      prepare: ({ world }) => {
        world.clock.schedule(at(60), () => {
          const instanceIds = idsOf(look(world));
          world.autoScaling.setInstanceProtection({
            groupName: GROUP,
            instanceIds,
            protectedFromScaleIn: false,
          });
          lower(world);
        });
      },
    },
  });

  const held = idsOf(withData(before));
  expect(new Set(statesOf(seen(46), held))).toEqual(new Set<LifecycleState>(['InService']));
  const late = seen(DAY_ENDS_MINUTE - 1);
  expect(statesOf(late, held)).toContain('Terminating:Wait');
  expect(idsOf(withData(late))).toEqual(expect.arrayContaining(held));
  expectKeptAndLetGo(day, held);
});

test('a health replacement of every node, the live one included: each is kept until it is empty', async () => {
  const { day, before, seen } = await runWatchedDay({
    minute: 50,
    take: (world) => {
      for (const { instanceId } of look(world))
        world.autoScaling.setInstanceHealth({ instanceId, healthStatus: 'Unhealthy' });
    },
    lookAt: [DAY_ENDS_MINUTE - 1],
  });

  const held = idsOf(withData(before));
  expect(new Set(statesOf(seen(DAY_ENDS_MINUTE - 1), held))).toEqual(
    new Set<LifecycleState>(['Terminating:Wait']),
  );
  expectKeptAndLetGo(day, held);
});

test('the functions are down until a hook times out: the node is retained, and ended once proved empty twice', async () => {
  const { day, before, seen } = await runWatchedDay({
    minute: 50,
    take: (world) => {
      for (const { instanceId } of withData(look(world)))
        world.autoScaling.terminateInstance({ instanceId, decrement: false });
    },
    lookAt: [59, 61, DAY_ENDS_MINUTE - 1],
    day: {
      prepare: ({ world, emulator }) => {
        // No function hears anything for 15 minutes; the hook waits for 10.
        world.clock.schedule(at(50) - 1, () => {
          for (const functionName of ['on-lifecycle', 'on-tick', 'on-alarm'])
            emulator.injectDeliveryFault({ functionName, fault: { kind: 'lose' }, times: 15 });
        });
      },
    },
  });

  const held = idsOf(withData(before));
  expect(new Set(statesOf(seen(59), held))).toEqual(new Set<LifecycleState>(['Terminating:Wait']));
  for (const minute of [61, DAY_ENDS_MINUTE - 1])
    expect(new Set(statesOf(seen(minute), held))).toEqual(new Set<LifecycleState>(['Terminating:Retained']));
  expectEndedWithoutDecrement(day, held);
  expectKeptAndLetGo(day, held);
});

test("a hook's own limit comes near: the wait is given up, the node is retained, and ended once empty", async () => {
  const { day, before, seen } = await runWatchedDay({
    minute: 40,
    take: (world) => {
      for (const { instanceId } of withData(look(world)))
        world.autoScaling.setInstanceHealth({ instanceId, healthStatus: 'Unhealthy' });
    },
    lookAt: [195, 225],
    day: {
      // A hundred heartbeats of two minutes: 200 minutes, given up after 180 of them.
      group: {
        hooks: [
          {
            hookName: 'spillway-terminating',
            transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
            heartbeatTimeoutSeconds: 120,
            defaultResult: 'ABANDON',
          },
        ],
      },
      segments: [stream(0, 60, FULL_RATE_PER_MINUTE * 3), stream(60, 240, 100)],
      endOfDayMinutes: [240],
      untilMinute: 270,
    },
  });

  const held = idsOf(withData(before));
  expect(held.length).toBeGreaterThanOrEqual(2);
  expect(new Set(statesOf(seen(195), held))).toEqual(new Set<LifecycleState>(['Terminating:Wait']));
  expect(new Set(statesOf(seen(225), held))).toEqual(new Set<LifecycleState>(['Terminating:Retained']));
  const results = day.emulator.calls().filter(({ action }) => action === 'CompleteLifecycleAction');
  expect(JSON.stringify(results.map(({ params }) => params))).toContain('"ABANDON"');
  expectEndedWithoutDecrement(day, held);
  expectKeptAndLetGo(day, held);
});

/** Proved by two reports after the end of day, a minute apart at the least, and no capacity taken along. */
function expectEndedWithoutDecrement(day: DayOutcome, ids: readonly string[]): void {
  const ended = day.emulator.calls().filter(({ action }) => action === 'TerminateInstanceInAutoScalingGroup');
  for (const id of ids) {
    const calls = ended.filter(({ params }) => (params as { InstanceId?: string }).InstanceId === id);
    expect(calls.map(({ params }) => params)).toEqual([
      { InstanceId: id, ShouldDecrementDesiredCapacity: 'false' },
    ]);
    const proofs = day.results.flatMap(({ result }) =>
      result.kind === 'decided'
        ? result.plan.hookSteps.filter((step) => step.instanceId === id).map(({ reason }) => reason.code)
        : [],
    );
    expect(proofs).toContain('awaiting-second-proof');
    expect(proofs.indexOf('retained-empty')).toBeGreaterThan(proofs.indexOf('awaiting-second-proof'));
  }
}
