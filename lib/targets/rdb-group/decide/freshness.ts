// Whether a report may be believed now. Age only; values were checked where they were read.
import type { Report } from '../domain/node.ts';
import { REPORT_SOURCES } from '../domain/tags/report-sources.ts';
import { FUTURE_LIMIT_MS } from './limits.ts';

/** Age of a report in ms; never negative, as clocks may differ a little. */
export function ageMs(report: Report, nowMs: number): number {
  return Math.max(0, nowMs - report.observedAtMs);
}

/** Neither too old for its channel nor from the future. */
export function isFresh(report: Report, nowMs: number): boolean {
  return ageMs(report, nowMs) <= REPORT_SOURCES[report.source].ageLimitMs && !isFromFuture(report, nowMs);
}

/** Observed further ahead of us than clocks may differ. */
export function isFromFuture(report: Report, nowMs: number): boolean {
  return report.observedAtMs > nowMs + FUTURE_LIMIT_MS;
}
