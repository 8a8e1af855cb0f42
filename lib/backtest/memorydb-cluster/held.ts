// What a cluster comes to hold, by the minute: what the traces bring, less what the end of each day takes. Whole local days
// from the first trace to the last. Pure.
import { DAY_MS, GIB, MINUTE_MS } from '../../core/units.ts';
import { offsetsOf } from '../../core/wall-clock.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { minutesByDay, type MinutesByDay } from '../run/minutes-by-day.ts';
import type { ClusterScenario } from './scenario.ts';

export interface Held extends MinutesByDay {
  /** At the end of each minute. */
  readonly bytes: Float64Array;
}

export function heldOf(traces: readonly MinuteTrace[], scenario: ClusterScenario): Held {
  const { bytesKept, baseGiB, emptiedAt, timeZone } = scenario;
  const { startMs, days } = minutesByDay(traces, timeZone);
  const brought = new Float64Array(days.at(-1)?.until ?? 0);
  for (const trace of traces) {
    const first = (trace.startMs - startMs) / MINUTE_MS;
    trace.volumes.forEach((volume, i) => {
      brought[first + i] = (brought[first + i] ?? 0) + volume * bytesKept;
    });
  }
  const emptiedMinute = emptiedAt === undefined ? undefined : minuteOfDay(emptiedAt);
  const offset = offsetsOf(timeZone);
  let held = 0;
  const bytes = brought.map((more, i) => {
    const atMs = startMs + i * MINUTE_MS;
    const localMinute = Math.floor((atMs + offset(atMs)) / MINUTE_MS) % (DAY_MS / MINUTE_MS);
    held = (localMinute === emptiedMinute ? 0 : held) + more;
    return baseGiB * GIB + held;
  });
  return { startMs, days, bytes };
}

function minuteOfDay(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
