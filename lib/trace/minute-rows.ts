// A trace as a day to live through: one row a minute, in order of time, whole counts, each with its local clock. Stricter
// than trace-rows.ts, as a world runs by it: a minute that stands there twice would be lived twice.
import { MINUTE_MS } from '../core/units.ts';
import { amountOf, cellsOf, contentOf, timeOf } from './trace-cells.ts';
import { quote, TraceError } from './trace-error.ts';
import { MESSAGES_HEADER } from './trace-rows.ts';

/** One minute as a row of a file says it. */
export interface TraceMinute {
  readonly atMs: number;
  readonly utcOffsetMinutes: number;
  readonly messages: number;
}

const ROW = 'a minute and its count, such as 2013-10-07T09:30:00-04:00,1250';
const TIMESTAMP = 'an ISO 8601 time on a full minute with offset, such as 2013-10-07T09:30:00-04:00';

/** The minutes of a text with the header `timestamp,messages`, one at least; `file` is its name in errors. Throws `TraceError`. */
export function parseMinutes(file: string, text: string): readonly TraceMinute[] {
  const [header, ...rows] = text
    .split('\n')
    .map((raw, i) => ({ line: i + 1, content: contentOf(raw, i + 1) }))
    .filter(({ content }) => content !== '');
  if (header && cellsOf(header.content)?.join(',') !== MESSAGES_HEADER)
    throw new TraceError({
      file,
      line: header.line,
      expected: `the header ${MESSAGES_HEADER}`,
      given: quote(header.content),
    });
  if (!header)
    throw new TraceError({
      file,
      line: 1,
      expected: `the header ${MESSAGES_HEADER}`,
      given: 'an empty file',
    });
  if (rows.length === 0)
    throw new TraceError({
      file,
      line: header.line + 1,
      expected: `at least one row: ${ROW}`,
      given: 'none',
    });
  const minutes: TraceMinute[] = [];
  for (const { content, line } of rows) minutes.push(minuteOf(file, line, content, minutes.at(-1)));
  return minutes;
}

function minuteOf(file: string, line: number, text: string, before: TraceMinute | undefined): TraceMinute {
  const cells = cellsOf(text);
  const [timestamp = '', count = ''] = cells ?? [];
  if (cells?.length !== 2) throw new TraceError({ file, line, expected: ROW, given: quote(text) });
  const time = timeOf(timestamp);
  if (!time || time.atMs % MINUTE_MS !== 0)
    throw new TraceError({ file, line, expected: TIMESTAMP, given: quote(timestamp) });
  const messages = amountOf(count);
  if (messages === undefined || !Number.isInteger(messages))
    throw new TraceError({
      file,
      line,
      expected: 'a whole number of messages, 0 or more',
      given: quote(count),
    });
  if (before && time.atMs < before.atMs + MINUTE_MS)
    throw new TraceError({
      file,
      line,
      expected: `a minute after ${new Date(before.atMs).toISOString()}, the row before`,
      given: `${timestamp}, which is ${time.atMs === before.atMs ? 'the same minute' : 'earlier'}`,
    });
  return { ...time, messages };
}
