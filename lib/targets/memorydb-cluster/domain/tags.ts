// The table of tags that a cluster's owner may set: what each admits, and what it is for in a few words. policy.ts parses
// by it. `spillway:managed`, which opts a cluster in, is not in it: cluster.ts.
import { MODE_TAGS, nameTag } from '../../../core/tags/frame-tags.ts';
import { numberTag } from '../../../core/units.ts';
import { REPLICAS_MAX, SHARDS_MAX } from './limits.ts';

/** Every tag that is read of a cluster. `meaning` is a line of help. */
export const CLUSTER_TAGS = {
  ...MODE_TAGS,
  'spillway:calendar': { admits: nameTag, meaning: 'whose time zone and holidays apply' },
  'spillway:shards-min': {
    admits: numberTag({ min: 1, max: SHARDS_MAX, integer: true }),
    meaning: 'never fewer shards',
  },
  'spillway:shards-max': {
    admits: numberTag({ min: 1, max: SHARDS_MAX, integer: true }),
    meaning: 'never more shards; required',
  },
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
