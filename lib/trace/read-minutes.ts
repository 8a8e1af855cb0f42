// Reads a trace file line by line into one number a minute, so that a year of it streams. Three headers:
//
//   timestamp,messages                     messages that arrived in that minute
//   timestamp,bytes                        bytes of memory that arrived in that minute
//   timestamp,instanceId,memoryUsedBytes   memory of each node, as `spillway export-metrics` writes it
//
// gzip is recognised by its first bytes. Errors name file, line, what was expected and what was given.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { MINUTE_MS } from '../core/units.ts';
import type { MinuteTrace } from './minute-trace.ts';
import { contentOf } from './trace-cells.ts';
import { TraceError } from './trace-error.ts';
import type { RowReader } from './trace-rows.ts';
import { rowReaderOf, TRACE_HEADERS } from './trace-rows.ts';

/** A trace spans ten years at the most; more is a mistyped year. */
const MINUTES_MAX = 10 * 366 * 24 * 60;

/** A line longer than this is no line of a trace. */
const LINE_LENGTH_MAX = 10_000;

/** Reads a trace. Throws `TraceError`. */
export async function readMinutes(file: string): Promise<MinuteTrace> {
  const minutes = createMinutes(file);
  let reader: RowReader | undefined;
  let lineNumber = 0;
  const take = (raw: string) => {
    lineNumber += 1;
    const line = contentOf(raw, lineNumber);
    if (line === '') return;
    if (!reader) reader = rowReaderOf(file, lineNumber, line);
    else reader.read(line, lineNumber, minutes.add);
  };
  try {
    await eachLine(await openText(file), take);
  } catch (cause) {
    if (cause instanceof TraceError) throw cause;
    const given = cause instanceof Error ? cause.message : String(cause);
    const expected = `a readable CSV file, plain or gzip, with one of the headers ${TRACE_HEADERS}`;
    throw new TraceError({ file, ...(lineNumber > 0 && { line: lineNumber }), expected, given }, { cause });
  }
  if (!reader)
    throw new TraceError({
      file,
      line: 1,
      expected: `one of the headers ${TRACE_HEADERS}`,
      given: 'an empty file',
    });
  return minutes.finish(reader.unit);
}

async function openText(file: string): Promise<AsyncIterable<string>> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  await handle.close();
  const isGzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  const bytes = createReadStream(file);
  if (!isGzip) return bytes.setEncoding('utf8') as Readable & AsyncIterable<string>;
  const text = createGunzip();
  // A broken gzip ends the reading of its text with the same error, so it is seen there.
  pipeline(bytes, text).catch((error: unknown) => text.destroy(error as Error));
  return text.setEncoding('utf8') as Readable & AsyncIterable<string>;
}

async function eachLine(chunks: AsyncIterable<string>, take: (line: string) => void): Promise<void> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      take(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
    if (rest.length > LINE_LENGTH_MAX) throw new Error(`a line of more than ${LINE_LENGTH_MAX} characters`);
  }
  if (rest !== '') take(rest);
}

/** Gathers volumes by minute; rows come in order of time, so the first one sets the start. */
function createMinutes(file: string) {
  let startMs: number | undefined;
  let volumes = new Float64Array(1_440);
  let count = 0;
  return {
    add(atMs: number, volume: number, line: number): void {
      const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
      startMs ??= minuteMs;
      const index = (minuteMs - startMs) / MINUTE_MS;
      if (index < 0 || index >= MINUTES_MAX) {
        const expected = 'a time within ten years after the first row';
        throw new TraceError({ file, line, expected, given: new Date(atMs).toISOString() });
      }
      if (index >= volumes.length) {
        const larger = new Float64Array(Math.max(index + 1, volumes.length * 2));
        larger.set(volumes);
        volumes = larger;
      }
      volumes[index] = (volumes[index] ?? 0) + volume;
      count = Math.max(count, index + 1);
    },
    finish(unit: MinuteTrace['unit']): MinuteTrace {
      if (startMs === undefined)
        throw new TraceError({ file, expected: 'at least one row below the header', given: 'none' });
      return { name: file, unit, startMs, volumes: volumes.slice(0, count) };
    },
  };
}
