// A cluster's run with a little less in it, for finding the shortest description of a failure: ../shrink.ts.
import { daysText, faultsText, fewerFaultsAndDays, fewerTags, tagsText } from '../smaller.ts';
import type { ClusterRunOptions } from './options/cluster-options.ts';

const KEPT = new Set(['spillway:shards-max']);

/** Each a little less than the options, the largest steps first. */
export function* smallerClusters(options: ClusterRunOptions): Iterable<ClusterRunOptions> {
  const { daysKnown, cluster } = options;
  yield* fewerFaultsAndDays(options);
  if (daysKnown > 0) yield { ...options, daysKnown: 0 };
  if (cluster.hasAlarm) yield { ...options, cluster: { ...cluster, hasAlarm: false } };
  if (cluster.hasLargeKey) yield { ...options, cluster: { ...cluster, hasLargeKey: false } };
  if (cluster.hotShare > 0) yield { ...options, cluster: { ...cluster, hotShare: 0 } };
  if (cluster.snapshotMinutes > 0) yield { ...options, cluster: { ...cluster, snapshotMinutes: 0 } };
  if (cluster.replicas > 1) yield { ...options, cluster: { ...cluster, replicas: 1 } };
  for (const tags of fewerTags(cluster.tags, KEPT)) yield { ...options, cluster: { ...cluster, tags } };
}

/** What sets a shrunk run apart, in one line. */
export function describeCluster({ faults, dayCount, daysKnown, cluster, load }: ClusterRunOptions): string {
  return [
    `a cluster, ${daysText(dayCount)} after ${daysKnown} that are known`,
    faultsText(faults),
    `${cluster.shardsStart} shards of ${cluster.nodeGiB} GiB with ${cluster.replicas} replicas, resharded in ${cluster.reshardMinutes} min and ${cluster.reshardSecondsPerGiB} s a GiB`,
    `metrics ${cluster.metricsDelaySeconds} s late, snapshots of ${cluster.snapshotMinutes} min in ${cluster.snapshotWindow}, maintenance in ${cluster.maintenanceWindow}`,
    ...(cluster.hotShare > 0 ? [`a slot that holds ${cluster.hotShare} of everything`] : []),
    ...(cluster.hasLargeKey ? ['a key too large to be moved'] : []),
    `${load.shape} up to ${load.peakShards} nodes full`,
    tagsText(cluster.tags),
  ].join('; ');
}
