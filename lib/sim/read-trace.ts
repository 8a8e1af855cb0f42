// Reads a trace from a CSV file. What a trace is, is in trace.ts.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { MINUTE_MS } from '../domain/units.ts';
import { traceOfMinutes, type Trace, type TraceMinute } from './trace.ts';

/** A trace that cannot be used: which file, which line, what was expected and what stood there. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  readonly file: string;
  /** From 1, the header included; absent where the file itself could not be read. */
  readonly line: number | undefined;
  readonly expected: string;
  constructor(
    found: { file: string; line?: number; expected: string; given: string },
    options?: ErrorOptions,
  ) {
    const where = found.line === undefined ? found.file : `${found.file}, line ${found.line}`;
    super(`${where}: expected ${found.expected}; got ${found.given}`, options);
    this.file = found.file;
    this.line = found.line;
    this.expected = found.expected;
  }
}

const HEADER = 'timestamp,messages';
const ROW = 'a minute and its count, such as 2013-10-07T09:30:00-04:00,1250';
const TIMESTAMP = 'an ISO 8601 time on a full minute with offset, such as 2013-10-07T09:30:00-04:00';
const TIMESTAMP_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::00(?:\.0+)?)?(Z|([+-])(\d{2}):?(\d{2}))$/;

/**
 * Reads a CSV with the header `timestamp,messages`: one row a minute, in order of time, ISO 8601 with
 * offset, whole counts. Minutes without a row carry nothing. Throws `TraceError`.
 */
export function readTrace(file: string): Trace {
  return parseTrace(file, readText(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    throw new TraceError(
      { file, expected: `a readable CSV file with the header ${HEADER}`, given },
      { cause },
    );
  }
}

/** As `readTrace`, of text read already; `file` is its name in errors. */
export function parseTrace(file: string, text: string): Trace {
  const [header, ...rows] = readRecords(file, text);
  if (header?.record.join(',') !== HEADER)
    throw new TraceError({
      file,
      line: header?.line ?? 1,
      expected: `the header ${HEADER}`,
      given: header ? quote(header.record.join(',')) : 'an empty file',
    });
  if (rows.length === 0)
    throw new TraceError({
      file,
      line: header.line + 1,
      expected: `at least one row: ${ROW}`,
      given: 'none',
    });
  const minutes: TraceMinute[] = [];
  for (const row of rows) minutes.push(minuteOf(file, row, minutes.at(-1)));
  return traceOfMinutes(file, minutes);
}

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

function readRecords(file: string, text: string): Row[] {
  const rows: Row[] = [];
  try {
    parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: string[], { lines }) => {
        rows.push({ record, line: lines });
        return null;
      },
    });
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    throw new TraceError({ file, line: (rows.at(-1)?.line ?? 0) + 1, expected: ROW, given }, { cause });
  }
  return rows;
}

function minuteOf(file: string, { record, line }: Row, before: TraceMinute | undefined): TraceMinute {
  const [timestamp = '', messages = ''] = record;
  if (record.length !== 2)
    throw new TraceError({ file, line, expected: ROW, given: quote(record.join(',')) });
  const match = TIMESTAMP_PATTERN.exec(timestamp);
  const atMs = Date.parse(timestamp);
  if (!match || Number.isNaN(atMs))
    throw new TraceError({ file, line, expected: TIMESTAMP, given: quote(timestamp) });
  if (!/^\d{1,15}$/.test(messages))
    throw new TraceError({
      file,
      line,
      expected: 'a whole number of messages, 0 or more',
      given: quote(messages),
    });
  if (before && atMs < before.atMs + MINUTE_MS)
    throw new TraceError({
      file,
      line,
      expected: `a minute after ${new Date(before.atMs).toISOString()}, the row before`,
      given: `${timestamp}, which is ${atMs === before.atMs ? 'the same minute' : 'earlier'}`,
    });
  return { atMs, utcOffsetMinutes: offsetOf(match), messages: Number(messages) };
}

function offsetOf([, zone, sign, hours, minutes]: RegExpExecArray): number {
  if (zone === 'Z') return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function quote(text: string): string {
  return text === '' ? 'nothing' : `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
}
