// Spares that are not there and that a group counts all the same. A server whose RDB never starts is replaced; if its
// replacement stays silent too, the fault is not the server's, and no more are launched: the promise of bounded launches.
import { activeInstances } from '../../sim/aws/group-state.ts';
import { isUp } from '../../sim/rdb/rdb-node.ts';
import type { Run } from '../world/run.ts';

/** How many servers run, or pend for ever, without an RDB that reports: all but the first. */
export function presumedSpares({ group, tickerplant }: Run): number {
  const isComing = (atMs: number | undefined) => atMs !== undefined && Number.isFinite(atMs);
  const mute = activeInstances(group()).filter(({ instanceId, bootTimer }) => {
    const node = tickerplant.nodes.get(instanceId);
    return !isComing(bootTimer?.atMs) && (node === undefined || !isUp(node));
  });
  return Math.max(0, mute.length - 1);
}
