// How clusters stand in the state table.
import type { JournalEntry } from '../../../ports/journal.ts';
import type { KeptKind } from '../../../ports/kept-kind.ts';
import { LEARNED_VERSION, NOTHING_LEARNED, type ClusterLearned } from '../domain/learned.ts';
import type { ClusterAction, ClusterDetails } from '../domain/plan.ts';

export type ClusterJournalEntry = JournalEntry<ClusterAction, ClusterDetails>;

export const KEPT_CLUSTERS: KeptKind<ClusterLearned, ClusterJournalEntry> = {
  keyPrefix: 'CLUSTER',
  learned: { version: LEARNED_VERSION, nothing: NOTHING_LEARNED, conversions: {} },
  entryOfAnyVersion: (stored) => stored as ClusterJournalEntry,
};
