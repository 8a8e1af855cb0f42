import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseTrace, readTrace } from '../../lib/sim/read-trace.ts';
import { TraceError } from '../../lib/trace/trace-error.ts';
import { messagesOf, scaleTrace } from '../../lib/sim/trace.ts';

const HEADER = 'timestamp,messages';
const parse = (...lines: string[]) => parseTrace('day.csv', lines.join('\n'));

function errorOf(run: () => unknown): TraceError {
  try {
    run();
  } catch (error) {
    if (error instanceof TraceError) return error;
    throw error;
  }
  throw new Error('The trace was taken');
}

describe('a trace', () => {
  it('of a real day holds its messages and ends at local midnight', () => {
    const trace = readTrace('data/traces/us-equities-2013-10-08.csv');
    expect(trace.segments).toHaveLength(960);
    expect(messagesOf(trace)).toBe(2_474_120);
    expect(new Date(trace.startMs).toISOString()).toBe('2013-10-08T04:00:00.000Z');
    expect(new Date(trace.endMs).toISOString()).toBe('2013-10-09T04:00:00.000Z');
    expect(trace.utcOffsetMinutes).toBe(-240);
  });

  it('may be packed with gzip, and is refused where it is cut short', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'trace-')), 'day.csv.gz');
    const packed = gzipSync(`${HEADER}\n2026-11-20T09:30:00Z,5\n`);
    writeFileSync(file, packed);
    expect(messagesOf(readTrace(file))).toBe(5);
    writeFileSync(file, packed.subarray(0, -12));
    expect(errorOf(() => readTrace(file)).message).toContain(
      'expected a readable CSV file (plain or gzip) with',
    );
  });

  it('may leave minutes out', () => {
    const trace = parse(HEADER, '2026-11-20T09:30:00Z,5', '2026-11-20T11:00:00Z,7', '');
    expect(trace.segments.map(({ messages }) => messages)).toEqual([5, 7]);
  });

  it('may come with a byte order mark, carriage returns and spaces', () => {
    const trace = parseTrace('day.csv', '\uFEFFtimestamp, messages\r\n2026-11-20T09:30:00Z, 5\r\n');
    expect(messagesOf(trace)).toBe(5);
  });

  it('of several days has an end for each, also across a change of the clock', () => {
    const trace = parse(
      HEADER,
      '2026-10-31T12:00:00-04:00,1',
      '2026-11-01T00:30:00-04:00,1',
      '2026-11-01T12:00:00-05:00,1',
      '2026-11-04T12:00:00-05:00,1',
    );
    expect(trace.endOfDaysMs.map((endMs) => new Date(endMs).toISOString())).toEqual([
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
      '2026-11-05T05:00:00.000Z',
    ]);
    expect(trace.endMs).toBe(trace.endOfDaysMs.at(-1));
  });

  it('can be scaled, within a span or throughout', () => {
    const trace = parse(HEADER, '2026-11-20T09:30:00Z,5', '2026-11-20T09:31:00Z,7');
    expect(messagesOf(scaleTrace(trace, { factor: 10 }))).toBe(120);
    const fromMs = Date.parse('2026-11-20T09:31:00Z');
    expect(scaleTrace(trace, { factor: 2, fromMs }).segments.map(({ messages }) => messages)).toEqual([
      5, 14,
    ]);
  });
});

describe('a trace that cannot be used', () => {
  it.each<[string, string[], number, RegExp]>([
    ['an empty file', [''], 1, /expected the header timestamp,messages; got an empty file/],
    [
      'a wrong header',
      ['time,count', '2026-11-20T09:30:00Z,5'],
      1,
      /header timestamp,messages; got "time,count"/,
    ],
    ['no rows', [HEADER], 2, /at least one row/],
    ['a row of one field', [HEADER, '2026-11-20T09:30:00Z'], 2, /a minute and its count/],
    ['a row of three fields', [HEADER, '2026-11-20T09:30:00Z,5,6'], 2, /got "2026-11-20T09:30:00Z,5,6"/],
    ['a time without offset', [HEADER, '2026-11-20T09:30:00,5'], 2, /ISO 8601 .* with offset/],
    ['a time within a minute', [HEADER, '2026-11-20T09:30:17Z,5'], 2, /on a full minute/],
    ['a time that does not exist', [HEADER, '2026-13-20T09:30:00Z,5'], 2, /ISO 8601/],
    ['a negative count', [HEADER, '2026-11-20T09:30:00Z,-5'], 2, /whole number of messages/],
    ['a broken count', [HEADER, '2026-11-20T09:30:00Z,5', '2026-11-20T09:31:00Z,1.5'], 3, /got "1.5"/],
    ['no count', [HEADER, '2026-11-20T09:30:00Z,'], 2, /got nothing/],
    ['a minute twice', [HEADER, '2026-11-20T09:30:00Z,5', '2026-11-20T09:30:00Z,5'], 3, /the same minute/],
    ['a minute out of order', [HEADER, '2026-11-20T09:30:00Z,5', '2026-11-20T09:29:00Z,5'], 3, /earlier/],
    ['an open quote', [HEADER, '"2026-11-20T09:30:00Z,5'], 2, /a minute and its count/],
  ])('names file and line of %s, and what was expected', (_, lines, line, message) => {
    const error = errorOf(() => parse(...lines));
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`day.csv, line ${line}: expected `);
    expect(error.line).toBe(line);
  });

  it('names the line as an editor counts it, blank lines included', () => {
    expect(errorOf(() => parse(HEADER, '', '2026-11-20T09:30:00Z,x')).line).toBe(3);
  });

  it('names a file that is not there', () => {
    const error = errorOf(() => readTrace('no/such.csv'));
    expect(error.message).toMatch(/^no\/such\.csv: expected a readable CSV file .* got ENOENT/);
  });

  it('is told of a file on disk as well', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'trace-')), 'bad.csv');
    writeFileSync(file, 'a,b\n');
    expect(errorOf(() => readTrace(file)).file).toBe(file);
  });
});
