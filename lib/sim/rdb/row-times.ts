// The rows of a message ledger: of which table each is, and its time, which is when it was made: mostly milliseconds before it
// arrived; of one in fifty, seconds. The same in every run.
import { SECOND_MS } from '../../core/units.ts';
import type { Range, RowLedger } from './row-ledger.ts';

export const TABLES = ['quote', 'trade'] as const;
export type TableName = (typeof TABLES)[number];

/** No row is later than that. */
export const LATE_MAX_MS = 30 * SECOND_MS;

const SOON_MAX_MS = 40;

export function tableOf(message: number): TableName {
  return message % 10 === 9 ? 'trade' : 'quote';
}

export function timeOfRow(ledger: RowLedger, message: number): number {
  const drawn = scattered(message);
  const lateMs = drawn % 50 === 0 ? drawn % LATE_MAX_MS : drawn % SOON_MAX_MS;
  return Math.round(ledger.arrivedAtMs(message) - lateMs);
}

/** How many rows of a table are in a range. */
export function rowsOf({ from, to }: Range, table: TableName): number {
  const tradesBefore = (message: number) => Math.floor(message / 10);
  const trades = tradesBefore(to + 1) - tradesBefore(from);
  return table === 'trade' ? trades : to - from + 1 - trades;
}

/** The first row of a table in the ranges as they arrived, and the last; `undefined` where there is none. */
export function endsOf(ranges: readonly Range[], table: TableName): readonly [number, number] | undefined {
  const some = ranges.filter((range) => rowsOf(range, table) > 0);
  const [first, last] = [some[0], some.at(-1)];
  if (!first || !last) return undefined;
  return [nextOf(table, first.from, 1), nextOf(table, last.to, -1)];
}

/** A table's row at a message or beyond it: every ten messages have one of each. */
function nextOf(table: TableName, message: number, step: 1 | -1): number {
  let found = message;
  while (tableOf(found) !== table) found += step;
  return found;
}

/** Whether any row of the ranges is of the table and the window, both ends included. */
export function holdsRowOf(
  ledger: RowLedger,
  ranges: readonly Range[],
  window: { readonly table: TableName | undefined; readonly fromMs: number; readonly toMs: number },
): boolean {
  // A row of the window arrived in it, or so much later at the most.
  const first = ledger.firstSince(window.fromMs);
  const end = ledger.firstSince(window.toMs + LATE_MAX_MS + 1);
  return ranges.some(({ from, to }) => {
    for (let message = Math.max(from, first); message <= Math.min(to, end); message += 1) {
      if (window.table !== undefined && tableOf(message) !== window.table) continue;
      const timeMs = timeOfRow(ledger, message);
      if (timeMs >= window.fromMs && timeMs <= window.toMs) return true;
    }
    return false;
  });
}

/** A number without order, of 32 bits: https://en.wikipedia.org/wiki/MurmurHash (its last steps). */
function scattered(message: number): number {
  let drawn = Math.imul(message ^ (message >>> 16), 0x85ebca6b);
  drawn = Math.imul(drawn ^ (drawn >>> 13), 0xc2b2ae35);
  return (drawn ^ (drawn >>> 16)) >>> 0;
}
