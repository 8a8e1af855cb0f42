// Whether a group sleeps: scale-to-zero holds until the next ensure-capacity, or until data flows. Waking is one-way:
// what woke the group may fall silent, and a silent group must not fall asleep in the middle of trading.
// What cannot be seen: data that reaches no node.
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupLearned } from '../domain/state.ts';
import type { RoledNode, Roles } from './roles.ts';

/** Told to sleep, and not woken since by a node that became live or took data in. */
export function isDormant(snapshot: Snapshot, roles: Roles, nowMs: number): boolean {
  const sleep = snapshot.intent?.dormant;
  if (!sleep || (sleep.untilMs !== undefined && sleep.untilMs <= nowMs)) return false;
  const { learned } = snapshot;
  if (learned.wokenFromMs !== undefined && learned.wokenFromMs >= sleep.sinceMs) return false;
  return !roles.nodes.some((n) => becameLive(n, learned, sleep.sinceMs) || tookDataIn(n, sleep.sinceMs));
}

/**
 * It is live and was not when the sleep began. One that took the turn of a live node that this sleep has retired is
 * no sign of life: the tickerplant has passed the turn on.
 */
function becameLive({ learned, report }: RoledNode, group: GroupLearned, sinceMs: number): boolean {
  if (report?.live !== true || learned?.liveSinceMs === undefined) return false;
  const { lastRetirement } = group;
  const isPassedOn =
    lastRetirement?.role === 'live' &&
    lastRetirement.atMs >= sinceMs &&
    learned.liveSinceMs >= lastRetirement.atMs &&
    report.rows === 0;
  return !isPassedOn && learned.liveSinceMs > Math.max(sinceMs, group.watchedSinceMs ?? 0);
}

/** Data came after an observation that was itself from the sleep: rows of before that are still coming in are none. */
function tookDataIn({ learned, report }: RoledNode, sinceMs: number): boolean {
  if (report === undefined) return false;
  // One that says it has no rows, and fills all the same, is not believed.
  if (report.rows === 0 && learned?.rowsDoubtedSinceMs === undefined) return false;
  return learned?.arrivedAfterMs !== undefined && learned.arrivedAfterMs >= sinceMs;
}
