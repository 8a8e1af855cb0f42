// When the stream needs a look again: at its next planned change, soon while anything moves, within minutes at the latest.
import { LOOK_AHEAD_MAX_MS, NEXT_TICK_MS } from '../../../core/look-ahead.ts';
import type { Assessment } from './assess.ts';
import { PLAN_SLOT_MS } from './past/required.ts';

/** So much of what is planned for is near enough to look with each tick. */
const NEAR_SHARE = 0.8;

export function nextLookAtMs(
  { question, open, recent, utilization, coming }: Assessment,
  verdict: 'set' | 'hold',
): number {
  const { nowMs, stream, policy } = question;
  if (!policy.ok || stream.capacityMode === 'on-demand') return nowMs + LOOK_AHEAD_MAX_MS;
  const isMoving = verdict === 'set' || stream.status !== 'active';
  const isNear = recent.ahead > NEAR_SHARE * utilization * open || recent.throttledNow > 0;
  // Without past days nobody knows what comes.
  if (isMoving || isNear || !coming) return nowMs + NEXT_TICK_MS;
  const nextMs = (coming.schedule.changes[0]?.slot ?? Number.POSITIVE_INFINITY) * PLAN_SLOT_MS;
  return nowMs + Math.max(NEXT_TICK_MS, Math.min(LOOK_AHEAD_MAX_MS, nextMs));
}
