// What a backtest of a stream reports of one policy: the keys of the published result, in their order.
import type { StreamFigures } from '../../report/streams/stream-report-data.ts';
import type { StreamPolicyChoice } from './scenario.ts';

export interface StreamResult extends StreamFigures {
  readonly policy: StreamPolicyChoice['kind'];
  /** The last key: ../scenario/label-among.ts says when it is there. */
  readonly label?: string;
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
