// A trace: messages by the minute over one or more days, and when those days begin and end.
// Next: read-trace.ts, which reads one from a file; rdb/stream.ts, which lets it arrive.
import { DAY_MS, MINUTE_MS } from '../core/units.ts';
import type { TraceMinute } from '../trace/minute-rows.ts';
import type { Segment } from './rdb/stream.ts';

/** All times in ms since the epoch. */
export interface Trace {
  /** What it is called in messages; the file's path where it was read from one. */
  readonly name: string;
  /** Local midnight before the first minute. */
  readonly startMs: number;
  /** Local midnight after the last minute. */
  readonly endMs: number;
  /** Ascending, not overlapping; minutes not in here carry nothing. */
  readonly segments: readonly Segment[];
  /** Local midnight after each day that has a minute in here; the last is `endMs`. */
  readonly endOfDaysMs: readonly number[];
  /** The local clock's offset from UTC in the last minute, minutes; for showing local times. */
  readonly utcOffsetMinutes: number;
}

/** Makes a trace of minutes in order of time; there must be one at least. */
export function traceOfMinutes(name: string, minutes: readonly TraceMinute[]): Trace {
  const [first] = minutes;
  const last = minutes.at(-1);
  if (!first || !last) throw new Error(`${name}: a trace needs at least one minute`);
  const endOfDaysMs: number[] = [];
  for (const minute of minutes) {
    const endOfDayMs = nextLocalMidnightMs(minute);
    // A day whose clock changes has two offsets; its last row's counts.
    const latest = endOfDaysMs.at(-1);
    if (latest !== undefined && minute.atMs < latest) endOfDaysMs.pop();
    endOfDaysMs.push(endOfDayMs);
  }
  return {
    name,
    startMs: nextLocalMidnightMs(first) - DAY_MS,
    endMs: nextLocalMidnightMs(last),
    segments: minutes.map(({ atMs, messages }) => ({ startMs: atMs, endMs: atMs + MINUTE_MS, messages })),
    endOfDaysMs,
    utcOffsetMinutes: last.utcOffsetMinutes,
  };
}

function nextLocalMidnightMs({ atMs, utcOffsetMinutes }: TraceMinute): number {
  const offsetMs = utcOffsetMinutes * MINUTE_MS;
  return (Math.floor((atMs + offsetMs) / DAY_MS) + 1) * DAY_MS - offsetMs;
}

/** The trace with its volume multiplied, throughout or within a span of time; counts stay whole. */
export function scaleTrace(
  trace: Trace,
  scale: { factor: number; fromMs?: number; untilMs?: number },
): Trace {
  const { factor, fromMs = -Infinity, untilMs = Infinity } = scale;
  return {
    ...trace,
    segments: trace.segments.map((segment) =>
      segment.startMs >= fromMs && segment.startMs < untilMs
        ? { ...segment, messages: Math.round(segment.messages * factor) }
        : segment,
    ),
  };
}

/** All messages of a trace. */
export function messagesOf(trace: Trace): number {
  return trace.segments.reduce((total, { messages }) => total + messages, 0);
}
