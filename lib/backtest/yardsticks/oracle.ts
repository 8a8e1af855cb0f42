// The yardstick that knows the future: each spare joins the queue at the moment it is needed, and each node
// goes as soon as its data is gone. No policy that never rolls late can do with fewer instance-hours, as
// long as nodes hold their data until the end of day.
import type { Segment } from '../../sim/rdb/stream.ts';
import { rowsAtMemory, type MemoryModel } from '../../sim/rdb/memory-model.ts';

/** Moments in ms since the epoch. */
export interface OraclePlan {
  /** When live nodes reach their roll threshold, if somebody always waits. */
  readonly rollsMs: readonly number[];
  /** When the oracle asks for one node more. */
  readonly launchesMs: readonly number[];
}

/** A spare is there this much before it is needed: two events of one moment have an order. */
const BEFORE_MS = 1;

/** Rolls of a trace with always somebody waiting; and, given what a launch takes, when to launch. */
export function planOracle(given: {
  readonly segments: Iterable<Segment>;
  readonly memory: MemoryModel;
  readonly rollThresholdPercent: number;
  readonly endOfDaysMs: readonly number[];
  /** From launch to the queue. */
  readonly leadTimeMs: number;
  /** Nodes there at the start of the first day: the live one, and those in the queue that the minimum brings. */
  readonly readyCount: number;
}): OraclePlan {
  const { memory, rollThresholdPercent, endOfDaysMs, leadTimeMs, readyCount } = given;
  const rollRows = rowsAtMemory(memory, (memory.totalBytes * rollThresholdPercent) / 100);
  const rollsMs: number[] = [];
  const launchesMs: number[] = [];
  let rows = 0;
  // A node that was written down does not queue again: a spare serves for one roll, on whichever day.
  let queued = readyCount - 1;
  let day = 0;
  for (const { startMs, endMs, messages } of given.segments) {
    while (startMs >= (endOfDaysMs[day] ?? Number.POSITIVE_INFINITY)) {
      day += 1;
      rows = 0;
    }
    let taken = 0;
    for (let missing = rollRows - rows; messages - taken >= missing; missing = rollRows) {
      taken += missing;
      const rollMs = startMs + Math.ceil((taken * (endMs - startMs)) / messages);
      rollsMs.push(rollMs);
      if (queued > 0) queued -= 1;
      else launchesMs.push(rollMs - leadTimeMs - BEFORE_MS);
      rows = 0;
    }
    rows += messages - taken;
  }
  return { rollsMs, launchesMs };
}
