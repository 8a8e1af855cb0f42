// The snapshots that MemoryDB takes of a cluster by itself, each day in its window, and keeps for as many days as were asked for.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/snapshots-automatic.html
import { DAY_MS } from '../../core/units.ts';
import type { ClusterState } from './cluster-state.ts';
import { holdingsOf } from './holdings.ts';
import { slotsText } from './slots.ts';

/** One snapshot, with the cluster as it was when it began. */
export interface ClusterSnapshot {
  readonly name: string;
  readonly clusterName: string;
  readonly createdAtMs: number;
  status: 'creating' | 'available';
  readonly shards: readonly {
    readonly name: string;
    readonly slots: string;
    readonly replicas: number;
    readonly bytes: number;
  }[];
}

/** Mutable: those of all clusters, oldest first. */
export type ClusterSnapshots = ClusterSnapshot[];

/** Returns what ends it. Those that are older than their cluster keeps them are gone. */
export function beginSnapshot(
  all: ClusterSnapshots,
  cluster: Readonly<ClusterState>,
  nowMs: number,
): () => void {
  const holdings = holdingsOf(cluster, nowMs);
  const snapshot: ClusterSnapshot = {
    name: `automatic.${cluster.name}-${new Date(nowMs).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`,
    clusterName: cluster.name,
    createdAtMs: nowMs,
    status: 'creating',
    shards: cluster.shards.map(({ name, slots, nodeNames }, i) => ({
      name,
      slots: slotsText(slots),
      replicas: nodeNames.length - 1,
      bytes: Math.round(holdings[i]?.usedBytes ?? 0),
    })),
  };
  const keptSinceMs = nowMs - cluster.snapshotRetentionDays * DAY_MS;
  const kept = all.filter(
    ({ clusterName, createdAtMs }) => clusterName !== cluster.name || createdAtMs > keptSinceMs,
  );
  all.splice(0, all.length, ...kept, snapshot);
  return () => void (snapshot.status = 'available');
}
