// Learns how many rows fill a node, from nodes that have rolled: kdb+ memory grows in jumps, rows do not.
import type { Report } from '../../../domain/node.ts';
import type { GroupLearned, StreamLearned } from '../../../domain/state.ts';

/** Roll thresholds below this share of memory are not in use; a node this empty was rolled by hand. */
const FULL_SHARE_MIN = 0.6;

/**
 * The fewest rows among the rolled nodes that report now; what was known before, if none does. Of a node that stood at the
 * memory with which it rolled for a while (nobody waited in the queue: it rolled late), the rows with which it came there; and of
 * one that went on to grow, those with which it came to its threshold.
 */
export function learnRolled(
  known: StreamLearned['rolled'],
  { nodes }: GroupLearned,
  news: readonly Report[],
): StreamLearned['rolled'] {
  let fewest: StreamLearned['rolled'];
  for (const { instanceId, live, rows: held = 0, busy, memory } of news) {
    if (live !== false || held === 0 || busy === true || !memory) continue;
    if (memory.used < FULL_SHARE_MIN * memory.total) continue;
    const { memory: { grownRows = held } = {}, turn: { rollDueRows = held } = {} } = nodes[instanceId] ?? {};
    const rows = Math.min(held, grownRows, rollDueRows);
    if (rows > 0 && (!fewest || rows < fewest.rows))
      fewest = { rows, used: memory.used, total: memory.total };
  }
  return fewest ?? known;
}
