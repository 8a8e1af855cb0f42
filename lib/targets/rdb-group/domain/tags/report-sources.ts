// The sources of reports, a record each: all that tells one from another, but for how it is read. A new source gets its
// record here, its place in `SOURCES_READ` if the tag may choose it, and a reader in lib/wiring/wire-telemetry.ts.
import { SECOND_MS } from '../../../../core/units.ts';

interface SourceFacts {
  /** As a sentence names it. */
  readonly title: string;
  /** How old a report may be and still count, where reports come as they should. */
  readonly ageLimitMs: number;
  /** How far the limit follows reports that come late. */
  readonly ageLimitMaxMs: number;
  /** Nobody wakes us when it has news: each tick asks. */
  readonly isPolled: boolean;
  /** What it says is in CloudWatch already; of others we publish it, so that graphs and alarms work. */
  readonly isPublished: boolean;
}

export const REPORT_SOURCES = {
  cloudwatch: {
    title: 'CloudWatch',
    // A period of 60 s is complete up to a minute after its end, plus one missed publication.
    ageLimitMs: 150 * SECOND_MS,
    // Reports of 7.5 minutes ago and the same allowance. A look reads a quarter of an hour at the most.
    ageLimitMaxMs: 600 * SECOND_MS,
    isPolled: false,
    isPublished: true,
  },
  table: {
    title: 'the state table',
    // Written each minute, plus one report missed.
    ageLimitMs: 150 * SECOND_MS,
    ageLimitMaxMs: 150 * SECOND_MS,
    isPolled: false,
    // Of what it says, the live node publishes what is watched.
    isPublished: true,
  },
  probe: {
    title: 'the probe',
    // It was asked in this very cycle.
    ageLimitMs: 30 * SECOND_MS,
    ageLimitMaxMs: 30 * SECOND_MS,
    isPolled: true,
    isPublished: false,
  },
} as const satisfies Readonly<Record<string, SourceFacts>>;

/** Which channel a report came by. */
export type ReportSource = keyof typeof REPORT_SOURCES;

/**
 * What the tag `spillway:reports` may say, and which sources are read then: the first, and the next where it is silent. What
 * nodes say unasked stands in their items of the state table, or, of a fleet that has not changed since 0.1, in CloudWatch.
 */
export const SOURCES_READ = {
  cloudwatch: ['table', 'cloudwatch'],
  probe: ['probe'],
  'probe-then-cloudwatch': ['probe', 'table', 'cloudwatch'],
} as const satisfies Readonly<Record<string, readonly ReportSource[]>>;

/** What is read by itself: table and CloudWatch are one channel, as what nodes say unasked. */
export type ReportChannel = Exclude<ReportSource, 'table'>;

export type Reports = keyof typeof SOURCES_READ;

export const REPORTS_DEFAULT: Reports = 'cloudwatch';

/** A node without a report for longer has missed one, whatever its source. */
export const SILENT_AFTER_MS = Math.max(...Object.values(REPORT_SOURCES).map((one) => one.ageLimitMs));

/** Whether a group is looked at with each tick, as a source that it is read by tells nothing unasked. */
export function isPolled(reports: Reports): boolean {
  return SOURCES_READ[reports].some((source) => REPORT_SOURCES[source].isPolled);
}

/** The channels other than this one, as a sentence names them. */
export function titlesWithout(channel: ReportChannel): string {
  return CHANNELS.filter((name) => name !== channel)
    .map((name) => REPORT_SOURCES[name].title)
    .join(' and ');
}

const CHANNELS: readonly ReportChannel[] = ['cloudwatch', 'probe'];
