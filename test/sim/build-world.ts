// Small worlds for tests: ten rows a minute would never matter, so a row is a mebibyte here.
import { MIB, MINUTE_MS } from '../../lib/core/units.ts';
import type { GroupInstance, LifecycleHook } from '../../lib/sim/aws/group-state.ts';
import type { Segment } from '../../lib/sim/rdb/stream.ts';
import { createWorld, type World, type WorldGroup, type WorldOptions } from '../../lib/sim/world.ts';

export const T0_MS = Date.parse('2026-11-20T14:00:00Z');
export const GROUP = 'rdb';

export function minutes(count: number): number {
  return T0_MS + count * MINUTE_MS;
}

/** A node holds 1,000 MiB, none of it when empty, and rolls at 800 rows. */
const SMALL_MEMORY = { totalBytes: 1000 * MIB, baselineBytes: 0, bytesPerRow: MIB } as const;

export function aWorld(group: Partial<WorldGroup> = {}, options: Partial<WorldOptions> = {}): World {
  const world = createWorld({ startMs: T0_MS, ...options });
  world.addGroup({
    name: GROUP,
    minSize: 1,
    maxSize: 10,
    memory: SMALL_MEMORY,
    tags: { 'spillway:managed': 'true' },
    newInstancesProtectedFromScaleIn: true,
    readyNodeCount: group.desiredCapacity ?? group.minSize ?? 1,
    ...group,
  });
  return world;
}

/** That many messages in each of so many minutes from T0. */
export function evenly(messages: number, minuteCount: number): Segment[] {
  return Array.from({ length: minuteCount }, (_, i) => ({
    startMs: minutes(i),
    endMs: minutes(i + 1),
    messages,
  }));
}

export const TERMINATING_HOOK: LifecycleHook = {
  hookName: 'prove-empty',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeoutSeconds: 600,
  defaultResult: 'ABANDON',
};

export function groupOf(world: World) {
  const [group] = world.autoScaling.describeGroups([GROUP]);
  if (!group) throw new Error('The group is gone');
  return group;
}

export function tickerplantOf(world: World) {
  const tickerplant = world.tickerplants.get(GROUP);
  if (!tickerplant) throw new Error('The tickerplant is gone');
  tickerplant.bringUpToDate();
  return tickerplant;
}

/** The n-th node of the group, from 0, in order of launch. */
export function nodeAt(world: World, index: number): Readonly<GroupInstance> {
  const node = [...groupOf(world).instances.values()][index];
  if (!node) throw new Error(`There is no node ${index}`);
  return node;
}

export function statesOf(world: World): string[] {
  return [...groupOf(world).instances.values()].map(({ lifecycleState }) => lifecycleState);
}

export function stagesOf(world: World): string[] {
  return [...tickerplantOf(world).nodes.values()].map(({ stage }) => stage);
}
