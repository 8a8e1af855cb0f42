// A change as it is shown and as it is made, of whatever kind of target. Plans are lists of these; carry-out.ts makes them.

/** `Change`: one call, absolute, of the kind's own. */
export interface PlannedChange<Change extends object = object> {
  /** What is changed, in words. */
  readonly setting: string;
  readonly now: string;
  readonly after: string;
  /** The calls that it takes, in order. */
  readonly changes: readonly Change[];
}

/** Adopting or releasing: what would be changed, in the order in which it is safe to break off. */
export type ChangePlan<Change extends object = object> =
  | {
      readonly kind: 'planned';
      /** Empty if everything is so already. */
      readonly rows: readonly PlannedChange<Change>[];
      /** What the reader should know before saying yes, as sentences. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly why: string };

/** Names for a table: three, and how many more. */
export function someIds(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`;
}
