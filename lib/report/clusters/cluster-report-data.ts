// What a report of a MemoryDB cluster shows: a plain data model, filled by a backtest. Next: cluster-page.ts.
import type { ReportFrame } from '../report-data.ts';
import type { ChangeMark, MarkedDay, ShownDays } from '../shards/change-marks.ts';

/** All times in ms since the epoch; memory in percent of what a node has for data. */
export interface ClusterReportData extends ReportFrame, ShownDays<ClusterDay> {
  /** `spillway:memory-target` of the shown policy; absent where it has none. */
  readonly memoryTargetPercent?: number;
  /** One object per policy; the first is the one that the charts show. */
  readonly policies: readonly ClusterPolicyRow[];
}

export interface ClusterDay extends MarkedDay<ClusterChange> {
  /** Of each minute: memory that the fullest shard would take; what is above 100 was refused. */
  readonly fullestPercent: readonly number[];
  /** Of each minute: shards that are paid for, and those that what is held would just fill. */
  readonly shards: readonly number[];
  readonly held: readonly number[];
}

export interface ClusterChange extends ChangeMark {
  /** When the cluster is available again; of one that was never waited for, when it began. */
  readonly endMs: number;
}

/** What became of one way to run the cluster: the numbers of a backtest's result, in their order. */
export interface ClusterFigures {
  readonly nodeHours: number;
  readonly costUsd: number;
  /** `null` where the oracle's nodes cost nothing. */
  readonly costVsOracle: number | null;
  /** Minutes in which a shard was full and refused writes. */
  readonly fullMinutes: number;
  /** The fullest that any shard ever was; above 100, what it refused is counted. */
  readonly fullestPercent: number;
  readonly changes: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
}

/** A row of the table. */
export interface ClusterPolicyRow extends ClusterFigures {
  readonly label: string;
}

/** A way that refused writes did less than was asked of it, and compares with nothing. */
export function hasRefused({ fullMinutes }: Pick<ClusterFigures, 'fullMinutes'>): boolean {
  return fullMinutes > 0;
}

/** What a reader should take away of the shown policy, as one sentence. `fixed`: the cluster left at one size. */
export function clusterHeadlineOf(
  row: ClusterPolicyRow,
  { dayCount, fixed }: { readonly dayCount: number; readonly fixed?: ClusterPolicyRow | undefined },
): string {
  const days = dayCount === 1 ? 'The day' : `The ${dayCount} days`;
  const changes = `${row.changes} change${row.changes === 1 ? '' : 's'} of the shard count`;
  const refused = hasRefused(row)
    ? `but writes were refused in ${row.fullMinutes} minute${row.fullMinutes === 1 ? '' : 's'}`
    : 'and no write was refused';
  return `${days} ${costWords(row, fixed)}, with ${changes}, ${refused}.`;
}

function costWords(row: ClusterPolicyRow, fixed: ClusterPolicyRow | undefined): string {
  const cost = `cost $${row.costUsd.toFixed(2)}`;
  if (!fixed || fixed === row || fixed.costUsd <= 0) return cost;
  const nobodys = `${fixed.shardsMax} shard${fixed.shardsMax === 1 ? '' : 's'} that nobody changes`;
  // One of the two did less than the other, so that their costs are no match.
  if (hasRefused(fixed) && !hasRefused(row)) return `${cost}, where ${nobodys} refused writes`;
  if (hasRefused(row)) return cost;
  const saved = 100 * (1 - row.costUsd / fixed.costUsd);
  return `cost ${Math.abs(saved).toFixed(0)} % ${saved >= 0 ? 'less' : 'more'} than ${nobodys}`;
}
