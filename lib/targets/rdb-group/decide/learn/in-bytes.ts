// One unit for a node's memory. A report may lack the bytes and still tell a percentage: taken as it stands, what a row
// takes in bytes would be held against a memory of 100.
import type { MemoryUse, Report } from '../../domain/node.ts';
import type { MemoryLearned } from '../../domain/learned/node-learned.ts';
import type { GroupLearned } from '../../domain/state.ts';

/** No RDB uses so few bytes: what is not above this was learned in percent. */
const PERCENT_MAX = 100;

/**
 * The reports with memory in bytes wherever the size of the node is known, or, as the servers of a group are of one kind,
 * that of another. Where no size is known they stay in percent.
 */
export function inBytes(reports: readonly Report[], { nodes }: GroupLearned): readonly Report[] {
  // As is usual: servers tell their memory in bytes, and nothing is converted.
  if (!reports.some(({ memory }) => memory?.unit === 'percent')) return reports;
  const totals = new Map<string, number>();
  let newest: number | undefined;
  for (const id in nodes) {
    const total = nodes[id]?.memory?.total;
    if (total === undefined) continue;
    totals.set(id, total);
    newest = total;
  }
  return reports.map((report) => {
    const { instanceId, memory } = report;
    if (memory?.unit === 'bytes') {
      totals.set(instanceId, memory.total);
      newest = memory.total;
    }
    const total = totals.get(instanceId) ?? newest;
    if (memory?.unit !== 'percent' || total === undefined) return report;
    return { ...report, memory: { used: (memory.used / memory.total) * total, total, unit: 'bytes' } };
  });
}

/** What is known of a node's memory, in the unit of its new report: what was learned in percent becomes bytes. */
export function knownInBytes(
  known: MemoryLearned | undefined,
  memory: MemoryUse | undefined,
): MemoryLearned | undefined {
  if (!known || memory?.unit !== 'bytes') return known;
  const { used, baseline, anchor, grownTo } = known;
  if (used > PERCENT_MAX) return known.total === memory.total ? known : { ...known, total: memory.total };
  const bytes = (percent: number) => (percent / PERCENT_MAX) * memory.total;
  return {
    ...known,
    total: memory.total,
    used: bytes(used),
    ...(baseline !== undefined && { baseline: bytes(baseline) }),
    ...(anchor && { anchor: { ...anchor, used: bytes(anchor.used) } }),
    ...(grownTo !== undefined && { grownTo: bytes(grownTo) }),
  };
}
