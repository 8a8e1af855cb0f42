// One run of a cluster under way: its world and what is known of it that no cycle can know. Drivers, faults and checks share
// it. What runs of all kinds have is ../../world/run-frame.ts.
import type { ClusterStatus } from '../../../sim/memorydb/cluster-state.ts';
import { holdingsOf } from '../../../sim/memorydb/holdings.ts';
import { MANAGED_TAG } from '../../../targets/memorydb-cluster/domain/cluster.ts';
import type { ClusterCheckName } from '../../world/finding.ts';
import { createRunFrame, type RunFrame } from '../../world/run-frame.ts';
import type { ClusterFaultName } from '../options/cluster-fault-names.ts';
import type { ClusterRunOptions } from '../options/cluster-options.ts';
import { CLUSTER_NAME, clusterTimesOf, createClusterDay, type ClusterDay } from './create-cluster-day.ts';

/** The cluster as it truly is at one moment: what a call then could find out. */
export interface ClusterMoment {
  readonly atMs: number;
  readonly status: ClusterStatus;
  readonly shards: number;
  /** Of each shard. */
  readonly replicas: readonly number[];
  /** Bytes that each primary holds. */
  readonly used: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A change that one of our functions asks for; absolute. */
export type ChangeAsked =
  | { readonly kind: 'set-shards'; readonly to: number }
  | { readonly kind: 'set-replicas'; readonly to: number };

export interface ClusterRun
  extends RunFrame<ClusterFaultName, ClusterCheckName, ClusterRunOptions>, Omit<ClusterDay, 'world'> {
  readonly moment: () => ClusterMoment;
  /** For data, of each node. */
  readonly nodeBytes: number;
  readonly maintenanceWindow: string;
  readonly snapshotWindow: string;
  /** Somebody meddles with the cluster until then (default: now): what it has is not ours to answer for. */
  readonly disturb: (untilMs?: number) => void;
  readonly disturbedUntilMs: () => number;
}

export function createClusterRun(options: ClusterRunOptions): ClusterRun {
  const { world, ...day } = createClusterDay(options);
  const { memoryDb } = world;
  let disturbedUntilMs = Number.NEGATIVE_INFINITY;
  const frame = createRunFrame<ClusterFaultName, ClusterCheckName, ClusterRunOptions>({
    options,
    times: clusterTimesOf(options),
    world,
    isManaged: () => memoryDb.describe(CLUSTER_NAME).tags.get(MANAGED_TAG) === 'true',
  });
  const { nodeBytes, maintenanceWindow, snapshotWindow } = memoryDb.describe(CLUSTER_NAME);
  return {
    ...frame,
    ...day,
    nodeBytes,
    maintenanceWindow,
    snapshotWindow,
    moment() {
      const cluster = memoryDb.describe(CLUSTER_NAME);
      return {
        atMs: frame.nowMs(),
        status: cluster.status,
        shards: cluster.shards.length,
        replicas: cluster.shards.map(({ nodeNames }) => nodeNames.length - 1),
        used: holdingsOf(cluster, frame.nowMs()).map(({ usedBytes }) => usedBytes),
        tags: Object.fromEntries(cluster.tags),
      };
    },
    disturb(untilMs = frame.nowMs()) {
      disturbedUntilMs = Math.max(disturbedUntilMs, untilMs);
    },
    disturbedUntilMs: () => disturbedUntilMs,
  };
}
