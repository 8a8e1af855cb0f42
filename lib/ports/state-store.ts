// The state table: per target one item with the lease, the intent and what was learned, and the journal of plans.
//
//   pk               sk                       attributes
//   GROUP#<name>     STATE                    lease (owner, fence, expiry), intent, nextLookAtMs, troubles,
//                                             `memory` (what was learned; the name is 0.1's),
//                                             `listedAs` (see route-store.ts),
//                                             and the mark of a trigger that found the lease taken
//   GROUP#<name>     PLAN#<ISO time>#<cycle>  a journal entry, expiresAt
//   CALENDAR#<name>  STATE                    `calendar`: see calendar-store.ts
//
// Lease and state share one item on purpose (docs/adr/0002): taking the lease reads the state, and writing
// the state gives the lease back, each in one conditional write. So nobody who has lost the lease can
// write, and a cycle that holds costs two calls here.
import type { Troubles } from '../core/attention.ts';
import type { ChangeIntent, Intent, IntentChange } from '../core/schedule.ts';
import type { TargetState } from '../core/target-state.ts';
import type { LearnedFrame } from '../learning/learned-frame.ts';
import type { JournalEntry } from './journal.ts';

/** The right to run a cycle for one target. The fence only ever grows while the item is there. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  readonly fence: number;
  readonly expiresAtMs: number;
}

export interface LeaseRequest {
  readonly name: string;
  /** One for each cycle; never used again. */
  readonly owner: string;
  readonly nowMs: number;
  readonly durationMs: number;
  /** A lease that expires later than this was taken by a clock that was wrong: it counts for nothing. */
  readonly impossibleAfterMs: number;
}

export type LeaseAnswer<Learned extends LearnedFrame = LearnedFrame> =
  | { readonly kind: 'taken'; readonly lease: Lease; readonly state: TargetState<Learned> }
  | { readonly kind: 'held-by-other' };

/** What a cycle leaves behind; what is absent stays as it was. */
export interface StateRecord<Learned extends LearnedFrame = LearnedFrame> {
  readonly learned?: Learned;
  /** Absent where the look did not end well: the target stays as due as it was. */
  readonly nextLookAtMs?: number;
  readonly troubles?: Troubles;
}

/**
 * Every call throws `PortError` if the table is missing, denied or does not answer. An item that holds what nobody
 * can read spoils no other: the state, or the due time, has a `problem`, and nothing is guessed.
 */
export interface StateStore<
  Learned extends LearnedFrame = LearnedFrame,
  Entry extends JournalEntry = JournalEntry,
> {
  /** Takes the lease if it is free, expired or impossible, and reads the state with it. */
  takeLease(request: LeaseRequest): Promise<LeaseAnswer<Learned>>;
  /** Writes what a cycle foresees, under its lease, if it is still ours: `false` as with `giveBack`. */
  keepForeseen(lease: Lease, learned: Learned): Promise<boolean>;
  /**
   * Writes what is given and gives the lease back, if it is still ours: `false` if it is not, and then
   * nothing is written. Without `record`, only gives it back.
   */
  giveBack(lease: Lease, record?: StateRecord<Learned>): Promise<boolean>;
  /**
   * Gives back the lease of a target that is not there, or not managed. An item that holds no more than the lease
   * is removed: taking the lease had made it. `false` as with `giveBack`.
   */
  giveBackUnknown(lease: Lease): Promise<boolean>;
  /**
   * The lease was found taken: notes that the target is to be looked at once more, by a look that begins after this
   * one. Needs no lease, and makes no item. Until such a look has ended, the due time says `isWoken`.
   */
  markForLook(name: string, nowMs: number): Promise<void>;
  /**
   * Makes a change of the intent as it stands, and `ignored` / `bad-item` where it cannot be read. Needs no lease, since
   * only schedules write the intent.
   */
  changeIntent(name: string, change: ChangeIntent): Promise<IntentChange>;
  /** Due times, intents and troubles of many targets, in batches; a target without an item is absent. */
  readDueTimes(names: readonly string[]): Promise<ReadonlyMap<string, DueTime>>;
  /** The state as it stands, without the lease: for people, never for acting. */
  readState(name: string): Promise<(TargetState<Learned> & { lease?: Lease }) | undefined>;
  writeJournal(entry: Entry): Promise<void>;
  /** Journal entries, newest first. */
  readJournal(name: string, entryCountMax: number): Promise<readonly Entry[]>;
}

/** What the tick reads of every target. */
export interface DueTime {
  readonly nextLookAtMs: number;
  readonly intent?: Intent;
  readonly troubles?: Troubles;
  /** The lease as it stands, expired or not. */
  readonly lease?: Lease;
  /** A trigger found the lease taken, and no look that began after that has ended: due at once. */
  readonly isWoken?: true;
  /** Triggers find the lease taken since then, and nobody has given it back. */
  readonly takenSinceMs?: number;
  /** The item cannot be read: a sentence that names it, and what is wrong. */
  readonly problem?: string;
}
