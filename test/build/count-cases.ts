// Counts how often a property met the cases that it is about, and fails where they were too few: a generator that never makes a
// schedule proves nothing of schedules.
import { expect } from 'vitest';

export interface CaseCounts<What extends string> {
  /** One more case of this kind. */
  saw(what: What): void;
  /** To be called once the property has held. */
  expectEnough(): void;
}

/** `atLeast`: how many cases of each kind there must be; what occurs in fact is some times as much. */
export function countCases<What extends string>(atLeast: Readonly<Record<What, number>>): CaseCounts<What> {
  const counts: Partial<Record<What, number>> = {};
  return {
    saw: (what) => void (counts[what] = (counts[what] ?? 0) + 1),
    expectEnough() {
      for (const [what, least] of Object.entries<number>(atLeast))
        expect(counts[what as What] ?? 0, `cases in which ${what}`).toBeGreaterThanOrEqual(least);
    },
  };
}
