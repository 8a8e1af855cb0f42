// The sources of reports, a record each: all that tells one from another, but for how it is read. A new source gets its
// record here, its place in `SOURCES_READ` if the tag may choose it, and a reader in lib/wiring/wire-telemetry.ts.
import { SECOND_MS } from '../../../../core/units.ts';

interface SourceFacts {
  /** As a sentence names it. */
  readonly title: string;
  /** How old a report may be and still count. */
  readonly ageLimitMs: number;
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
    isPolled: false,
    isPublished: true,
  },
  probe: {
    title: 'the probe',
    // It was asked in this very cycle.
    ageLimitMs: 30 * SECOND_MS,
    isPolled: true,
    isPublished: false,
  },
} as const satisfies Readonly<Record<string, SourceFacts>>;

/** Which channel a report came by. */
export type ReportSource = keyof typeof REPORT_SOURCES;

/** What the tag `spillway:reports` may say, and which sources are read then: the first, and the next where it is silent. */
export const SOURCES_READ = {
  cloudwatch: ['cloudwatch'],
  probe: ['probe'],
  'probe-then-cloudwatch': ['probe', 'cloudwatch'],
} as const satisfies Readonly<Record<string, readonly [ReportSource, ReportSource?]>>;

export type Reports = keyof typeof SOURCES_READ;

export const REPORTS_DEFAULT: Reports = 'cloudwatch';

/** A node without a report for longer has missed one, whatever its source. */
export const SILENT_AFTER_MS = Math.max(...Object.values(REPORT_SOURCES).map((one) => one.ageLimitMs));

/** Whether a group is looked at with each tick, as a source that it is read by tells nothing unasked. */
export function isPolled(reports: Reports): boolean {
  return SOURCES_READ[reports].some((source) => REPORT_SOURCES[source].isPolled);
}

/** The sources other than this one, as a sentence names them. */
export function titlesWithout(source: ReportSource): string {
  return Object.entries(REPORT_SOURCES)
    .filter(([name]) => name !== source)
    .map(([, { title }]) => title)
    .join(' and ');
}
