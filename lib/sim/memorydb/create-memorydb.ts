// The simulated MemoryDB clusters of an account in a region, on the world's clock. What its shards hold: holdings.ts; what is
// refused: check-update.ts; how shards come and go: reshard.ts.
import { DAY_MS, GIB, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { MetricStore } from '../aws/metric-store.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { checkReplicas, checkShards } from './check-update.ts';
import type { ClusterSpec, ClusterState } from './cluster-state.ts';
import { createFailovers } from './failover.ts';
import { holdingsOf } from './holdings.ts';
import { noSuchCluster, notAvailable } from './memorydb-errors.ts';
import type { MemoryDb, MemoryDbOptions } from './memorydb.ts';
import { newCluster } from './new-cluster.ts';
import { publishNodes } from './publish-nodes.ts';
import { beginResharding, endResharding, newNodeName } from './reshard.ts';
import { beginSnapshot, type ClusterSnapshots } from './snapshots.ts';

/** AWS does not say how long it takes. */
const reshardMsDefault = (movedBytes: number) => 10 * MINUTE_MS + (movedBytes / GIB) * 30 * SECOND_MS;
const REPLICAS_MS = 10 * MINUTE_MS;

export function createMemoryDb(
  { clock, metrics }: { clock: VirtualClock; metrics: MetricStore },
  options: MemoryDbOptions = {},
): MemoryDb {
  const { nodesPerCluster = 90, nodesPerRegion = 300, reshardMs = reshardMsDefault } = options;
  const { metricsDelayMs = 0, snapshotMs = 0 } = options;
  const { nowMs } = clock;
  const clusters = new Map<string, ClusterState>();
  const failovers = createFailovers(clock, options.failover);
  const snapshots: ClusterSnapshots = [];

  function clusterOf(name: string): ClusterState {
    const cluster = clusters.get(name);
    if (!cluster) throw noSuchCluster(name);
    return cluster;
  }

  const quotas = (cluster: ClusterState) => ({
    nodesPerCluster,
    nodesPerRegion,
    nodesElsewhere: [...clusters.values()]
      .filter((other) => other !== cluster)
      .reduce((sum, { shards }) => sum + shards.reduce((all, shard) => all + shard.nodeNames.length, 0), 0),
  });

  function enter(spec: ClusterSpec): void {
    const cluster = newCluster(spec, nowMs());
    clusters.set(spec.name, cluster);
    const nextMinuteMs = Math.floor(nowMs() / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    clock.schedule(nextMinuteMs, () => endMinute(cluster, nextMinuteMs));
    if (snapshotMs > 0 && cluster.snapshotRetentionDays > 0) {
      const [hour = 0, minute = 0] = cluster.snapshotWindow.slice(0, 5).split(':').map(Number);
      const todayMs = Math.floor(nowMs() / DAY_MS) * DAY_MS + (hour * 60 + minute) * MINUTE_MS;
      takeSnapshots(cluster, todayMs > nowMs() ? todayMs : todayMs + DAY_MS);
    }
  }

  function takeSnapshots(cluster: ClusterState, atMs: number): void {
    clock.schedule(atMs, () => {
      takeSnapshots(cluster, atMs + DAY_MS);
      if (cluster.status === 'available')
        become(cluster, 'snapshotting', snapshotMs, beginSnapshot(snapshots, cluster, nowMs()));
    });
  }

  function endMinute(cluster: ClusterState, endMs: number): void {
    clock.schedule(endMs + MINUTE_MS, () => endMinute(cluster, endMs + MINUTE_MS));
    const refused = holdingsOf(cluster, endMs).reduce((sum, { refusedBytes }) => sum + refusedBytes, 0);
    cluster.refusedBytes += refused;
    publishNodes(cluster, metrics, { endMs, arrivedAtMs: endMs + metricsDelayMs });
  }

  function become(
    cluster: ClusterState,
    status: 'updating' | 'snapshotting',
    durationMs: number,
    atEnd: () => void = () => undefined,
  ): void {
    cluster.status = status;
    clock.schedule(nowMs() + durationMs, () => {
      atEnd();
      cluster.status = 'available';
    });
  }

  function available(name: string): ClusterState {
    const cluster = clusterOf(name);
    if (cluster.status !== 'available') throw notAvailable(cluster);
    return cluster;
  }

  return {
    addCluster: enter,
    describe: clusterOf,
    list: () => [...clusters.keys()].sort(),
    snapshots: () => snapshots,

    updateShards({ name, shardCount }) {
      const cluster = available(name);
      checkShards(cluster, shardCount, quotas(cluster));
      const moved = beginResharding(cluster, shardCount, nowMs());
      const durationMs = reshardMs(moved);
      cluster.resharding = { startMs: nowMs(), endMs: nowMs() + durationMs };
      become(cluster, 'updating', durationMs, () => endResharding(cluster, shardCount));
    },

    updateReplicas({ name, replicaCount }) {
      const cluster = available(name);
      checkReplicas(cluster, replicaCount, quotas(cluster));
      become(cluster, 'updating', REPLICAS_MS, () => {
        for (const shard of cluster.shards) {
          while (shard.nodeNames.length < replicaCount + 1) shard.nodeNames.push(newNodeName(cluster, shard));
          const kept = [shard.primary, ...shard.nodeNames.filter((one) => one !== shard.primary)];
          shard.nodeNames.splice(0, shard.nodeNames.length, ...kept.slice(0, replicaCount + 1));
        }
      });
    },

    failoverShard({ name, shardName }) {
      const cluster = available(name);
      failovers.begin(cluster, shardName, () => {
        cluster.status = 'available';
      });
      cluster.status = 'updating';
    },
    events: () => failovers.events,
    putTags(name, tags) {
      const cluster = clusterOf(name);
      for (const [key, value] of Object.entries(tags)) cluster.tags.set(key, value);
    },
    removeTags(name, keys) {
      const cluster = clusterOf(name);
      for (const key of keys) cluster.tags.delete(key);
    },
    moveRole({ name, shardNumber }) {
      const shard = clusterOf(name).shards.find(({ number }) => number === shardNumber);
      const next = shard?.nodeNames.find((node) => node !== shard.primary);
      if (shard && next !== undefined) shard.primary = next;
    },
    occupy(name, durationMs) {
      const cluster = clusterOf(name);
      if (cluster.status === 'available') become(cluster, 'updating', durationMs);
    },
    refusedBytes: (name) => clusterOf(name).refusedBytes,
    listTagged: () =>
      [...clusters.values()]
        .filter(({ tags }) => tags.size > 0)
        .map(({ name, tags }) => ({ name, tags: Object.fromEntries(tags) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
