// Asks once more, before a batch, which of its targets are still due. When a target is due: due.ts.
import type { DueTime, StateStore } from '../../ports/state-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { isDue, isInACycle } from './due.ts';
import type { BatchTerms } from './run-batches.ts';

export type DueTimes = Map<string, DueTime | undefined>;

/**
 * Two ticks that follow each other serve the same targets in the same order. What the other one has served is due no more;
 * what it is serving is left to it, where waiting for the lease would only hold this one up. What was read is kept in `asked`.
 */
export function stillDue(
  asked: DueTimes,
  { stateStore, clock }: { stateStore: Pick<StateStore, 'readDueTimes'>; clock: Pick<Clock, 'nowMs'> },
): NonNullable<BatchTerms['stillWanted']> {
  return async (names) => {
    const read = await stateStore.readDueTimes(names);
    const nowMs = clock.nowMs();
    for (const name of names) asked.set(name, read.get(name));
    return new Set(
      names.filter((name) => isDue(read.get(name), nowMs) && !isInACycle(read.get(name), nowMs)),
    );
  };
}
