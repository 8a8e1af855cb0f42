// Reads a trace from a CSV file, as a day to live through. What a trace is, is in trace.ts; how its rows are read, in
// lib/trace.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseMinutes } from '../trace/minute-rows.ts';
import { TraceError } from '../trace/trace-error.ts';
import { MESSAGES_HEADER } from '../trace/trace-rows.ts';
import { traceOfMinutes, type Trace } from './trace.ts';

/** Of a trace; a year of minutes takes 20 MB. */
const TEXT_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Reads a CSV with the header `timestamp,messages`: one row a minute, in order of time, ISO 8601 with
 * offset, whole counts; plain, or gzip, which is known by its first bytes. Minutes without a row carry nothing. Throws
 * `TraceError`.
 */
export function readTrace(file: string): Trace {
  return parseTrace(file, readText(file));
}

function readText(file: string): string {
  try {
    const content = readFileSync(file);
    const isGzip = content[0] === 0x1f && content[1] === 0x8b;
    return (isGzip ? gunzipSync(content, { maxOutputLength: TEXT_BYTES_MAX }) : content).toString('utf8');
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    throw new TraceError(
      { file, expected: `a readable CSV file (plain or gzip) with the header ${MESSAGES_HEADER}`, given },
      { cause },
    );
  }
}

/** As `readTrace`, of text read already; `file` is its name in errors. */
export function parseTrace(file: string, text: string): Trace {
  return traceOfMinutes(file, parseMinutes(file, text));
}
