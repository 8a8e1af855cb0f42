// The names that a process's latest listing has found: the next tick of the same process need not wait for its own listing
// to know whom to serve first. Only a head start: every tick lists all the same. Who uses it: serve-due.ts.
import { MINUTE_MS } from '../../core/units.ts';

/** A tick comes each minute. A process that was not asked for so long begins with a listing, as a new one does. */
export const LISTED_AGE_MAX_MS = 5 * MINUTE_MS;

/** Kept by one process for one kind of target; it serves one invocation at a time. */
export interface ListedBefore {
  /** None if there was no listing, if it was not complete, or if it is too old. */
  readonly names: (nowMs: number) => readonly string[];
  /** Of a listing that was complete; of another, none. */
  readonly keep: (names: readonly string[], nowMs: number) => void;
}

export function createListedBefore(): ListedBefore {
  let kept: readonly string[] = [];
  let keptAtMs = 0;
  return {
    names: (nowMs) => (Math.abs(nowMs - keptAtMs) <= LISTED_AGE_MAX_MS ? kept : []),
    keep: (names, nowMs) => {
      kept = names;
      keptAtMs = nowMs;
    },
  };
}
