// Which of a run's days is the one to look at: the one on which it came closest to going wrong, or went most wrong.
import { countTroubles, type Roll, type Trouble } from './record-run.ts';

/** Compared from the first number on; the smaller is the closer. */
export type Closeness = readonly number[];

/** Lost data outranks full memory, full memory a late roll; then the spare of the closest roll; then the larger day. */
export function closenessOf(day: {
  readonly rolls: readonly Roll[];
  readonly troubles: readonly Trouble[];
  readonly nodeCount: number;
}): Closeness {
  const { terminatedWithData, outOfMemory } = countTroubles(day.troubles);
  const cushionMs = Math.min(Number.POSITIVE_INFINITY, ...day.rolls.map((roll) => roll.cushionMs));
  return [-terminatedWithData, -outOfMemory, cushionMs, -day.nodeCount];
}

/** Whether `a` was closer than `b`. */
export function isCloser(a: Closeness, b: Closeness): boolean {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing >= 0 && (a[differing] ?? 0) < (b[differing] ?? 0);
}
