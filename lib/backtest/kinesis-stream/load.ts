// What arrives in a stream, by the minute, and its days on a local clock. Made from traces; the model of the stream takes
// it from here.
import { DateTime } from 'luxon';
import { demandOf } from '../../targets/kinesis-stream/domain/stream.ts';
import { MINUTE_MS } from '../../core/units.ts';
import { endOfTrace, type MinuteTrace } from '../../trace/minute-trace.ts';

export interface Load {
  /** Local midnight of the first day, ms since the epoch. */
  readonly startMs: number;
  /** Bytes and records that producers send in each minute, and the shards that they would just fill. */
  readonly bytes: Float64Array;
  readonly records: Float64Array;
  readonly demand: Float64Array;
  readonly days: readonly LoadDay[];
}

/** A local day: the minutes `from` up to, not including, `until`. */
export interface LoadDay {
  /** `2013-10-07`. */
  readonly date: string;
  readonly from: number;
  readonly until: number;
}

export interface LoadTerms {
  readonly timeZone: string;
  readonly volumeFactor: number;
  readonly bytesPerMessage?: number | undefined;
}

/** Traces in order of time, whole local days from the first to the last; minutes in no trace carry nothing. */
export function loadOf(traces: readonly MinuteTrace[], terms: LoadTerms): Load {
  const firstMs = Math.min(...traces.map(({ startMs }) => startMs));
  const endMs = Math.max(...traces.map(endOfTrace));
  const start = DateTime.fromMillis(firstMs, { zone: terms.timeZone }).startOf('day');
  const days: LoadDay[] = [];
  const startMs = start.toMillis();
  for (let day = start; day.toMillis() < endMs; day = day.plus({ days: 1 }).startOf('day')) {
    const minuteOf = (moment: DateTime) => (moment.toMillis() - startMs) / MINUTE_MS;
    days.push({
      date: day.toISODate() ?? '',
      from: minuteOf(day),
      until: minuteOf(day.plus({ days: 1 }).startOf('day')),
    });
  }
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
