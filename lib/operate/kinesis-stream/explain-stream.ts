// How a stream's journal entries are told.
import type { StreamJournalEntry } from '../../targets/kinesis-stream/ports/kept-streams.ts';
import type { EntryWords } from '../explain/explain-target.ts';

export const STREAM_ENTRIES: EntryWords<StreamJournalEntry> = {
  changeOf: ({ actions }) => actions[0],
  adds: 'grow',
  takes: 'shrink',
  more: () => [],
  whyNot({ gauges }) {
    if (!gauges) return [];
    const { ShardsOpen, ShardsWanted, DemandPercent, ChangesLeft } = gauges;
    return [
      `${ShardsOpen} shards were open and ${DemandPercent} % of them used, ${ShardsWanted} wanted, ${ChangesLeft} changes left`,
    ];
  },
};
