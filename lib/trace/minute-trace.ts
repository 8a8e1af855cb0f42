// A trace in memory: what arrived in each minute, one number a minute (a year: 4 MB). Pure.
// Read from a file by read-minutes.ts; made harder by studies/harder-days.ts; let arrive by lib/backtest/run/arrivals.ts.
import { MINUTE_MS } from '../core/units.ts';

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

/** A trace with each minute's volume changed; `change` gets the minute's start, ms since the epoch. */
export function changeTrace(
  trace: MinuteTrace,
  change: { readonly name: string; readonly volume: (volume: number, atMs: number) => number },
): MinuteTrace {
  const volumes = trace.volumes.map((volume, i) => change.volume(volume, trace.startMs + i * MINUTE_MS));
  return { ...trace, name: change.name, volumes };
}
