// Looks at the nodes a and b, one after the other, for tests of what is learned from them.
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import type { GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../../../../lib/core/units.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { aNode, aReport, NOW_MS } from '../../../../build/servers.ts';
import { aGroup } from '../../../../build/snapshot.ts';

export const at = (minutes: number) => NOW_MS + minutes * MINUTE_MS;

export function report(id: string, minutes: number, rows: number, overrides: Partial<Report> = {}): Report {
  const memory = { used: 5 + rows / 10, total: 100, unit: 'bytes' } as const;
  return aReport(id, { observedAtMs: at(minutes), rows, memory, ...overrides });
}

/** One look at the nodes a and b. */
export function look(
  learned: GroupLearned,
  minutes: number,
  reports: readonly Report[],
  ids = ['a', 'b'],
): GroupLearned {
  const group = aGroup({ nodes: ids.map((id) => aNode(id)) });
  return learn(learned, { group, reports }, at(minutes));
}
