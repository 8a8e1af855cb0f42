// How groups stand in the state table.
import type { KeptKind } from '../../../ports/kept-kind.ts';
import { hasAllParts } from '../domain/has-all-parts.ts';
import { fromVersion1 } from '../domain/learned/learned-before.ts';
import { LEARNED_VERSION, NOTHING_LEARNED, type GroupLearned } from '../domain/state.ts';
import { entryOfAnyVersion, type GroupJournalEntry } from './group-journal.ts';

export const KEPT_GROUPS: KeptKind<GroupLearned, GroupJournalEntry> = {
  keyPrefix: 'GROUP',
  learned: {
    version: LEARNED_VERSION,
    nothing: NOTHING_LEARNED,
    conversions: { 1: fromVersion1 },
    isWhole: hasAllParts,
  },
  entryOfAnyVersion: (stored) => entryOfAnyVersion(stored as GroupJournalEntry),
};
