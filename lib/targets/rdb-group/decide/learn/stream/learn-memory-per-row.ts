// Learns the memory that one row takes, in the unit of the nodes' memory. Pure. What it is asked for: learn-stream.ts.
import type { Report } from '../../../domain/node.ts';
import type { NodeLearned } from '../../../domain/learned/node-learned.ts';
import type { GroupLearned } from '../../../domain/state.ts';

/** Rows say more of memory the more there are; below this share of memory the ratio is noise. */
const PER_ROW_SHARE_MIN = 0.02;

/** Of the node with the most rows that shows it; what was known before, if none does. */
export function learnMemoryPerRow(
  known: number | undefined,
  learned: GroupLearned,
  news: readonly Report[],
): number | undefined {
  let best = known;
  let rowsMost = 0;
  const first = new Map<string, Report>();
  for (const report of news) {
    if (!first.has(report.instanceId)) first.set(report.instanceId, report);
    if (report.rows === undefined || report.rows <= rowsMost) continue;
    const perRow = memoryPerRowOf(report, learned.nodes[report.instanceId], first.get(report.instanceId));
    if (perRow === undefined) continue;
    rowsMost = report.rows;
    best = perRow;
  }
  return best;
}

/**
 * What a node gained for each row since it was empty, or first seen. A heap kept over a flush is in what it
 * had then, and so is not taken for the few rows after it; and no row takes more than all there is by rows.
 */
function memoryPerRowOf(
  { memory: use, rows }: Report,
  known: NodeLearned | undefined,
  first: Report | undefined,
): number | undefined {
  if (!use || !rows) return undefined;
  const isFlushed = known?.last?.rows !== undefined && rows < known.last.rows;
  const anchor = isFlushed
    ? undefined
    : (known?.memory?.anchor ?? { used: first?.memory?.used ?? use.used, rows: first?.rows ?? rows });
  if (!anchor) return undefined;
  const gained = use.used - anchor.used;
  const newRows = rows - anchor.rows;
  if (gained < PER_ROW_SHARE_MIN * use.total || newRows <= 0) return undefined;
  return Math.min(gained / newRows, use.used / rows);
}
