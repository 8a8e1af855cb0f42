// How the items of one kind of target stand in the state table.
import type { LearnedFrame } from '../core/target-state.ts';
import type { JournalEntry } from './journal.ts';

export interface KeptKind<
  Learned extends LearnedFrame = LearnedFrame,
  Entry extends JournalEntry = JournalEntry,
> {
  /** What a partition key has before `#<name>`. */
  readonly keyPrefix: string;
  /** Raised when the shape of what is learned changes; what an older version learned is then started afresh. */
  readonly learnedVersion: number;
  readonly nothingLearned: Learned;
  /** An entry of the journal as it stands in the table, of this version or of an earlier one. */
  entryOfAnyVersion(stored: object): Entry;
}
