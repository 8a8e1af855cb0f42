// A cluster's policy: its `spillway:` tags, parsed. Owns defaults, and what must hold between tags; names and ranges are
// tags.ts. A bad value never falls back to a default: the cluster is held, and the problem says which tag.
import type { ParsedTags } from '../../../core/tags/tag-policy.ts';
import {
  parseShardPolicy,
  shardPolicyOf,
  type ShardPolicy,
  type TagValues,
} from '../../../sharded/shard-policy.ts';
import { CLUSTER_TAGS } from './tags.ts';

export interface ClusterPolicy extends ShardPolicy {
  /** Never fewer replicas of any shard. */
  readonly replicasMin: number;
  /** Percent of a node's memory that the fullest shard may use; the rest is room for what comes while it reshards. */
  readonly memoryTargetPercent: number;
}

/** With problems the cluster is held. */
export type ParsedClusterPolicy = ParsedTags<ClusterPolicy>;

/** Parses a cluster's tags. All problems are reported at once; tags of others are ignored. */
export function parseClusterPolicy(tags: Readonly<Record<string, string>>): ParsedClusterPolicy {
  return parseShardPolicy(tags, { tags: CLUSTER_TAGS, noun: 'cluster', example: 8, policyOf });
}

function policyOf(values: TagValues<typeof CLUSTER_TAGS>): ClusterPolicy {
  return {
    ...shardPolicyOf(values),
    replicasMin: values['spillway:replicas-min'] ?? 1,
    memoryTargetPercent: values['spillway:memory-target'] ?? 60,
  };
}
