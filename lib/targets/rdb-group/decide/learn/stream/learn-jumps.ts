// Learns whether memory grows in jumps: a vector of kdb+ that is full doubles, and until then takes rows for
// nothing. Seen as a plateau: rows arrive, memory stands still. Then memory alone foretells little.
import type { Report } from '../../../domain/node.ts';
import type { GroupLearned } from '../../../domain/state.ts';
import { GROWTH_NOISE_SHARE } from '../../limits.ts';

/** Rows worth this share of memory must have come without a trace: less may be noise in what a row takes. */
const PLATEAU_SHARE = 0.03;

/** Whether any live node has shown a plateau; once seen, it stays known. */
export function learnJumps(
  learned: GroupLearned,
  news: readonly Report[],
  memoryPerRow: number | undefined,
): boolean {
  if (learned.stream?.growsInJumps === true) return true;
  if (memoryPerRow === undefined) return false;
  return news.some(({ instanceId, live, rows, memory: use }) => {
    const known = learned.nodes[instanceId]?.memory;
    if (live !== true || rows === undefined || !use || known?.grownTo === undefined) return false;
    if (known.grownRows === undefined || rows <= known.grownRows) return false;
    const hasGrown = use.used >= known.grownTo + GROWTH_NOISE_SHARE * use.total;
    return !hasGrown && (rows - known.grownRows) * memoryPerRow >= PLATEAU_SHARE * use.total;
  });
}
