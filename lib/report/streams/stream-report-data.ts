// What a report of a stream shows: a plain data model, filled by a backtest. Next: stream-page.ts.
import type { ReportFrame } from '../report-data.ts';
import type { ChangeMark, MarkedDay, ShownDays } from '../shards/change-marks.ts';

/** All times in ms since the epoch; demand and capacity in shards. */
export interface StreamReportData extends ReportFrame, ShownDays<StreamDay> {
  /** Changes that AWS allows in 24 hours. */
  readonly changesMax: number;
  /** One object per policy; the first is the one that the charts show. */
  readonly policies: readonly StreamPolicyRow[];
}

export interface StreamDay extends MarkedDay<ShardChange> {
  /** Of each minute: the shards that what arrived would just fill, and those that could take it. */
  readonly demand: readonly number[];
  readonly capacity: readonly number[];
  /** Of each minute: changes that AWS would still have allowed, of ten in 24 hours. */
  readonly changesLeft: readonly number[];
}

export interface ShardChange extends ChangeMark {
  /** Of the ten in 24 hours, after this one. */
  readonly left: number;
}

/** What became of one way to run the stream: the numbers of a backtest's result, in their order. */
export interface StreamFigures {
  /** Of on-demand streams: the shards that AWS would run, which nobody is billed for. */
  readonly shardHours: number;
  readonly costUsd: number;
  /** 1.8 is 80 % dearer than the oracle; `null` where the oracle costs nothing. */
  readonly costVsOracle: number | null;
  /** Minutes in which more arrived than the shards could take. */
  readonly throttledMinutes: number;
  /** Share of the volume that did not fit into its minute, percent. */
  readonly throttledPercent: number;
  /** Changes of the shard count that were made. */
  readonly calls: number;
  readonly callsMaxIn24h: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
}

/** A row of the table. */
export interface StreamPolicyRow extends StreamFigures {
  readonly label: string;
  /** An on-demand stream is not billed by shards, and AWS changes their number. */
  readonly isOnDemand: boolean;
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
