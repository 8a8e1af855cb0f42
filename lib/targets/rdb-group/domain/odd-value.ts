// Which values of a node's metrics cannot be true. Whoever reads reports refuses an observation that holds one.
import { SECOND_MS } from '../../../core/units.ts';

/** What is observed further ahead of now than this comes from a clock that is wrong. */
export const FUTURE_TOLERANCE_MS = 5 * SECOND_MS;

/** The node metrics that reports are made of; docs/kdb.md. */
export type ReportedMetric =
  'MemoryUsedPercent' | 'MemoryUsedBytes' | 'MemoryTotalBytes' | 'Rows' | 'Live' | 'Queued' | 'Busy';

/** Why a value cannot be true, beside the node's total memory where that is told; `undefined` if it can. */
export function whyOdd(
  metric: ReportedMetric,
  value: number,
  totalBytes: number | undefined,
): string | undefined {
  if (!Number.isFinite(value)) return 'not a finite number';
  if (value < 0) return 'negative';
  switch (metric) {
    case 'MemoryUsedPercent':
      return value > 100 ? 'over 100 %' : undefined;
    case 'MemoryUsedBytes':
      return value > (totalBytes ?? value) ? 'over 100 % of MemoryTotalBytes' : undefined;
    case 'MemoryTotalBytes':
      return value === 0 ? 'no memory at all' : undefined;
    case 'Live':
    case 'Queued':
    case 'Busy':
      return value === 0 || value === 1 ? undefined : 'neither 0 nor 1';
    case 'Rows':
      return undefined;
  }
}
