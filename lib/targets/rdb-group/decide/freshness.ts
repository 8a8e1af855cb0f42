// Whether a report may be believed now. Age only; values were checked where they were read. The limit follows how late the
// group's reports come: what was seen late is as true as before, of a moment that is longer ago.
//
//   sampled ── period ──▶ observed ── delay, learned ──▶ shown ── up to the next look, one publication missed ──▶ too old
//                            └───────────────────────────────── age ────────────────────────────────────────────┘
import { TICK_MS } from '../../../core/look-ahead.ts';
import type { Report } from '../domain/node.ts';
import type { GroupLearned } from '../domain/state.ts';
import { REPORT_SOURCES, type ReportSource } from '../domain/tags/report-sources.ts';
import { FUTURE_LIMIT_MS } from './limits.ts';

/** Fewer looks than this say nothing of how late reports come: one may have found what had been held up for once. */
const LOOKS_TO_TRUST = 3;

/** What is known of how late reports come. */
export type DelayKnown = Pick<GroupLearned, 'looks'>;

/** Age of a report in ms; never negative, as clocks may differ a little. */
export function ageMs(report: Report, nowMs: number): number {
  return Math.max(0, nowMs - report.observedAtMs);
}

/**
 * How much later than they should reports come by CloudWatch, ms: what the newest was older than a period, at most of the
 * latest looks to which it brought news. A look without news says nothing: silence is no delay. Bounded.
 */
export function reportDelayMs({ looks: { reportAgesMs = [] } }: DelayKnown): number {
  if (reportAgesMs.length < LOOKS_TO_TRUST) return 0;
  if (latest?.reportAgesMs !== reportAgesMs) latest = { reportAgesMs, delayMs: delayOf(reportAgesMs) };
  return latest.delayMs;
}

/** What was asked last: it is asked of every node at a look, each time of the same ages. */
let latest: { readonly reportAgesMs: readonly number[]; readonly delayMs: number } | undefined;

function delayOf(reportAgesMs: readonly number[]): number {
  const sorted = [...reportAgesMs].sort((a, b) => a - b);
  const typicalMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const { ageLimitMs: plainMs, ageLimitMaxMs } = REPORT_SOURCES.cloudwatch;
  return Math.min(Math.max(0, typicalMs - TICK_MS), ageLimitMaxMs - plainMs);
}

/** How old a report of that source may be now, ms: what is allowed of one that comes in time, and the delay. */
export function ageLimitMs(source: ReportSource, known: DelayKnown): number {
  const { ageLimitMs: plainMs, ageLimitMaxMs } = REPORT_SOURCES[source];
  return Math.min(plainMs + reportDelayMs(known), ageLimitMaxMs);
}

/** Neither too old for its channel nor from the future. */
export function isFresh(report: Report, nowMs: number, known: DelayKnown): boolean {
  return ageMs(report, nowMs) <= ageLimitMs(report.source, known) && !isFromFuture(report, nowMs);
}

/** Observed further ahead of us than clocks may differ. */
export function isFromFuture(report: Report, nowMs: number): boolean {
  return report.observedAtMs > nowMs + FUTURE_LIMIT_MS;
}
