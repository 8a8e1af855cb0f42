// A cluster as it begins.
import { GIB } from '../../core/units.ts';
import type { ClusterSpec, ClusterState } from './cluster-state.ts';
import { newShard } from './reshard.ts';
import { equalSlots } from './slots.ts';

export function newCluster(spec: ClusterSpec, nowMs: number): ClusterState {
  const { name, shardCount = 1, replicaCount = 1 } = spec;
  const cluster: ClusterState = {
    name,
    nodeType: spec.nodeType ?? 'db.r6g.xlarge',
    nodeBytes: spec.nodeBytes ?? 20 * GIB,
    maintenanceWindow: spec.maintenanceWindow ?? 'sun:03:00-sun:04:00',
    snapshotWindow: spec.snapshotWindow ?? '05:00-06:00',
    snapshotRetentionDays: spec.snapshotRetentionDays ?? 1,
    createdAtMs: nowMs,
    status: 'available',
    tags: new Map(Object.entries(spec.tags ?? {})),
    shards: [],
    nextShardNumber: 1,
    bytesAt: spec.bytesAt ?? (() => 0),
    cpuPercentAt: spec.cpuPercentAt ?? (() => 20),
    replicaLagSecondsAt: spec.replicaLagSecondsAt ?? (() => 0),
    heavy: spec.heavy ?? [],
    refusedBytes: 0,
  };
  for (const slots of equalSlots(shardCount)) cluster.shards.push(newShard(cluster, slots, replicaCount + 1));
  return cluster;
}
