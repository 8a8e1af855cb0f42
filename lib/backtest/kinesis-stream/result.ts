// What a backtest of a stream reports of one policy: the keys of the published result, in their order.
import type { StreamPolicyChoice } from './scenario.ts';

export interface StreamResult {
  readonly policy: StreamPolicyChoice['kind'];
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

/** What is measured of a stretch of time. */
export interface Measured {
  readonly shardHours: number;
  readonly throttledMinutes: number;
  readonly demandSum: number;
  readonly throttledSum: number;
  readonly calls: number;
  readonly shardsMin: number;
  readonly shardsMax: number;
}

/** Rounded, so that the same run is the same bytes everywhere. */
export function rounded(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}
