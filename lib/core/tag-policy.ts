// What the policies of all kinds share: each is read from a target's `spillway:` tags, and a value that is not allowed
// holds the target.

export interface PolicyFrame {
  readonly mode: 'act' | 'dry-run' | 'off';
  /** Hold until this moment, ms since the epoch. */
  readonly pauseUntilMs?: number;
  /** Which schedules mean this target. */
  readonly calendar: string;
}

/** A tag whose value is not allowed. */
export interface TagProblem {
  readonly tag: string;
  readonly given: string;
  readonly allowed: string;
}

/** With problems, `policy` has the defaults in the place of what cannot be read: to look with, never to act on. */
export type ParsedTags<Policy> =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly TagProblem[]; readonly policy: Policy };
