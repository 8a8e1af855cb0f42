// MemoryDB on the wire, over the simulated clusters (lib/sim/memorydb), which know the rules; here are shapes only.
import type { MemoryDb } from '../../../sim/memorydb/memorydb.ts';
import type { ServiceActions } from '../service-action.ts';
import { clusterActions } from './cluster-actions.ts';
import { failoverActions } from './failover-actions.ts';
import { snapshotActions } from './snapshot-actions.ts';
import { tagActions } from './tag-actions.ts';

/** `portOf`: where a cluster's engine listens on this machine, if it does. */
export function memoryDbActions(
  memoryDb: MemoryDb,
  portOf: (clusterName: string) => number | undefined = () => undefined,
): ServiceActions<'memorydb'> {
  return {
    ...clusterActions(memoryDb, portOf),
    ...failoverActions(memoryDb),
    ...snapshotActions(memoryDb),
    ...tagActions(memoryDb),
  };
}
