// A cluster's run with a little less in it, for finding the shortest description of a failure: ../shrink.ts.
import { without, withoutHalf } from '../shrink.ts';
import type { ClusterRunOptions } from './options/cluster-options.ts';

/** Each a little less than the options, the largest steps first. */
export function* smallerClusters(options: ClusterRunOptions): Iterable<ClusterRunOptions> {
  const { faults, dayCount, daysKnown, cluster } = options;
  const names = Object.keys(faults);
  yield* withoutHalf(options, names);
  if (dayCount > 1) yield { ...options, dayCount: 1 };
  if (dayCount > 2) yield { ...options, dayCount: dayCount - 1 };
  for (const name of names) yield without(options, [name]);
  if (daysKnown > 0) yield { ...options, daysKnown: 0 };
  if (cluster.hasAlarm) yield { ...options, cluster: { ...cluster, hasAlarm: false } };
  if (cluster.hasLargeKey) yield { ...options, cluster: { ...cluster, hasLargeKey: false } };
  if (cluster.hotShare > 0) yield { ...options, cluster: { ...cluster, hotShare: 0 } };
  if (cluster.snapshotMinutes > 0) yield { ...options, cluster: { ...cluster, snapshotMinutes: 0 } };
  if (cluster.replicas > 1) yield { ...options, cluster: { ...cluster, replicas: 1 } };
  for (const tag of Object.keys(cluster.tags).filter((name) => name !== 'spillway:shards-max')) {
    const { [tag]: _, ...tags } = cluster.tags;
    yield { ...options, cluster: { ...cluster, tags } };
  }
}

/** What sets a shrunk run apart, in one line. */
export function describeCluster({ faults, dayCount, daysKnown, cluster, load }: ClusterRunOptions): string {
  const faultTexts = Object.entries(faults).map(([name, strength]) => `${name} ${strength}`);
  const tagTexts = Object.entries(cluster.tags).map(
    ([tag, value]) => `${tag.replace('spillway:', '')}=${value}`,
  );
  return [
    `a cluster, ${dayCount} day${dayCount === 1 ? '' : 's'} after ${daysKnown} that are known`,
    faultTexts.length > 0 ? faultTexts.join(', ') : 'no faults',
    `${cluster.shardsStart} shards of ${cluster.nodeGiB} GiB with ${cluster.replicas} replicas, resharded in ${cluster.reshardMinutes} min and ${cluster.reshardSecondsPerGiB} s a GiB`,
    `metrics ${cluster.metricsDelaySeconds} s late, snapshots of ${cluster.snapshotMinutes} min in ${cluster.snapshotWindow}, maintenance in ${cluster.maintenanceWindow}`,
    ...(cluster.hotShare > 0 ? [`a slot that holds ${cluster.hotShare} of everything`] : []),
    ...(cluster.hasLargeKey ? ['a key too large to be moved'] : []),
    `${load.shape} up to ${load.peakShards} nodes full`,
    tagTexts.join(' '),
  ].join('; ');
}
