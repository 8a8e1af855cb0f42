// A cluster's policy: its `spillway:` tags, parsed. Owns defaults, and what must hold between tags; names and ranges are
// tags.ts. A bad value never falls back to a default: the cluster is held, and the problem says which tag.
import type * as z from 'zod';
import { readTags, type ParsedTags, type PolicyFrame } from '../../../core/tags/tag-policy.ts';
import { CLUSTER_TAGS, type ClusterTagName } from './tags.ts';

export interface ClusterPolicy extends PolicyFrame {
  readonly shardsMin: number;
  readonly shardsMax: number;
  /** Never fewer replicas of any shard. */
  readonly replicasMin: number;
  /** Percent of a node's memory that the fullest shard may use; the rest is room for what comes while it reshards. */
  readonly memoryTargetPercent: number;
}

/** With problems the cluster is held. */
export type ParsedClusterPolicy = ParsedTags<ClusterPolicy>;

const MAX_ALLOWED = 'required: the most shards that the cluster may ever have, such as 8';

type TagValues = { [K in ClusterTagName]?: z.output<(typeof CLUSTER_TAGS)[K]['admits']> };

/** Parses a cluster's tags. All problems are reported at once; tags of others are ignored. */
export function parseClusterPolicy(tags: Readonly<Record<string, string>>): ParsedClusterPolicy {
  const read = readTags(CLUSTER_TAGS, tags);
  const problems = [...read.problems];
  const policy = policyOf(read.values as TagValues);
  if (!Object.hasOwn(tags, 'spillway:shards-max'))
    problems.push({ tag: 'spillway:shards-max', given: 'nothing', allowed: MAX_ALLOWED });
  else if (problems.length === 0 && policy.shardsMin > policy.shardsMax)
    problems.push({
      tag: 'spillway:shards-min',
      given: String(policy.shardsMin),
      allowed: `a whole number up to spillway:shards-max (${policy.shardsMax})`,
    });
  return problems.length > 0 ? { ok: false, problems, policy } : { ok: true, policy };
}

function policyOf(values: TagValues): ClusterPolicy {
  const shardsMin = values['spillway:shards-min'] ?? 1;
  return {
    mode: values['spillway:mode'] ?? 'act',
    calendar: values['spillway:calendar'] ?? 'default',
    shardsMin,
    shardsMax: values['spillway:shards-max'] ?? shardsMin,
    replicasMin: values['spillway:replicas-min'] ?? 1,
    memoryTargetPercent: values['spillway:memory-target'] ?? 60,
    ...(values['spillway:pause-until'] !== undefined && { pauseUntilMs: values['spillway:pause-until'] }),
  };
}
