// A tick over 1,000 groups of 20 nodes of which 50 are due and 5 need a node: on the simulated ports, and
// through the handler and the SDK on the local AWS.
import type { Served } from '../functions/lambda-handler.ts';
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';
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

const GROUPS = 1_000;
const NODES = 20;
const DUE = 50;
const IN_NEED = 5;
const ROUNDS = 5;
/** The packaged handler's clock is real, so the world stands at the present. */
const START_MS = Date.now() - 5 * MINUTE_MS;

export async function benchTick(): Promise<readonly Measurement[]> {
  return [...(await onThePorts()), ...(await onTheEmulator())];
}

async function onThePorts(): Promise<readonly Measurement[]> {
  const world = await crowdedWorld();
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
  return measure(ports, 'simulated ports', {
    tick: async () => {
      const { results, failures } = await runTick(RDB_GROUP, ports);
      return { results, failures };
    },
    counts: () => world.calls.counts(),
  });
}

/** The packaged handler in a process of its own, over HTTP; so its memory is its own too. */
async function onTheEmulator(): Promise<readonly Measurement[]> {
  const world = await crowdedWorld();
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
    const rows = await measure(ports, 'local AWS', { tick: packaged.tick, counts: emulator.awsCalls });
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
async function crowdedWorld(): Promise<World> {
  const world = createWorld({ startMs: START_MS, seed: 1 });
  for (let i = 0; i < GROUPS; i += 1) {
    world.addGroup({
      name: groupName(i),
      minSize: 1,
      maxSize: 40,
      desiredCapacity: NODES,
      readyNodeCount: NODES,
      tags: { 'spillway:managed': 'true', ...(i < IN_NEED && { 'spillway:spares-min': String(NODES) }) },
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
  readonly tick: () => Promise<Served>;
  readonly counts: () => Readonly<Record<string, number>>;
}

/** The first tick looks at every group; then 50 are made due, 5 of them in need, and that tick is measured. */
async function measure(
  { stateStore, clock }: Pick<GroupPorts, 'stateStore' | 'clock'>,
  where: string,
  { tick, counts }: Ticking,
): Promise<readonly Measurement[]> {
  const notDueUntilMs = clock.nowMs() + 60 * MINUTE_MS;
  for (let i = 0; i < GROUPS; i += 1) await makeDue(i, notDueUntilMs, { stateStore, clock });
  const idleBefore = counts();
  await tick();
  const idle = added(idleBefore, counts());
  const times: number[] = [];
  let calls: Readonly<Record<string, number>> = {};
  let served: Served | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round * DUE;
    for (let i = first; i < first + DUE; i += 1) await makeDue(i, 0, { stateStore, clock });
    const before = counts();
    const startedAt = performance.now();
    const now = await tick();
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
      budget: `${DUE}, ${IN_NEED}`,
    },
    {
      what: `${where}: calls with none due`,
      measured: callsText(idle),
      budget: 'grow with pages and batches',
    },
    { what: `${where}: calls with ${DUE} due`, measured: callsText(calls), budget: 'reported' },
    {
      what: `${where}: time (median of ${ROUNDS})`,
      measured: `${median(times).toFixed(0)} ms`,
      budget: 'reported',
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
