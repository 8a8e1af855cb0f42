// A trace in memory: what arrived in each minute, one number a minute (a year: 4 MB). Pure.
// Read from a file by read-minutes.ts; made harder by studies/harder-days.ts; let arrive by lib/sim/rdb/stream.ts.
import { MINUTE_MS } from '../domain/units.ts';
import type { Segment } from '../sim/rdb/stream.ts';

export interface MinuteTrace {
  readonly name: string;
  /** What is counted. `bytes`: of memory, as a node would take them in. */
  readonly unit: 'messages' | 'bytes';
  /** Start of the first minute, ms since the epoch, on a full minute. */
  readonly startMs: number;
  /** Volume of each minute from `startMs` on, gaps filled with 0. */
  readonly volumes: Float64Array;
}

/** End of the last minute, ms since the epoch. */
export function endOfTrace(trace: MinuteTrace): number {
  return trace.startMs + trace.volumes.length * MINUTE_MS;
}

/** Everything that arrives. */
export function volumeOf(trace: MinuteTrace): number {
  return trace.volumes.reduce((total, volume) => total + volume, 0);
}

/**
 * The trace as rows of a node's memory: how many bytes each row takes, and when they arrive. Messages keep
 * their number unless one takes less than a byte; bytes count as rows of one byte each.
 */
export function arrivalsOf(
  trace: MinuteTrace,
  bytesPerMessage: number,
): { readonly bytesPerRow: number; readonly segments: () => Generator<Segment> } {
  const bytesPerRow = trace.unit === 'bytes' ? 1 : Math.max(1, bytesPerMessage);
  const rowsPerUnit = trace.unit === 'bytes' ? 1 : Math.min(1, bytesPerMessage);
  return {
    bytesPerRow,
    *segments() {
      let wanted = 0;
      let sent = 0;
      for (let i = 0; i < trace.volumes.length; i += 1) {
        // Whole rows, and no fraction of one is lost from minute to minute.
        wanted += (trace.volumes[i] ?? 0) * rowsPerUnit;
        const messages = Math.round(wanted) - sent;
        sent += messages;
        const startMs = trace.startMs + i * MINUTE_MS;
        if (messages > 0) yield { startMs, endMs: startMs + MINUTE_MS, messages };
      }
    },
  };
}

/** A trace with each minute's volume changed; `change` gets the minute's start, ms since the epoch. */
export function changeTrace(
  trace: MinuteTrace,
  change: { readonly name: string; readonly volume: (volume: number, atMs: number) => number },
): MinuteTrace {
  const volumes = trace.volumes.map((volume, i) => change.volume(volume, trace.startMs + i * MINUTE_MS));
  return { ...trace, name: change.name, volumes };
}
