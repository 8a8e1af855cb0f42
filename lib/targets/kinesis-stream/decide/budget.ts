// The budget of changes: ten in a rolling 24 hours, ours and others', a few of them kept back. What AWS says outranks
// what the ledger says.
import { CHANGES_PER_DAY, CHANGES_WINDOW_MS } from '../domain/limits.ts';
import type { Changes } from '../domain/learned.ts';
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';

/** Once AWS says that the changes are spent, one try an hour: when the first of them is a day old nobody knows. */
export const SPENT_PAUSE_MS = HOUR_MS;

/** After another refusal: a quota, or a change that somebody else has under way. */
export const REFUSED_PAUSE_MS = 15 * MINUTE_MS;

/** AWS counts by its own clock: a change is forgotten this much later than a day after it was sent. */
const FORGOTTEN_AFTER_MS = CHANGES_WINDOW_MS + MINUTE_MS;

/** Changes that may still be made at that moment, now or later, if none is made meanwhile. */
export function changesLeftAt({ ledger }: Changes, atMs: number): number {
  const counted = ledger.filter((change) => change.atMs > atMs - FORGOTTEN_AFTER_MS);
  return Math.max(0, CHANGES_PER_DAY - counted.length);
}

/** Changes that may be made now. */
export function changesLeft(changes: Changes, nowMs: number): number {
  return isSaidToBeSpent(changes, nowMs) ? 0 : changesLeftAt(changes, nowMs);
}

/** Whether AWS has said within the hour that there are none left. */
export function isSaidToBeSpent({ spentSaidAtMs }: Changes, nowMs: number): boolean {
  return spentSaidAtMs !== undefined && nowMs - spentSaidAtMs < SPENT_PAUSE_MS;
}

/** When the next change comes back; absent if none is out. */
export function nextChangeBackMs({ ledger, spentSaidAtMs }: Changes, nowMs: number): number | undefined {
  if (spentSaidAtMs !== undefined && nowMs - spentSaidAtMs < SPENT_PAUSE_MS)
    return spentSaidAtMs + SPENT_PAUSE_MS;
  const [oldest] = ledger
    .map((change) => change.atMs + FORGOTTEN_AFTER_MS)
    .filter((backMs) => backMs > nowMs)
    .sort((a, b) => a - b);
  return oldest;
}

/** Ledger entries that still count, or may. */
export function stillCounted(changes: Changes['ledger'], nowMs: number): Changes['ledger'] {
  return changes.filter((change) => change.atMs > nowMs - FORGOTTEN_AFTER_MS);
}
