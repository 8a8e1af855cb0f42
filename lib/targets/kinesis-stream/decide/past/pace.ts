// How much busier today is than past days were by this time.
import { SLOT_MS, SLOTS_PER_DAY, type Learned } from '../../domain/learned.ts';
import type { Calendar } from '../../../../core/calendar.ts';
import { DAY_MS } from '../../../../core/units.ts';
import { localDay, offsetMs } from '../../../../core/wall-clock.ts';

/** So much of a past day must be over before it is compared with: a quiet night and a wild first hour say nothing of the day. */
const DAY_SHARE_MIN = 0.25;

/** A busier day is believed up to here; above it, what is coming is seen as it comes. */
const PACE_MAX = 1.6;

const DAYS_BACK_MAX = 7;

/**
 * Today's demand since local midnight as a multiple of what the busiest past day had by now; 1 if it is less, or too
 * early to say. A day that is busier by a third in the morning is so in the afternoon.
 */
export function paceOf({ demand }: Learned, { timeZone }: Calendar, nowMs: number): number {
  const offset = offsetMs(nowMs, timeZone);
  const midnightMs = localDay(nowMs, offset) * DAY_MS - offset;
  const known = new Map(demand.days.map(({ day, busiest }) => [day, busiest]));
  const sumOf = (fromMs: number, untilMs: number) => {
    let sum = 0;
    for (let slot = Math.floor(fromMs / SLOT_MS); slot < Math.floor(untilMs / SLOT_MS); slot += 1)
      sum += known.get(Math.floor(slot / SLOTS_PER_DAY))?.[slot % SLOTS_PER_DAY] ?? 0;
    return sum;
  };
  const pasts = Array.from({ length: DAYS_BACK_MAX }, (_, i) => {
    const shift = (i + 1) * DAY_MS;
    const whole = sumOf(midnightMs - shift, midnightMs - shift + DAY_MS);
    const soFar = sumOf(midnightMs - shift, nowMs - shift);
    return { soFar, isEnough: whole > 0 && soFar >= whole * DAY_SHARE_MIN };
  });
  const busiest = Math.max(0, ...pasts.filter(({ isEnough }) => isEnough).map(({ soFar }) => soFar));
  if (busiest === 0) return 1;
  return Math.min(PACE_MAX, Math.max(1, sumOf(midnightMs, nowMs) / busiest));
}
