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
  /** Of nodes seen for the first time: since when that was missing which they take the place of. */
  readonly waitedForSinceMs: ReadonlyMap<string, number>;
  /** Nodes that were ended and never reported: what they were launched for is waited for elsewhere from now on. */
  readonly handedOn: ReadonlySet<string>;
}

/** What came is what was asked for first. */
export function learnMissing({ launches, nodes }: GroupLearned, group: Group, nowMs: number): MissingNow {
  const active = activeNodes(group);
  const activeIds = new Set(active.map((node) => node.instanceId));
  const gone = Object.entries(nodes).filter(([id, node]) => !activeIds.has(id) && neverCame(node));
  const open = [...(launches.missingSinceMs ?? []), ...gone.map(([, node]) => waitedForSince(node))].sort(
    (a, b) => a - b,
  );
  const newIds = active.map((node) => node.instanceId).filter((id) => nodes[id] === undefined);
  const taken = newIds.slice(0, open.length).map((id, i) => [id, open[i] ?? nowMs] as const);
  const rest = open.slice(taken.length);
  const missingCount = Math.max(0, group.desiredCapacity - active.length);
  const still = rest.slice(Math.max(0, rest.length - missingCount));
  return {
    missingSinceMs: [...still, ...new Array<number>(missingCount - still.length).fill(nowMs)],
    waitedForSinceMs: new Map(taken),
    handedOn: new Set(gone.map(([id]) => id)),
  };
}

function neverCame({ last, launch }: NodeLearned): boolean {
  return last === undefined && launch.isHandedOn !== true;
}

/** Since when a node that never reported has been waited for, ms: in the place of another that never did, since that was. */
export function waitedForSince({ launch }: NodeLearned): number {
  return launch.waitedForSinceMs ?? launch.launchedAtMs ?? launch.firstSeenAtMs;
}
