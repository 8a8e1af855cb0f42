// How the items of one kind of target stand in the state table.
import type { LearnedCodec } from '../learning/learned-codec.ts';
import type { LearnedFrame } from '../learning/learned-frame.ts';
import type { JournalEntry } from './journal.ts';

export interface KeptKind<
  Learned extends LearnedFrame = LearnedFrame,
  Entry extends JournalEntry = JournalEntry,
> {
  /** What a partition key has before `#<name>`. */
  readonly keyPrefix: string;
  /** How what was learned is read. */
  readonly learned: LearnedCodec<Learned>;
  /** An entry of the journal as it stands in the table, of this version or of an earlier one. */
  entryOfAnyVersion(stored: object): Entry;
}
