// A tick over 1,000 groups of 20 nodes of which 50 are due and 5 need a node, and over 10,000 of which 500 are due and 50 need
// one: on the simulated ports, and through the packaged handler and the SDK on the local AWS. A call takes its time on both.
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Served } from '../functions/lambda-handler.ts';
import { createListedBefore } from '../lib/cycle/triggers/listed-before.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
import { LOOK_AHEAD_MAX_MS } from '../lib/core/look-ahead.ts';
import { eachSettled, valueOf } from '../lib/ports/settled.ts';
import { MIB } from '../lib/core/units.ts';
import { STATE_TABLE, startEmulator } from '../lib/emulator/start-emulator.ts';
import type { World } from '../lib/sim/world.ts';
import { wireLocal } from '../lib/wiring/wire-local.ts';
import type { Measurement } from './measurement.ts';
import { median } from './median.ts';
import { startPackagedTick } from './packaged-tick.ts';
import { crowdedWorld, groupName, lookAt, NODES, simulatedPorts, type Fleet } from './tick-fleet.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

const FLEET: Fleet = {
  groups: 1_000,
  due: 50,
  inNeed: 5,
  rounds: 5,
  budgets: { calls: 'at most 150', time: 'reported' },
};
const LARGE_FLEET: Fleet = {
  groups: 10_000,
  due: 500,
  inNeed: 50,
  rounds: 1,
  budgets: { calls: 'reported', time: 'under 15 s' },
};
/** What a call takes, and how many are under way at once. */
const CALL_MS = 50;
const CALLS_AT_ONCE = 10;

export async function benchTick(): Promise<readonly Measurement[]> {
  return [...(await onThePorts(FLEET)), ...(await onTheEmulator(FLEET))];
}

export async function benchLargeTick(): Promise<readonly Measurement[]> {
  return [...(await onThePorts(LARGE_FLEET)), ...(await onTheEmulator(LARGE_FLEET))];
}

async function onThePorts(fleet: Fleet): Promise<readonly Measurement[]> {
  const world = await crowdedWorld(fleet);
  const ports = simulatedPorts(world);
  const listedBefore = createListedBefore();
  return measure(fleet, ports, {
    world,
    where: `simulated ports, ${CALL_MS} ms a call`,
    tick: async () => {
      const { results, failures } = await runTick(RDB_GROUP, ports, { listedBefore });
      return { results, failures };
    },
    counts: () => world.calls.counts(),
  });
}

/** The packaged handler in a process of its own, over HTTP; so its memory is its own too. */
async function onTheEmulator(fleet: Fleet): Promise<readonly Measurement[]> {
  const world = await crowdedWorld(fleet);
  const emulator = await startEmulator({ world, tick: null });
  const packaged = await startPackagedTick(emulator.endpoint, world.clock);
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
      where: `local AWS, ${CALL_MS} ms a call`,
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

interface Ticking {
  readonly world: World;
  readonly where: string;
  readonly tick: () => Promise<Served>;
  readonly counts: () => Readonly<Record<string, number>>;
}

/** None is due at first; then some are made due, a few of them in need, and that tick is measured. */
async function measure(
  { groups, due, inNeed, rounds, budgets }: Fleet,
  { stateStore, clock }: Pick<GroupPorts, 'stateStore' | 'clock'>,
  { world, where, tick, counts }: Ticking,
): Promise<readonly Measurement[]> {
  const limit = pLimit(CALLS_AT_ONCE);
  const timed = async () => {
    world.calls.slowBy(() => limit(() => wait(CALL_MS)));
    const done = await tick();
    world.calls.slowBy(undefined);
    return done;
  };
  const dueAt = async (first: number, count: number, atMs: number) => {
    const indices = Array.from({ length: count }, (_, step) => first + step);
    for (const one of await eachSettled(indices, CALLS_AT_ONCE, (i) =>
      lookAt(groupName(i), atMs, { stateStore, clock }),
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
  await timed();
  const idle = added(idleBefore, counts());
  const times: number[] = [];
  let calls: Readonly<Record<string, number>> = {};
  let served: Served | undefined;
  for (let round = 0; round < rounds; round += 1) {
    await dueAt(round * due, due, 0);
    const before = counts();
    const startedAt = performance.now();
    const now = await timed();
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
      budget: budgets.time,
    },
  ];
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
