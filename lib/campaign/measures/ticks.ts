// Which ticks a promise counts from: those that arrived and that nothing interfered with.
import { SECOND_MS } from '../../core/units.ts';
import type { RunFrame } from '../world/run-frame.ts';
import type { EndedFrame } from '../checks/check.ts';

export interface Ticks {
  /** Whether this was such a tick, and no lease of a function that ended badly can stand any more. */
  isClean(ended: EndedFrame): boolean;
}

/** A lease outlasts its function by so much: lib/cycle/lease/lease-limits.ts; functions' clocks differ besides. */
const LEASE_MS = 100 * SECOND_MS;

export function createTicks(run: RunFrame): Ticks {
  let troubledAtMs = Number.NEGATIVE_INFINITY;
  return {
    isClean({ invocation, errors, besides }) {
      // One that is interfered with may hold the lease while it goes on.
      const isTroubled =
        invocation.faultCount > 0 || errors.length > 0 || besides.some(({ faultCount }) => faultCount > 0);
      if (isTroubled) troubledAtMs = run.nowMs();
      return !isTroubled && invocation.trigger === 'tick' && run.nowMs() - troubledAtMs > LEASE_MS;
    },
  };
}
