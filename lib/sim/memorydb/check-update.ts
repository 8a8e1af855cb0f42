// Whether UpdateCluster is carried out: one check after the other, each AWS's own.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_UpdateCluster.html
import type { ClusterState } from './cluster-state.ts';
import {
  invalidValue,
  noOperation,
  overClusterQuota,
  overCustomerQuota,
  overShardQuota,
} from './memorydb-errors.ts';

/** Source: https://docs.aws.amazon.com/memorydb/latest/devguide/shards.html */
const SHARDS_MAX = 500;
const REPLICAS_MAX = 5;

export interface Quotas {
  readonly nodesPerCluster: number;
  readonly nodesPerRegion: number;
  readonly nodesElsewhere: number;
}

export function checkShards(cluster: Readonly<ClusterState>, shardCount: number, quotas: Quotas): void {
  if (shardCount < 1) throw invalidValue('A cluster has at least one shard.');
  if (shardCount > SHARDS_MAX) throw overShardQuota(shardCount);
  const counts = cluster.shards.map(({ nodeNames }) => nodeNames.length);
  if (shardCount === counts.length) throw noOperation(cluster.name);
  const fewest = Math.min(...counts);
  const now = counts.reduce((sum, count) => sum + count, 0);
  checkNodes(now + Math.max(0, shardCount - counts.length) * fewest, quotas);
}

export function checkReplicas(cluster: Readonly<ClusterState>, replicaCount: number, quotas: Quotas): void {
  if (replicaCount < 0 || replicaCount > REPLICAS_MAX)
    throw invalidValue(`A shard has at most ${REPLICAS_MAX} replicas.`);
  if (cluster.shards.every(({ nodeNames }) => nodeNames.length === replicaCount + 1))
    throw noOperation(cluster.name);
  checkNodes(cluster.shards.length * (replicaCount + 1), quotas);
}

function checkNodes(nodes: number, { nodesPerCluster, nodesPerRegion, nodesElsewhere }: Quotas): void {
  if (nodes > nodesPerCluster) throw overClusterQuota(nodes, nodesPerCluster);
  if (nodes + nodesElsewhere > nodesPerRegion)
    throw overCustomerQuota(nodes + nodesElsewhere, nodesPerRegion);
}
