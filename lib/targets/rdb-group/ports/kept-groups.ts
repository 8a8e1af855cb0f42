// How groups stand in the state table.
import type { KeptKind } from '../../../ports/kept-kind.ts';
import { LEARNED_VERSION, NOTHING_LEARNED, type GroupLearned } from '../domain/state.ts';
import { entryOfAnyVersion, type GroupJournalEntry } from './group-journal.ts';

export const KEPT_GROUPS: KeptKind<GroupLearned, GroupJournalEntry> = {
  keyPrefix: 'GROUP',
  learnedVersion: LEARNED_VERSION,
  nothingLearned: NOTHING_LEARNED,
  entryOfAnyVersion: (stored) => entryOfAnyVersion(stored as GroupJournalEntry),
};
