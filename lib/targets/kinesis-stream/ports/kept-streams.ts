// How streams stand in the state table.
import type { JournalEntry } from '../../../ports/journal.ts';
import type { KeptKind } from '../../../ports/kept-kind.ts';
import { LEARNED_VERSION, NOTHING_LEARNED, type StreamLearned } from '../domain/learned.ts';
import type { StreamAction, StreamDetails } from '../domain/plan.ts';

export type StreamJournalEntry = JournalEntry<StreamAction, StreamDetails>;

export const KEPT_STREAMS: KeptKind<StreamLearned, StreamJournalEntry> = {
  keyPrefix: 'STREAM',
  learned: { version: LEARNED_VERSION, nothing: NOTHING_LEARNED, conversions: {} },
  entryOfAnyVersion: (stored) => stored as StreamJournalEntry,
};
