// Learns since when capacity is missing that was asked for. What is launched and ended before it ever reports has not come: its
// successor waits from the same moment on, or a launch that fails again and again would count as a spare for ever.
//
//   asked ──▶ missing ──▶ pending, ended ──▶ missing ──▶ pending, ended ──▶ …
//     └──────────────────────── waited for ─────────────────────────────────
import { activeNodes, type Group } from '../../domain/group.ts';
import type { NodeLearned } from '../../domain/learned/node-learned.ts';
import type { GroupLearned } from '../../domain/state.ts';

export interface MissingNow {
  /** Since when each node that is desired and not there has been missing. */
  readonly missingSinceMs: readonly number[];
  /** Those of them that nodes had been launched for, and were ended before they reported. */
  readonly handedOnSinceMs: readonly number[];
  /** Of nodes seen for the first time: since when that was missing which they take the place of. */
  readonly waitedForSinceMs: ReadonlyMap<string, number>;
  /** Nodes that were ended and never reported: what they were launched for is waited for elsewhere from now on. */
  readonly handedOn: ReadonlySet<string>;
}

/** What came is what was asked for first. Capacity of which nothing was launched yet is no fault of the node that comes at last. */
export function learnMissing({ launches, nodes }: GroupLearned, group: Group, nowMs: number): MissingNow {
  const active = activeNodes(group);
  const activeIds = new Set(active.map((node) => node.instanceId));
  const gone = Object.entries(nodes).filter(([id, node]) => !activeIds.has(id) && neverCame(node));
  const open = openSlots(
    launches,
    gone.map(([, node]) => waitedForSince(node)),
  );
  const newIds = active.map((node) => node.instanceId).filter((id) => nodes[id] === undefined);
  const taken = newIds.flatMap((id, i): readonly (readonly [string, number])[] => {
    const slot = open[i];
    return slot?.isHandedOn ? [[id, slot.sinceMs]] : [];
  });
  const rest = open.slice(newIds.length);
  const missingCount = Math.max(0, group.desiredCapacity - active.length);
  const still = rest.slice(Math.max(0, rest.length - missingCount));
  const missingSinceMs = still.map(({ sinceMs }) => sinceMs);
  return {
    missingSinceMs: [...missingSinceMs, ...new Array<number>(missingCount - still.length).fill(nowMs)],
    handedOnSinceMs: still.flatMap(({ sinceMs, isHandedOn }) => (isHandedOn ? [sinceMs] : [])),
    waitedForSinceMs: new Map(taken),
    handedOn: new Set(gone.map(([id]) => id)),
  };
}

interface Slot {
  readonly sinceMs: number;
  /** A node was launched for it, and was ended before it reported. */
  readonly isHandedOn: boolean;
}

function openSlots(launches: GroupLearned['launches'], goneSinceMs: readonly number[]): readonly Slot[] {
  const handedOn = [...(launches.handedOnSinceMs ?? [])];
  const missing = (launches.missingSinceMs ?? []).map((sinceMs): Slot => {
    const at = handedOn.indexOf(sinceMs);
    if (at >= 0) handedOn.splice(at, 1);
    return { sinceMs, isHandedOn: at >= 0 };
  });
  const gone = goneSinceMs.map((sinceMs): Slot => ({ sinceMs, isHandedOn: true }));
  return [...missing, ...gone].sort((a, b) => a.sinceMs - b.sinceMs);
}

function neverCame({ last, launch }: NodeLearned): boolean {
  return last === undefined && launch.isHandedOn !== true;
}

/** Since when a node that never reported has been waited for, ms: in the place of another that never did, since that was. */
export function waitedForSince({ launch }: NodeLearned): number {
  return launch.waitedForSinceMs ?? launch.launchedAtMs ?? launch.firstSeenAtMs;
}
