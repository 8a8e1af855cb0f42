// What a tick is measured over: a fleet in a world of its own, and its items in the state table.
import { MINUTE_MS } from '../lib/core/units.ts';
import { createSimAnnouncer } from '../lib/sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../lib/sim/ports/sim-calendar-store.ts';
import { createSimFleetReader, createSimFleetWriter } from '../lib/sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../lib/sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../lib/sim/ports/sim-telemetry.ts';
import { createWorld, type World } from '../lib/sim/world.ts';
import type { GroupPorts } from '../lib/targets/rdb-group/ports/group-ports.ts';

export interface Fleet {
  readonly groups: number;
  readonly due: number;
  /** Of those that are due first. */
  readonly inNeed: number;
  readonly rounds: number;
  readonly budgets: { readonly calls: string; readonly time: string };
}

export const NODES = 20;
const START_MS = Date.parse('2026-11-20T12:00:00Z');

/** Reports of five minutes, so that every group has a rate and none is in trouble. */
export async function crowdedWorld({
  groups,
  due,
  rounds,
}: Pick<Fleet, 'groups' | 'due' | 'rounds'>): Promise<World> {
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

/** The ports of the simulated world; its calls are counted there. */
export function simulatedPorts(world: World): GroupPorts {
  const telemetry = createSimTelemetry(world);
  return {
    fleetReader: createSimFleetReader(world),
    fleetWriter: createSimFleetWriter(world),
    telemetryFor: () => telemetry,
    stateStore: createSimStateStore(world),
    announcer: createSimAnnouncer(world),
    calendars: createSimCalendarStore(world),
    clock: world.clock,
  };
}

export function groupName(index: number): string {
  return `rdb-${String(index).padStart(4, '0')}`;
}

/** As a cycle leaves it: the next look is due then. */
export async function lookAt(
  name: string,
  nextLookAtMs: number,
  { stateStore, clock }: Pick<GroupPorts, 'stateStore' | 'clock'>,
): Promise<void> {
  const answer = await stateStore.takeLease({
    name,
    owner: 'bench',
    nowMs: clock.nowMs(),
    durationMs: MINUTE_MS,
    impossibleAfterMs: Number.MAX_SAFE_INTEGER,
  });
  if (answer.kind !== 'taken') throw new Error(`the lease of ${name} is held`);
  await stateStore.giveBack(answer.lease, { learned: answer.state.learned, nextLookAtMs });
}
