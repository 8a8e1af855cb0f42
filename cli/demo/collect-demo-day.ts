// Watches the demo's day for its report. Drawing it is demo-report.ts, loaded when the day is over.
import { collectDay, type DayCollector } from '../../lib/backtest/result/collect-day.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import type { DemoOptions } from './demo-options.ts';
import { ROLL_THRESHOLD_PERCENT } from './adopted-group.ts';

/** Watches the last day of the trace, the one that ends the demo. */
export function collectDemoDay(options: DemoOptions, trace: Trace): DayCollector {
  const startMs = trace.endOfDaysMs.at(-2) ?? trace.startMs;
  return collectDay({
    day: { date: localDate(startMs, trace), startMs, endMs: trace.endMs, endOfDayMs: trace.endMs },
    timeZone: timeZoneOf(trace),
    nodeMemoryGiB: options.nodeMemoryGib,
    rollThresholdPercent: ROLL_THRESHOLD_PERCENT,
  });
}

/** The trace says an offset, not a place; `Etc/GMT+4` is four hours behind UTC. */
export function timeZoneOf({ utcOffsetMinutes }: Trace): string {
  const hours = utcOffsetMinutes / 60;
  if (hours === 0 || !Number.isInteger(hours)) return 'UTC';
  return `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`;
}

function localDate(atMs: number, { utcOffsetMinutes }: Trace): string {
  return new Date(atMs + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}
