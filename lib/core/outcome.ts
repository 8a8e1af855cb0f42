// What became of one action: the whole story, in the log, the journal, the event and `explain` alike.
// A time-out is `unknown`, never "failed": the next cycle looks again.
import type { FailureKind } from './errors.ts';

export type Outcome =
  | { readonly kind: 'applied' }
  /** AWS refused, definitely: nothing changed. */
  | {
      readonly kind: 'rejected';
      /** AWS's error code: to be shown, never compared. */
      readonly code: string;
      readonly message: string;
      /** Absent where nobody knows what the code means. */
      readonly failure?: FailureKind;
    }
  /** The call was sent, and may or may not have been carried out. */
  | { readonly kind: 'unknown'; readonly message: string }
  | NotSent;

/** Decided, and never sent: nothing changed, for certain. */
export interface NotSent {
  readonly kind: 'not-sent';
  readonly why: NotSentWhy;
  readonly message: string;
}

/**
 * `dry-run`: the target's mode. `deadline`: the invocation's time ran out. `lease`: the lease's did. `overtaken`:
 * somebody else has meanwhile done as much, or more. `unread`: what the call relies on could not be read again.
 */
export type NotSentWhy = 'dry-run' | 'deadline' | 'lease' | 'overtaken' | 'unread';

export const APPLIED: Outcome = { kind: 'applied' };

/** Whether the call may have changed something in AWS. */
export function mayHaveChanged({ kind }: Outcome): boolean {
  return kind === 'applied' || kind === 'unknown';
}
