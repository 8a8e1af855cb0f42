// Serves targets that are due in full batches while it is not known yet who else is, and the others once it is. Who says that
// they are due: serve-due.ts. How a batch is run: run-batches.ts.
import type { DueTime } from '../../ports/state-store.ts';
import { settle, valueOf, type Settled } from '../../ports/settled.ts';
import { TARGETS_PER_BATCH_MAX } from '../batch-limits.ts';
import { dueSinceMs } from './due.ts';

interface Serving<One, Ended> {
  /** Asked before each batch that is begun before the end. */
  readonly hasTime: () => boolean;
  /** Serves a full batch: the longest due of those that wait. Never called while another is under way. */
  readonly serveFull: (batch: readonly One[]) => Promise<Ended>;
  /** Serves at the end all that wait then, those due for longest first. */
  readonly serveOthers: (others: readonly One[]) => Promise<Ended>;
}

interface FullBatches<One, Ended> {
  readonly add: (found: readonly One[]) => void;
  /** To be called once all are added: what each serving came to, in their order. Rejects as the first that rejected. */
  readonly end: () => Promise<readonly Ended[]>;
}

/**
 * One batch at a time, as a function that dies leaves all leases of a batch to their end; and none before the end that is not
 * full, as it would cost as many calls as a full one. Those left for want of time wait for the end, so that they are one list.
 */
export function inFullBatches<One extends { readonly due: DueTime | undefined }, Ended>({
  hasTime,
  serveFull,
  serveOthers,
}: Serving<One, Ended>): FullBatches<One, Ended> {
  const waiting: One[] = [];
  const ended: Settled<Ended>[] = [];
  let isServing = false;
  let serving = Promise.resolve();

  function takeLongestDue(countMax: number): readonly One[] {
    return waiting.sort((a, b) => dueSinceMs(a.due) - dueSinceMs(b.due)).splice(0, countMax);
  }

  async function serveWhileFull(): Promise<void> {
    isServing = true;
    while (waiting.length >= TARGETS_PER_BATCH_MAX && hasTime())
      ended.push(await settle(() => serveFull(takeLongestDue(TARGETS_PER_BATCH_MAX))));
    isServing = false;
  }

  return {
    add: (found) => {
      waiting.push(...found);
      if (!isServing) serving = serveWhileFull();
    },
    end: async () => {
      await serving;
      if (waiting.length > 0) ended.push(await settle(() => serveOthers(takeLongestDue(waiting.length))));
      return ended.map(valueOf);
    },
  };
}
