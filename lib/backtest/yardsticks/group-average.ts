// The metric that AWS's own policies act on here: the group's average memory use, minute by minute.
import { SECOND_MS } from '../../core/units.ts';
import { memoryPercent, type Tickerplant } from '../../sim/rdb/tickerplant.ts';
import { isUp } from '../../sim/rdb/rdb-node.ts';

/** A datapoint that CloudWatch shows from `arrivedAtMs` on. */
interface Datapoint {
  readonly arrivedAtMs: number;
  readonly percent: number;
}

export interface GroupAverage {
  /** Takes one minute's datapoint; nodes launched after `warmAfterMs` are not counted in. */
  sample(at: { readonly nowMs: number; readonly warm: (instanceId: string) => boolean }): void;
  /** The newest datapoints that have arrived, newest first. */
  latest(nowMs: number, count: number): readonly number[];
}

/** The longest alarm looks at fifteen datapoints; late ones may wait an hour. */
const DATAPOINTS_KEPT = 90;

/** Average memory use of a group's nodes that are up and warm. `delaySeconds`: until CloudWatch shows it. */
export function createGroupAverage(tickerplant: Tickerplant, delaySeconds: number): GroupAverage {
  const datapoints: Datapoint[] = [];
  return {
    sample({ nowMs, warm }) {
      tickerplant.bringUpToDate();
      let sum = 0;
      let count = 0;
      for (const node of tickerplant.nodes.values()) {
        if (!isUp(node) || !warm(node.instanceId)) continue;
        sum += memoryPercent(tickerplant.memory, node);
        count += 1;
      }
      if (count === 0) return;
      datapoints.push({ arrivedAtMs: nowMs + delaySeconds * SECOND_MS, percent: sum / count });
      if (datapoints.length > DATAPOINTS_KEPT) datapoints.shift();
    },
    latest(nowMs, count) {
      return datapoints
        .filter((datapoint) => datapoint.arrivedAtMs <= nowMs)
        .slice(-count)
        .map((datapoint) => datapoint.percent)
        .reverse();
    },
  };
}
