// What a budget is measured as: one line of a table.

/** What was measured, how much, and how much it may be. */
export interface Measurement {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
}
