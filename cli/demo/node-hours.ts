// Counts a group's nodes over a simulated day: how many at once, and for how long.
import type { World } from '../../lib/sim/world.ts';

export interface NodeCount {
  /** The counts up to a moment. */
  until(atMs: number): { peakNodes: number; nodesNow: number; nodeMs: number };
}

/** Counts from now on, from launch to termination; nodes there already count from now. */
export function countNodes(world: World, groupName: string): NodeCount {
  const since = new Map<string, number>();
  let peakNodes = 0;
  let endedMs = 0;
  for (const instanceId of world.tickerplants.get(groupName)?.nodes.keys() ?? []) {
    since.set(instanceId, world.clock.nowMs());
  }
  peakNodes = since.size;
  world.onEvent((event) => {
    if (event.groupName !== groupName) return;
    if (event.kind === 'launched') since.set(event.instanceId, event.atMs);
    if (event.kind === 'terminated') {
      endedMs += event.atMs - (since.get(event.instanceId) ?? event.atMs);
      since.delete(event.instanceId);
    }
    peakNodes = Math.max(peakNodes, since.size);
  });
  return {
    until: (atMs) => ({
      peakNodes,
      nodesNow: since.size,
      nodeMs: [...since.values()].reduce((sum, startedMs) => sum + atMs - startedMs, endedMs),
    }),
  };
}
