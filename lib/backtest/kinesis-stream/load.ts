// What arrives in a stream, by the minute, and its days on a local clock. Made from traces; the model of the stream takes
// it from here.
import { demandOf } from '../../targets/kinesis-stream/domain/stream.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { minutesByDay, type MinutesByDay } from '../run/minutes-by-day.ts';

export interface Load extends MinutesByDay {
  /** Bytes and records that producers send in each minute, and the shards that they would just fill. */
  readonly bytes: Float64Array;
  readonly records: Float64Array;
  readonly demand: Float64Array;
}

export interface LoadTerms {
  readonly timeZone: string;
  readonly volumeFactor: number;
  readonly bytesPerMessage?: number | undefined;
}

/** Traces in order of time, whole local days from the first to the last; minutes in no trace carry nothing. */
export function loadOf(traces: readonly MinuteTrace[], terms: LoadTerms): Load {
  const { startMs, days } = minutesByDay(traces, terms.timeZone);
  const length = days.at(-1)?.until ?? 0;
  const bytes = new Float64Array(length);
  const records = new Float64Array(length);
  for (const trace of traces) {
    trace.volumes.forEach((volume, i) => {
      const minute = (trace.startMs - startMs) / MINUTE_MS + i;
      const sent = volume * terms.volumeFactor;
      const size = terms.bytesPerMessage;
      bytes[minute] = (bytes[minute] ?? 0) + (trace.unit === 'bytes' ? sent : sent * (size ?? 0));
      const count = trace.unit === 'messages' ? sent : size === undefined ? 0 : sent / size;
      records[minute] = (records[minute] ?? 0) + count;
    });
  }
  const demand = bytes.map((value, i) =>
    demandOf({ atMs: 0, bytes: value, records: records[i] ?? 0, throttledRecords: 0 }),
  );
  return { startMs, bytes, records, demand, days };
}
