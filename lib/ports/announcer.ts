// Telling others what needs attention, and what was decided. A kind's own metrics are its own port's.
import type { AttentionKind } from '../core/attention.ts';
import type { JournalEntry } from './journal.ts';

/** The one metric of trouble that lasts; dimensions `Target` and `Kind`, value 1, unit Count. */
export const ATTENTION_METRIC = 'Attention';

export interface AttentionEntry {
  /** The target's name, as at the command line. */
  readonly target: string;
  readonly kind: AttentionKind;
}

export interface Announcer {
  /** Publishes what needs attention, one datapoint for each entry; nothing where there are none. */
  publishAttention(entries: readonly AttentionEntry[], atMs: number): void;
  /** Puts a decision that acted, or servers that did not come, on the event bus. Throws `PortError`. */
  announce(event: Announcement): Promise<void>;
}

export type Announcement =
  | { readonly type: 'Spillway Scaling Decision'; readonly entry: JournalEntry }
  | {
      readonly type: 'Spillway Launch Failure';
      readonly target: string;
      readonly atMs: number;
      readonly message: string;
    };
