// Whether two nodes are of one size. What was learned from a node belongs to its size.
import { SAME_SIZE_SHARE } from '../limits.ts';

/** Totals of memory, both in bytes or both 100 for percent; `undefined` is of no known size. */
export function isSameSize(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return Math.abs(a - b) <= SAME_SIZE_SHARE * Math.max(a, b);
}
