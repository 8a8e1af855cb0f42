// A tick over 1,000 groups of 20 nodes of which 50 are due and 5 need a node, through the handler and the SDK on
// the local AWS, and on the simulated ports, where a call takes its time; there over 10,000 groups too, of which 500 are due
// and 50 need a node.
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Served } from '../functions/lambda-handler.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { LOOK_AHEAD_MAX_MS } from '../lib/core/look-ahead.ts';
import { eachSettled, valueOf } from '../lib/ports/settled.ts';
import { MIB, MINUTE_MS } from '../lib/core/units.ts';
import { STATE_TABLE, startEmulator } from '../lib/emulator/start-emulator.ts';
import { createSimAnnouncer } from '../lib/sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../lib/sim/ports/sim-calendar-store.ts';
import { createSimFleetReader, createSimFleetWriter } from '../lib/sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../lib/sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../lib/sim/ports/sim-telemetry.ts';
import { createWorld, type World } from '../lib/sim/world.ts';
import { wireLocal } from '../lib/wiring/wire-local.ts';
import type { Measurement } from './measurement.ts';
import { median } from './median.ts';
import { startPackagedTick } from './packaged-tick.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

interface Fleet {
  readonly groups: number;
  readonly due: number;
  /** Of those that are due first. */
  readonly inNeed: number;
  readonly rounds: number;
  readonly budgets: { readonly calls: string; readonly timeOnPorts: string };
}

const NODES = 20;
const FLEET: Fleet = {
  groups: 1_000,
  due: 50,
  inNeed: 5,
  rounds: 5,
  budgets: { calls: 'at most 150', timeOnPorts: 'reported' },
};
const LARGE_FLEET: Fleet = {
  groups: 10_000,
  due: 500,
  inNeed: 50,
  rounds: 1,
  budgets: { calls: 'reported', timeOnPorts: 'under 15 s' },
};
/** What a call takes on the simulated ports, and how many are under way at once. */
const CALL_MS = 50;
const CALLS_AT_ONCE = 10;
/** The packaged handler's clock is real, so the world stands at the present. */
const START_MS = Date.now() - 5 * MINUTE_MS;

export async function benchTick(): Promise<readonly Measurement[]> {
  return [...(await onThePorts(FLEET)), ...(await onTheEmulator(FLEET))];
}

export async function benchLargeTick(): Promise<readonly Measurement[]> {
  return onThePorts(LARGE_FLEET);
}

async function onThePorts(fleet: Fleet): Promise<readonly Measurement[]> {
  const world = await crowdedWorld(fleet);
  const telemetry = createSimTelemetry(world);
  const ports: GroupPorts = {
    fleetReader: createSimFleetReader(world),
    fleetWriter: createSimFleetWriter(world),
    telemetryFor: () => telemetry,
    stateStore: createSimStateStore(world),
    announcer: createSimAnnouncer(world),
    calendars: createSimCalendarStore(world),
    clock: world.clock,
  };
  const limit = pLimit(CALLS_AT_ONCE);
  const where = `simulated ports, ${CALL_MS} ms a call`;
  return measure(fleet, ports, {
    world,
    where,
    timeBudget: fleet.budgets.timeOnPorts,
    timed: async (work) => {
      world.calls.slowBy(() => limit(() => wait(CALL_MS)));
      const done = await work();
      world.calls.slowBy(undefined);
      return done;
    },
    tick: async () => {
      const { results, failures } = await runTick(RDB_GROUP, ports);
      return { results, failures };
    },
    counts: () => world.calls.counts(),
  });
}

/** The packaged handler in a process of its own, over HTTP; so its memory is its own too. */
async function onTheEmulator(fleet: Fleet): Promise<readonly Measurement[]> {
  const world = await crowdedWorld(fleet);
  const emulator = await startEmulator({ world, tick: null });
  const packaged = await startPackagedTick(emulator.endpoint);
  const { ports, destroy } = wireLocal({
    endpoint: emulator.endpoint,
    accessKeyId: 'bench',
    env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
    clock: world.clock,
    writeLine: () => undefined,
  });
  try {
    const rows = await measure(fleet, ports, {
      world,
      where: 'local AWS',
      timeBudget: 'reported',
      timed: (work) => work(),
      tick: packaged.tick,
      counts: emulator.awsCalls,
    });
    const memory = {
      what: 'local AWS: the handler’s process, memory at most (Node’s own included)',
      measured: `${(packaged.rssBytesMax() / MIB).toFixed(0)} MiB`,
      budget: 'under 256 MiB',
    };
    return [...rows, memory];
  } finally {
    packaged.stop();
    destroy();
    await emulator.stop();
  }
}

