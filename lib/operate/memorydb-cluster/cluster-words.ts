// Clusters at the command line, before anything is opened.
import { CLUSTER_TAGS } from '../../targets/memorydb-cluster/domain/tags.ts';
import type { KindWords } from '../operated-kind.ts';

export const CLUSTER_WORDS: KindWords = {
  prefix: 'memorydb:',
  noun: 'cluster',
  title: 'MemoryDB cluster',
  // https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.create.html
  names: {
    pattern: /^[a-z](?!.*--)[a-z0-9-]{0,39}(?<!-)$/,
    allowed:
      '1 to 40 lower-case letters, digits and hyphens, with a letter first, no hyphen last, and none beside another',
  },
  tags: CLUSTER_TAGS,
  adoptFlags: [],
  capacity: 'shards, within spillway:shards-min and spillway:shards-max',
  wait: { duration: '60m', why: 'resharding, half an hour and more for each change' },
};

/** As at the command line. */
export function typedCluster(clusterName: string): string {
  return `${CLUSTER_WORDS.prefix}${clusterName}`;
}
