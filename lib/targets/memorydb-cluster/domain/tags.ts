// The table of tags that a cluster's owner may set: what each admits, and what it is for in a few words. policy.ts parses
// by it. `spillway:managed`, which opts a cluster in, is not in it: cluster.ts.
import { numberTag } from '../../../core/units.ts';
import { shardTags } from '../../../sharded/shard-policy.ts';
import { REPLICAS_MAX, SHARDS_MAX } from './limits.ts';

/** Every tag that is read of a cluster. `meaning` is a line of help. */
export const CLUSTER_TAGS = {
  ...shardTags(SHARDS_MAX),
  'spillway:replicas-min': {
    admits: numberTag({ min: 1, max: REPLICAS_MAX, integer: true }),
    meaning: 'never fewer replicas of a shard',
  },
  'spillway:memory-target': {
    admits: numberTag({ min: 10, max: 90, unit: 'percent' }),
    meaning: 'percent of a node that the fullest shard may use',
  },
} as const;

export type ClusterTagName = keyof typeof CLUSTER_TAGS;
