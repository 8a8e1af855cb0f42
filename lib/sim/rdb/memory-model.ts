// How an RDB's memory grows with its rows.
// Sources: KX, "Auto Scaling for a kdb+ realtime database" (an empty server uses about 150 MB; memory grows
// in steps); https://code.kx.com/q/ref/dotq/#gc-garbage-collect (memory returns to the system on .Q.gc only).
import { GIB, MIB } from '../../core/units.ts';

export interface MemoryModel {
  readonly totalBytes: number;
  /** What an empty server uses. */
  readonly baselineBytes: number;
  readonly bytesPerRow: number;
  /** `doubling`: a vector that is full doubles, as in kdb+, each table at its own time. */
  readonly growth: 'smooth' | 'doubling';
  /** Memory stays with the process after a flush, until `.Q.gc`. */
  readonly keepsHeap: boolean;
}

export const DEFAULT_MEMORY: MemoryModel = {
  totalBytes: 4 * GIB,
  baselineBytes: 150 * MIB,
  bytesPerRow: 900,
  growth: 'smooth',
  keepsHeap: false,
};

/** Shares of the rows that go to the tables of an RDB whose vectors double at different times. */
const TABLE_SHARES = [0.47, 0.31, 0.22] as const;

/** Memory in use with that many rows, bytes; may exceed the total, which is then not there to have. */
export function memoryOfRows(model: MemoryModel, rowCount: number): number {
  if (model.growth === 'smooth') return model.baselineBytes + rowCount * model.bytesPerRow;
  let slots = 0;
  for (const share of TABLE_SHARES) slots += slotsFor(rowCount * share);
  return model.baselineBytes + slots * model.bytesPerRow;
}

function slotsFor(rowCount: number): number {
  return rowCount <= 0 ? 0 : 2 ** Math.max(0, Math.ceil(Math.log2(rowCount)));
}

const ROWS_MAX = 2 ** 48;

/** The fewest whole rows with which memory use is at or above `bytes`. */
export function rowsAtMemory(model: MemoryModel, bytes: number): number {
  let low = 0;
  let high = ROWS_MAX;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (memoryOfRows(model, middle) >= bytes) high = middle;
    else low = middle + 1;
  }
  return low;
}
