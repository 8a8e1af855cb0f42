// Whether a group is dormant: scale-to-zero holds until the next ensure-capacity, or until data flows. Waking is one-way:
// what woke the group may fall silent, and a silent group must not fall dormant in the middle of trading.
// What cannot be seen: data that reaches no node.
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupLearned } from '../domain/state.ts';
import type { RoledNode, Roles } from './roles.ts';

/** Told to be dormant, and not woken since by a node that became live or took data in. */
export function isDormant(snapshot: Snapshot, roles: Roles, nowMs: number): boolean {
  const told = snapshot.intent?.dormant;
  if (!told || (told.untilMs !== undefined && told.untilMs <= nowMs)) return false;
  const { learned } = snapshot;
  const { wokenFromMs } = learned.sleep;
  if (wokenFromMs !== undefined && wokenFromMs >= told.sinceMs) return false;
  return !roles.nodes.some((n) => becameLive(n, learned, told.sinceMs) || tookDataIn(n, told.sinceMs));
}

/**
 * It is live and was not when the dormancy began. One that took the turn of a live node that this dormancy has retired is
 * no sign of life: the tickerplant has passed the turn on. Not even when it is retired in its turn.
 */
function becameLive({ learned, report }: RoledNode, group: GroupLearned, sinceMs: number): boolean {
  const { liveSinceMs } = learned?.turn ?? {};
  if (report?.live !== true || liveSinceMs === undefined) return false;
  const passedOnAtMs = turnPassedOnAtMs(group, sinceMs);
  const isPassedOn = passedOnAtMs !== undefined && liveSinceMs >= passedOnAtMs && report.rows === 0;
  return !isPassedOn && liveSinceMs > Math.max(sinceMs, group.looks.watchedSinceMs ?? 0);
}

/** When the dormancy first retired a live node; `undefined` if it has not. */
export function turnPassedOnAtMs(
  { sleep, changes: { lastRetirement } }: GroupLearned,
  dormantSinceMs: number,
): number | undefined {
  const firstAtMs = sleep.turnPassedOnAtMs;
  if (firstAtMs !== undefined && firstAtMs >= dormantSinceMs) return firstAtMs;
  // What 0.1 learned says no more than when the latest one was.
  return lastRetirement?.role === 'live' && lastRetirement.atMs >= dormantSinceMs
    ? lastRetirement.atMs
    : undefined;
}

/** Data came after an observation that was itself from the dormancy: rows of before that are still coming in are none. */
function tookDataIn({ learned, report }: RoledNode, sinceMs: number): boolean {
  if (report === undefined) return false;
  // One that says it has no rows, and fills all the same, is not believed.
  if (report.rows === 0 && learned?.emptiness?.rowsDoubtedSinceMs === undefined) return false;
  const { arrivedAfterMs } = learned?.last ?? {};
  return arrivedAfterMs !== undefined && arrivedAfterMs >= sinceMs;
}
