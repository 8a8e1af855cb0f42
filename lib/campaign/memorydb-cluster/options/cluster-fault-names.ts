// Every fault of a cluster's run, by name: each is on or off in a run, and as strong as its run's options say.
import { SHARED_FAULTS } from '../../options/shared-faults.ts';

/** With what each does. Faults end hours before the run does, so that the cluster can be seen to recover. */
export const CLUSTER_FAULTS = {
  ...SHARED_FAULTS,
  'metrics-late': 'metrics arrive minutes late',
  'metrics-missing': 'some metrics of the nodes are missing',
  'nodes-silent': 'no node tells anything',
  'role-moved': 'a replica becomes the primary',
  busy: 'primaries are busier than AWS advises for a resharding',
  'replicas-behind': 'replicas are not in step',
  'slow-reshard': 'resharding takes much longer than before',
  surge: 'for a while there is far more to hold than on any past day',
  'service-update': 'AWS changes the cluster, and it takes no change of ours',
  'shards-changed': 'somebody changes the shard count',
  'replicas-changed': 'somebody changes the number of replicas',
  'bounds-changed': "somebody changes the tags' minimum or maximum",
  'bad-tag': 'a tag is written wrong, and mended later',
  'dry-run': 'somebody sets dry-run for a while',
  paused: 'somebody pauses the cluster',
  'switched-off': 'somebody switches Spillway off for the cluster',
  'opted-out': 'somebody takes the managed tag off, and puts it back',
} as const;

export type ClusterFaultName = keyof typeof CLUSTER_FAULTS;

export const CLUSTER_FAULT_NAMES = Object.keys(CLUSTER_FAULTS) as readonly ClusterFaultName[];