/** Reports of five minutes, so that every group has a rate and none is in trouble. */
async function crowdedWorld({ groups, due, rounds }: Fleet): Promise<World> {
  const world = createWorld({ startMs: START_MS, seed: 1 });
  for (let i = 0; i < groups; i += 1) {
    world.addGroup({
      name: groupName(i),
      minSize: 1,
      maxSize: 40,
      desiredCapacity: NODES,
      readyNodeCount: NODES,
      tags: { 'spillway:managed': 'true' },
      // Those that are never due are never looked at: what they published would cost the world's time, not the tick's.
      ...(i >= due * rounds && { telemetry: { metrics: 'none' } }),
      newInstancesProtectedFromScaleIn: true,
    });
  }
  await world.runUntil(START_MS + 5 * MINUTE_MS);
  return world;
}

function groupName(index: number): string {
  return `rdb-${String(index).padStart(4, '0')}`;
}

interface Ticking {
  readonly world: World;
  readonly where: string;
  readonly timeBudget: string;
  /** While this is done a call takes its time. */
  readonly timed: <Done>(work: () => Promise<Done>) => Promise<Done>;
  readonly tick: () => Promise<Served>;
  readonly counts: () => Readonly<Record<string, number>>;
}

/** None is due at first; then some are made due, a few of them in need, and that tick is measured. */
async function measure(
  { groups, due, inNeed, rounds, budgets }: Fleet,
  { stateStore, clock }: Pick<GroupPorts, 'stateStore' | 'clock'>,
  { world, where, timeBudget, timed, tick, counts }: Ticking,
): Promise<readonly Measurement[]> {
  const dueAt = async (first: number, count: number, atMs: number) => {
    const indices = Array.from({ length: count }, (_, step) => first + step);
    for (const one of await eachSettled(indices, CALLS_AT_ONCE, (i) =>
      makeDue(i, atMs, { stateStore, clock }),
    ))
      valueOf(one);
  };
  const quietUntilMs = clock.nowMs() + LOOK_AHEAD_MAX_MS;
  // A first look reads more than those after it: what will be due has been looked at before.
  await dueAt(rounds * due, groups - rounds * due, quietUntilMs);
  await tick();
  await dueAt(0, rounds * due, quietUntilMs);
  for (let i = 0; i < inNeed; i += 1)
    world.autoScaling.putTags(groupName(i), { 'spillway:spares-min': String(NODES) });
  const idleBefore = counts();
  await timed(tick);
  const idle = added(idleBefore, counts());
  const times: number[] = [];
  let calls: Readonly<Record<string, number>> = {};
  let served: Served | undefined;
  for (let round = 0; round < rounds; round += 1) {
    await dueAt(round * due, due, 0);
    const before = counts();
    const startedAt = performance.now();
    const now = await timed(tick);
    times.push(performance.now() - startedAt);
    if (round > 0) continue;
    calls = added(before, counts());
    served = now;
  }
  const acted = served?.results.filter((r) => r.kind === 'decided' && r.plan.kind === 'scale-out').length;
  return [
    {
      what: `${where}: groups looked at, groups raised`,
      measured: `${served?.results.length}, ${acted}`,
      budget: `${due}, ${inNeed}`,
    },
    {
      what: `${where}: calls with none due`,
      measured: callsText(idle),
      budget: 'grow with pages and batches',
    },
    { what: `${where}: calls with ${due} due`, measured: callsText(calls), budget: budgets.calls },
    {
      what: `${where}: time${rounds > 1 ? ` (median of ${rounds})` : ''}`,
      measured: `${median(times).toFixed(0)} ms`,
      budget: timeBudget,
    },
  ];
}

async function makeDue(
  index: number,
  nextLookAtMs: number,
  { stateStore, clock }: Pick<GroupPorts, 'stateStore' | 'clock'>,
): Promise<void> {
  const answer = await stateStore.takeLease({
    name: groupName(index),
    owner: 'bench',
    nowMs: clock.nowMs(),
    durationMs: MINUTE_MS,
    impossibleAfterMs: Number.MAX_SAFE_INTEGER,
  });
  if (answer.kind !== 'taken') throw new Error(`the lease of ${groupName(index)} is held`);
  await stateStore.giveBack(answer.lease, { learned: answer.state.learned, nextLookAtMs });
}

function added(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([action, count]) => [action, count - (before[action] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

function callsText(calls: Readonly<Record<string, number>>): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return `${total}: ${Object.entries(calls)
    .map(([action, count]) => `${action} ${count}`)
    .join(', ')}`;
}
