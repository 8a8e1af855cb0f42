// What a backtest of a cluster reports of one policy: the keys of the published result, in their order.
import type { ClusterFigures } from '../../report/clusters/cluster-report-data.ts';
import type { ClusterPolicyChoice } from './scenario.ts';

export interface ClusterResult extends ClusterFigures {
  readonly policy: ClusterPolicyChoice['kind'];
  /** The last key: ../scenario/label-among.ts says when it is there. */
  readonly label?: string;
}

/** What is measured of a stretch of time. */
export interface Measured {
  readonly shardMinutes: number;
  /** Minutes in which a shard was full and refused writes. */
  readonly fullMinutes: number;
  /** The fullest that any shard was; above 100, what it refused is counted. */
  readonly fullestPercent: number;
  readonly changes: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
}

/** So that the same run is the same bytes everywhere. */
export function rounded(value: number): number {
  return Number(value.toFixed(4));
}
