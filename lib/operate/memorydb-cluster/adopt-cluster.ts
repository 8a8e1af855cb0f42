// What is a cluster's own in adopting and releasing it; the plans are ../adoption/plan-by-tags.ts.
import { parseClusterPolicy, type ClusterPolicy } from '../../targets/memorydb-cluster/domain/policy.ts';
import { CLUSTER_TAGS_MAX } from '../../targets/memorydb-cluster/ports/cluster-settings.ts';
import type { TaggedCluster } from '../../targets/memorydb-cluster/ports/clusters.ts';
import type { TaggedKind } from '../adoption/plan-by-tags.ts';

export const TAGGED_CLUSTERS: TaggedKind<TaggedCluster, ClusterPolicy> = {
  noun: 'cluster',
  tagsMax: CLUSTER_TAGS_MAX,
  sizeProperty: 'NumShards',
  required: {
    tag: 'spillway:shards-max',
    remedy: 'the most shards that it may ever have: say it with --shards-max',
  },
  parse: parseClusterPolicy,
  notesOf({ shards, special }, { shardsMax, replicasMin }) {
    const fewest = Math.min(...shards.map(({ nodeNames }) => nodeNames.length - 1));
    return [
      ...(special === undefined
        ? []
        : [`Clusters such as this one (${special}) are left alone: Spillway reports, and changes nothing.`]),
      ...(shards.length > shardsMax
        ? [
            `The cluster has ${shards.length} shards, more than spillway:shards-max (${shardsMax}): none are added, and some go only when what they hold fits elsewhere.`,
          ]
        : []),
      ...(fewest < replicasMin
        ? [
            `A shard has ${fewest} replicas, fewer than spillway:replicas-min (${replicasMin}): they are added, and cost as much as other nodes.`,
          ]
        : []),
    ];
  },
};
