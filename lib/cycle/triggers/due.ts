// Which targets a tick looks at, by what their items say of the next look. Pure. Who asks: run-tick.ts.
import { LOOK_AHEAD_MAX_MS } from '../../core/look-ahead.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { DueTime } from '../../ports/state-store.ts';
import { CLOCK_SKEW_MAX_MS, LEASE_AHEAD_MAX_MS } from '../lease/lease-limits.ts';

/** Ticks are not exact; a target due this soon is looked at now and not a minute later. */
const DUE_SLACK_MS = 5 * SECOND_MS;

/**
 * Due: never looked at, its time has come, a trigger found its lease taken, its item cannot be read, or a schedule's
 * window or floor is in force. And a time beyond the longest look ahead: a clock that was wrong has set it.
 */
export function isDue(due: DueTime | undefined, nowMs: number): boolean {
  if (!due || due.isWoken || due.problem !== undefined) return true;
  if (due.nextLookAtMs <= nowMs + DUE_SLACK_MS) return true;
  if (due.nextLookAtMs > nowMs + LOOK_AHEAD_MAX_MS + CLOCK_SKEW_MAX_MS) return true;
  const { window, floor } = due.intent ?? {};
  return (window !== undefined && window.untilMs > nowMs) || (floor !== undefined && floor.untilMs > nowMs);
}

/** For ordering: a target that was never looked at, or whose item cannot be read, goes before all others. */
export function dueSinceMs(due: DueTime | undefined): number {
  if (!due || due.problem !== undefined) return 0;
  return due.takenSinceMs === undefined ? due.nextLookAtMs : Math.min(due.takenSinceMs, due.nextLookAtMs);
}

/** A cycle runs for it, or died within the last minute and a half. A lease that no healthy clock has given is none. */
export function isInACycle(due: DueTime | undefined, nowMs: number): boolean {
  const { expiresAtMs } = due?.lease ?? { expiresAtMs: 0 };
  return expiresAtMs > nowMs && expiresAtMs <= nowMs + LEASE_AHEAD_MAX_MS;
}
