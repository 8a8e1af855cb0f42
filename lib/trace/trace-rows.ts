// The rows of a trace file, by its header: each line → what arrived, and when. Files are read-minutes.ts; a trace that is
// a day's clock as well, one row a minute, is minute-rows.ts.
import { MINUTE_MS } from '../core/units.ts';
import type { MinuteTrace } from './minute-trace.ts';
import { amountOf, cellsOf, timeOf } from './trace-cells.ts';
import { quote, TraceError } from './trace-error.ts';

export type AddVolume = (atMs: number, volume: number, line: number) => void;

export interface RowReader {
  readonly unit: MinuteTrace['unit'];
  /** Throws `TraceError`. */
  read(text: string, line: number, add: AddVolume): void;
}

/** First line of a trace of messages. */
export const MESSAGES_HEADER = 'timestamp,messages';

/** First line of what `spillway export-metrics` writes. */
export const MEMORY_HEADER = 'timestamp,instanceId,memoryUsedBytes';

export const TRACE_HEADERS = `"${MESSAGES_HEADER}", "timestamp,bytes" or "${MEMORY_HEADER}"`;

const TIMESTAMP = 'an ISO 8601 time with offset, such as 2013-10-07T09:30:00-04:00';

/** The reader for a header. Throws `TraceError` for an unknown one. */
export function rowReaderOf(file: string, line: number, header: string): RowReader {
  switch (header.replaceAll(' ', '')) {
    case MESSAGES_HEADER:
      return volumeRows(file, 'messages');
    case 'timestamp,bytes':
      return volumeRows(file, 'bytes');
    case MEMORY_HEADER:
      return memoryRows(file);
    default:
      throw new TraceError({
        file,
        line,
        expected: `one of the headers ${TRACE_HEADERS}`,
        given: quote(header),
      });
  }
}

function volumeRows(file: string, unit: MinuteTrace['unit']): RowReader {
  let before = Number.NEGATIVE_INFINITY;
  return {
    unit,
    read(text, line, add) {
      const cells = cellsOf(text);
      if (cells?.length !== 2)
        throw new TraceError({ file, line, expected: `a time and its ${unit}`, given: quote(text) });
      const atMs = timeIn(file, line, cells[0]);
      if (atMs < before)
        throw new TraceError({
          file,
          line,
          expected: `a time not before ${new Date(before).toISOString()}, the row before`,
          given: quote(cells[0]),
        });
      before = atMs;
      add(atMs, amountIn(file, line, cells[1], unit), line);
    },
  };
}

/**
 * Memory that a node gained since its last row has arrived in between; memory that it lost was a flush, and
 * the first row of a node is what it started with. kdb+ memory grows in jumps: a jump arrives at once.
 */
function memoryRows(file: string): RowReader {
  const usedBefore = new Map<string, { atMs: number; used: number }>();
  let first = Number.POSITIVE_INFINITY;
  return {
    unit: 'bytes',
    read(text, line, add) {
      const cells = cellsOf(text);
      const [timestamp, instanceId = '', amount] = cells ?? [];
      if (cells?.length !== 3 || instanceId === '')
        throw new TraceError({ file, line, expected: `a row of ${MEMORY_HEADER}`, given: quote(text) });
      const atMs = timeIn(file, line, timestamp);
      const used = amountIn(file, line, amount, 'bytes of memory in use');
      const before = usedBefore.get(instanceId);
      if (before && atMs < before.atMs)
        throw new TraceError({
          file,
          line,
          expected: `a time not before ${new Date(before.atMs).toISOString()}, the last row of ${instanceId}`,
          given: quote(timestamp),
        });
      usedBefore.set(instanceId, { atMs, used });
      first = Math.min(first, atMs);
      const gained = before === undefined ? 0 : Math.max(0, used - before.used);
      // A sample says what has arrived until then: it belongs to the minute that it ends.
      add(Math.max(first, atMs - (before === undefined ? 0 : MINUTE_MS)), gained, line);
    },
  };
}

function timeIn(file: string, line: number, cell = ''): number {
  const time = timeOf(cell);
  if (!time) throw new TraceError({ file, line, expected: TIMESTAMP, given: quote(cell) });
  return time.atMs;
}

function amountIn(file: string, line: number, cell = '', what: string): number {
  const amount = amountOf(cell);
  if (amount === undefined)
    throw new TraceError({ file, line, expected: `${what}: a number, 0 or more`, given: quote(cell) });
  return amount;
}
