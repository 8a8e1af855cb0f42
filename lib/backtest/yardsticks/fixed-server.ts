// The one big server that policies are compared with: does it hold what they held? It takes the same rows, and drops them at
// the same ends of day; if it is too small, it ran out of memory, and what it would have cost compares with nothing.
import { GIB } from '../../core/units.ts';
import { memoryOfRows, type MemoryModel } from '../../sim/rdb/memory-model.ts';
import type { Segment } from '../../sim/rdb/stream.ts';

export interface FixedServerUse {
  /** Memory that its fullest day would take. */
  readonly memoryNeededGiB: number;
  /** Days that filled all that it has. */
  readonly outOfMemoryDays: number;
}

/** `memory`: of its size, and with the growth of the nodes' RDBs. `endOfDaysMs`: ascending, ms since the epoch. */
export function useOfFixedServer(given: {
  readonly segments: Iterable<Segment>;
  readonly memory: MemoryModel;
  readonly endOfDaysMs: readonly number[];
}): FixedServerUse {
  const { memory, endOfDaysMs } = given;
  let day = 0;
  let rows = 0;
  let neededBytes = memoryOfRows(memory, 0);
  let outOfMemoryDays = 0;

  function endDay(): void {
    const usedBytes = memoryOfRows(memory, rows);
    neededBytes = Math.max(neededBytes, usedBytes);
    if (usedBytes >= memory.totalBytes) outOfMemoryDays += 1;
    rows = 0;
    day += 1;
  }

  for (const { startMs, messages } of given.segments) {
    while (startMs >= (endOfDaysMs[day] ?? Number.POSITIVE_INFINITY)) endDay();
    rows += messages;
  }
  endDay();
  return { memoryNeededGiB: neededBytes / GIB, outOfMemoryDays };
}
