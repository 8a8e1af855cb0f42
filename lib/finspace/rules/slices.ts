// How many RDBs a day takes. FinSpace's nodeCount does not say: it counted nodes, while here a day is spread over the
// servers of the queue, each with a slice.
import type { NodeType } from '../node-types.ts';

/** The template's default: where the live RDB leaves its place to the next. */
export const ROLL_THRESHOLD_PERCENT = 80;
export const SCALE_THRESHOLD_PERCENT = 75;
/** One server waits in the queue while the others hold the day. */
const SPARE_COUNT = 1;

export interface Slices {
  /** Servers that hold the day, and the spare. */
  readonly nodeCount: number;
  /** The sum, in words. */
  readonly arithmetic: string;
}

export function slicesOf(dailyGib: number, node: NodeType): Slices {
  const usableGib = (node.memoryGib * ROLL_THRESHOLD_PERCENT) / 100;
  const sliceCount = Math.max(1, Math.ceil(dailyGib / usableGib));
  const nodeCount = sliceCount + SPARE_COUNT;
  return {
    nodeCount,
    arithmetic: `${dailyGib} GiB a day / (${node.memoryGib} GiB x ${ROLL_THRESHOLD_PERCENT} % = ${round(usableGib)} GiB until a roll) = ${round(dailyGib / usableGib)}, so ${sliceCount} with data and ${SPARE_COUNT} waiting: ${nodeCount}`,
  };
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
