// The state table: per group one item with the lease, the intent and the memory, and the journal of plans.
//
//   pk               sk                       attributes
//   GROUP#<name>     STATE                    lease (owner, fence, expiry), intent, memory, nextLookAtMs
//   GROUP#<name>     PLAN#<ISO time>#<cycle>  a journal entry, expiresAt
//
// Lease and state share one item on purpose (docs/adr/0002): taking the lease reads the state, and writing
// the state gives the lease back, each in one conditional write. So nobody who has lost the lease can
// write, and a cycle that holds costs two calls here.
import type { Troubles } from '../domain/attention.ts';
import type { Intent, SchedulePayload, IntentChange } from '../domain/schedule.ts';
import type { GroupMemory, GroupState } from '../domain/state.ts';
import type { JournalEntry } from './journal.ts';

/** The right to run a cycle for one group. The fence only ever grows. */
export interface Lease {
  readonly groupName: string;
  readonly owner: string;
  readonly fence: number;
  readonly expiresAtMs: number;
}

export type LeaseAnswer =
  | { readonly kind: 'taken'; readonly lease: Lease; readonly state: GroupState }
  | { readonly kind: 'held-by-other' };

/** What a cycle leaves behind; what is absent stays as it was. */
export interface StateRecord {
  readonly memory?: GroupMemory;
  readonly nextLookAtMs?: number;
  readonly troubles?: Troubles;
}

/** Every call throws `PortError` if the table is missing, denied or does not answer. */
export interface StateStore {
  /** Takes the lease if it is free or expired, and reads the state with it. */
  takeLease(request: {
    groupName: string;
    owner: string;
    nowMs: number;
    durationMs: number;
  }): Promise<LeaseAnswer>;
  /**
   * Writes the memory and gives the lease back, if it is still ours: `false` if it is not, and then
   * nothing is written. Without `record`, only gives it back.
   */
  giveBack(lease: Lease, record?: StateRecord): Promise<boolean>;
  /** Takes up a schedule's event; needs no lease, since only schedules write the intent. */
  changeIntent(groupName: string, payload: SchedulePayload, nowMs: number): Promise<IntentChange>;
  /** Due times and intents of many groups, in batches; a group without an item is absent. */
  readDueTimes(groupNames: readonly string[]): Promise<ReadonlyMap<string, DueTime>>;
  /** The state as it stands, without the lease: for people, never for acting. */
  readState(groupName: string): Promise<(GroupState & { lease?: Lease }) | undefined>;
  writeJournal(entry: JournalEntry): Promise<void>;
  /** Journal entries, newest first. */
  readJournal(groupName: string, entryCountMax: number): Promise<readonly JournalEntry[]>;
}

export interface DueTime {
  readonly nextLookAtMs: number;
  readonly intent?: Intent;
}
