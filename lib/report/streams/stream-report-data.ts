// What a report of a stream shows: a plain data model, filled by a backtest. Next: stream-page.ts.
import type { CostRow } from '../report-data.ts';

/** All times in ms since the epoch; demand and capacity in shards. */
export interface StreamReportData {
  readonly title: string;
  /** The finding, as one sentence; made by `streamHeadlineOf`. */
  readonly headline: string;
  /** What was run, as a line below. */
  readonly subtitle: string;
  /** An IANA time zone; the charts' clock. */
  readonly timeZone: string;
  /** Each a chart, in order of time. */
  readonly days: readonly StreamDay[];
  /** Changes that AWS allows in 24 hours. */
  readonly changesMax: number;
  /** Days of the run that no chart shows. */
  readonly daysNotShown: number;
  /** One object per policy; the first is the one that the charts show. */
  readonly policies: readonly StreamPolicyRow[];
  readonly costs: readonly CostRow[];
  /** Small print: what was assumed. */
  readonly notes: readonly string[];
}

export interface StreamDay {
  /** `Monday, 7 October 2013`. */
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Of each minute: the shards that what arrived would just fill, and those that could take it. */
  readonly demand: readonly number[];
  readonly capacity: readonly number[];
  /** Of each minute: changes that AWS would still have allowed, of ten in 24 hours. */
  readonly changesLeft: readonly number[];
  readonly changes: readonly ShardChange[];
}

export interface ShardChange {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  /** Of the ten in 24 hours, after this one. */
  readonly left: number;
}

/** One way to run the stream, and what became of it. `null` where there is no basis. */
export interface StreamPolicyRow {
  readonly label: string;
  /** An on-demand stream is not billed by shards, and AWS changes their number. */
  readonly isOnDemand: boolean;
  readonly shardHours: number;
  readonly costUsd: number;
  readonly costVsOracle: number | null;
  readonly throttledMinutes: number;
  readonly throttledPercent: number;
  readonly calls: number;
  readonly callsMaxIn24h: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
}

/** What a reader should take away of the shown policy, as one sentence. `fixed`: the stream left at one size. */
export function streamHeadlineOf(
  row: StreamPolicyRow,
  { dayCount, fixed }: { readonly dayCount: number; readonly fixed?: StreamPolicyRow | undefined },
): string {
  const days = dayCount === 1 ? 'The day' : `The ${dayCount} days`;
  const calls = `${row.calls} change${row.calls === 1 ? '' : 's'} of the shard count`;
  const spent = row.isOnDemand ? `cost $${row.costUsd.toFixed(2)} on demand` : costWords(row, fixed);
  const refused =
    row.throttledMinutes === 0
      ? 'and no minute was throttled'
      : `but ${row.throttledMinutes} minute${row.throttledMinutes === 1 ? ' was' : 's were'} throttled`;
  return `${days} ${spent}${row.isOnDemand ? '' : `, with ${calls}`}, ${refused}.`;
}

function costWords(row: StreamPolicyRow, fixed: StreamPolicyRow | undefined): string {
  if (!fixed || fixed === row || fixed.costUsd <= 0) return `cost $${row.costUsd.toFixed(2)}`;
  const saved = 100 * (1 - row.costUsd / fixed.costUsd);
  return `cost ${Math.abs(saved).toFixed(0)} % ${saved >= 0 ? 'less' : 'more'} than ${fixed.shardsMax} shards that nobody changes`;
}
