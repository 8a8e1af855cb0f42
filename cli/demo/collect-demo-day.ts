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

/**
 * Zones of offsets that are no whole hours, and have no summer time: the zones called after offsets are of whole hours alone.
 * https://data.iana.org/time-zones/tzdb/asia
 */
const BETWEEN_HOURS: Readonly<Record<number, string>> = {
  270: 'Asia/Kabul',
  330: 'Asia/Kolkata',
  345: 'Asia/Kathmandu',
  390: 'Asia/Yangon',
  570: 'Australia/Darwin',
};

/**
 * The trace says an offset, not a place; `Etc/GMT+4` is four hours behind UTC. Where no zone is known, UTC: days then end at its
 * midnight.
 */
export function timeZoneOf({ utcOffsetMinutes }: Pick<Trace, 'utcOffsetMinutes'>): string {
  const hours = utcOffsetMinutes / 60;
  if (hours === 0) return 'UTC';
  if (!Number.isInteger(hours)) return BETWEEN_HOURS[utcOffsetMinutes] ?? 'UTC';
  return `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`;
}

function localDate(atMs: number, { utcOffsetMinutes }: Trace): string {
  return new Date(atMs + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 10);
}
