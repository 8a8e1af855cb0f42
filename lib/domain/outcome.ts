// What became of one mutating call. A time-out is `unknown`, never "failed": the next cycle looks again.

export type Outcome =
  | { readonly kind: 'applied' }
  /** AWS refused, definitely: nothing changed. */
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  /** The call may or may not have been carried out. */
  | { readonly kind: 'unknown'; readonly message: string };

export const APPLIED: Outcome = { kind: 'applied' };
