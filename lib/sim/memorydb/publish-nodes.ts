// What the nodes of a cluster tell CloudWatch at the end of each minute.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/metrics.memorydb.html
import { MINUTE_MS } from '../../core/units.ts';
import type { MetricStore } from '../aws/metric-store.ts';
import type { ClusterState } from './cluster-state.ts';
import { holdingsOf } from './holdings.ts';

export const MEMORYDB_NAMESPACE = 'AWS/MemoryDB';

/** Publishes the minute that ends at `endMs`. */
export function publishNodes(
  cluster: Readonly<ClusterState>,
  metrics: MetricStore,
  { endMs, arrivedAtMs }: { endMs: number; arrivedAtMs: number },
): void {
  const atMs = endMs - MINUTE_MS;
  const cpuPercent = Math.min(100, cluster.cpuPercentAt(atMs));
  const lagSeconds = cluster.replicaLagSecondsAt(atMs);
  holdingsOf(cluster, endMs).forEach(({ usedBytes }, index) => {
    const shard = cluster.shards[index];
    for (const nodeName of shard?.nodeNames ?? []) {
      const isPrimary = nodeName === shard?.primary;
      const put = (name: string, value: number) => {
        const dimensions = { ClusterName: cluster.name, NodeName: nodeName };
        metrics.put(metrics.open(MEMORYDB_NAMESPACE, name, dimensions), { atMs, value, arrivedAtMs });
      };
      put('IsPrimary', isPrimary ? 1 : 0);
      put('DatabaseMemoryUsagePercentage', (100 * usedBytes) / cluster.nodeBytes);
      put('BytesUsedForMemoryDB', usedBytes);
      put('EngineCPUUtilization', isPrimary ? cpuPercent : cpuPercent / 4);
      put('CPUUtilization', (isPrimary ? cpuPercent : cpuPercent / 4) / 2);
      put('Evictions', 0);
      if (!isPrimary) put('ReplicationLag', lagSeconds);
    }
  });
}
