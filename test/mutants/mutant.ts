// What a mutant is: one change of the code, as data, that tests must notice. The lists beside this file hold them by
// area; scripts/mutate.ts makes them, one at a time.
import type { RunOptions } from '../../lib/campaign/options/options.ts';

/** Text of a file, and what stands in its place in the mutant. */
export interface Change {
  /** From the root of the repository. */
  readonly file: string;
  /** Found exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant extends Change {
  readonly id: string;
  /** The fewest test files that notice it. */
  readonly tests: readonly [string, ...string[]];
  /** What it would do to a group: why a test must notice. */
  readonly why: string;
}

/** A mutant that takes a whole mend out of the core; the campaign must notice within a thousand days. */
export interface Tooth extends Change {
  readonly id: string;
  /** What is taken out, in words. */
  readonly mend: string;
  /** What would still stand in for it: checks of the same thing a second time. */
  readonly also?: readonly Change[];
  /** Groups' runs in which what the mend is for can come up: of a campaign's runs these are tried. */
  readonly likely: (options: RunOptions) => boolean;
}
