// A trace that does not end: its days, one cycle of them after the other, from a time of day of the first on. Pure.
import { DAY_MS } from '../../lib/core/units.ts';
import type { Segment } from '../../lib/sim/rdb/stream.ts';
import type { Trace } from '../../lib/sim/trace.ts';

/** As a trace's, and without end: taken one at a time. */
export interface EndlessDays {
  readonly startMs: number;
  /** Times the trace's volume; a new one for each who pulls. None where no minute brings a whole message. */
  readonly segments: (factor: number) => Iterable<Segment>;
  readonly endOfDaysMs: () => Iterable<number>;
  /** The trace's minutes within the 24 hours from a moment that is whole days after the trace's start. */
  readonly segmentsOfDay: (dayStartMs: number) => readonly Segment[];
  /** Of the day that a moment lies in, the messages that have arrived by then. */
  readonly messagesOfDayAt: (atMs: number) => number;
}

/** `startMs`: within the trace's first day. */
export function dayAfterDay(trace: Trace, startMs: number): EndlessDays {
  const { segments, endOfDaysMs } = trace;
  const cycleMs = trace.endMs - trace.startMs;
  const segmentsOf = (dayIndex: number): readonly Segment[] => {
    const fromMs = trace.startMs + dayIndex * DAY_MS;
    return segments.filter((one) => one.startMs >= fromMs && one.startMs < fromMs + DAY_MS);
  };
  const arrived = arrivedByMinute(segments);

  /** A moment as it lies in the trace, and how much later it is. */
  function withinTrace(atMs: number): { readonly tracedMs: number; readonly laterMs: number } {
    const laterMs = Math.floor((atMs - trace.startMs) / cycleMs) * cycleMs;
    return { tracedMs: atMs - laterMs, laterMs };
  }

  return {
    startMs,
    *segments(factor) {
      // Who pulls passes over minutes that bring nothing, and would pull for ever.
      if (segments.every(({ messages }) => Math.round(messages * factor) === 0)) return;
      for (let laterMs = 0; ; laterMs += cycleMs)
        for (const { startMs: fromMs, endMs, messages } of segments)
          if (fromMs + laterMs >= startMs)
            yield {
              startMs: fromMs + laterMs,
              endMs: endMs + laterMs,
              messages: Math.round(messages * factor),
            };
    },
    *endOfDaysMs() {
      for (let laterMs = 0; ; laterMs += cycleMs) for (const atMs of endOfDaysMs) yield atMs + laterMs;
    },
    segmentsOfDay(dayStartMs) {
      const { tracedMs, laterMs } = withinTrace(dayStartMs);
      return segmentsOf(Math.round((tracedMs - trace.startMs) / DAY_MS)).map((one) => ({
        ...one,
        startMs: one.startMs + laterMs,
        endMs: one.endMs + laterMs,
      }));
    },
    messagesOfDayAt(atMs) {
      const { tracedMs } = withinTrace(atMs);
      const dayStartMs = endOfDaysMs.findLast((endMs) => endMs <= tracedMs) ?? trace.startMs;
      return arrived(tracedMs) - arrived(dayStartMs);
    },
  };
}

/** How many messages had arrived by a moment, whole segments. */
function arrivedByMinute(segments: readonly Segment[]): (atMs: number) => number {
  let sum = 0;
  const sums = segments.map(({ endMs, messages }) => ({ endMs, sum: (sum += messages) }));
  return (atMs) => {
    let [low, high] = [0, sums.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((sums[middle]?.endMs ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1;
      else high = middle;
    }
    return sums[low - 1]?.sum ?? 0;
  };
}
