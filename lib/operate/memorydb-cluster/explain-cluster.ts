// How a cluster's journal entries are told.
import type { ClusterJournalEntry } from '../../targets/memorydb-cluster/ports/kept-clusters.ts';
import type { EntryWords } from '../explain/explain-target.ts';

export const CLUSTER_ENTRIES: EntryWords<ClusterJournalEntry> = {
  changeOf: ({ actions }) => actions[0],
  adds: 'grow',
  takes: 'shrink',
  more: () => [],
  whyNot({ gauges }) {
    if (!gauges) return [];
    const { Shards, ShardsWanted, MemoryPercent, MemoryAheadPercent } = gauges;
    const full =
      MemoryPercent === undefined
        ? 'how full they were was not told'
        : `the fullest was at ${MemoryPercent} %, and would be at ${MemoryAheadPercent} % after a resharding`;
    return [`${Shards} shards were there and ${ShardsWanted} wanted, ${full}`];
  },
};
