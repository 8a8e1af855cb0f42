// The last spare of the day: near the close, no new node for a live one that will not fill any more, as the
// group's own past days say. It would wait idle until the end of day. The risk taken is spillway:last-spare-margin: a
// burst that no past day had may find nobody waiting. Off until the group has history and an end of day.
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { pastOf, sameTimes, volumeBetween, type Past } from './past-days.ts';
import { reason, type Reason } from '../../../core/reason.ts';

/** Fewer past days than this say nothing of today. */
export const PAST_DAYS_MIN = 3;

/** How busy today is, against a past day, is judged over this time. */
const PACE_MS = HOUR_MS;

/**
 * For so long a day is still ending: what the live node holds is dropped by then, and its next reports say so. Asked again for
 * the whole day to come, on the last report of the day that ends, a spare was launched at the end of each day on which the
 * live node stood above the scale threshold.
 */
const ENDING_MS = 15 * MINUTE_MS;

/**
 * Why no spare is needed before the end of day; `undefined` if one may be, or the rule is off.
 * `roomLeft` and `arrivalAhead` (until a node asked for now would be ready) are in the unit of memory.
 */
export function whyLastsTheDay(given: {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly roomLeft: number;
  readonly arrivalAhead: number;
  readonly nowMs: number;
  /** A day that ends is still ending for a while: for launching, not for letting a spare go. */
  readonly isLaunch?: boolean;
}): Reason | undefined {
  const { snapshot, policy, roomLeft, arrivalAhead, nowMs, isLaunch = false } = given;
  const margin = policy.lastSpareMargin;
  const endOfDayMs = nextEndOfDayMs(snapshot.intent?.endOfDaysMs ?? [], nowMs - (isLaunch ? ENDING_MS : 0));
  if (margin === undefined || endOfDayMs === undefined) return undefined;
  const past = pastOf(snapshot);
  const times = sameTimes(past, nowMs, PAST_DAYS_MIN);
  if (times.length < PAST_DAYS_MIN) return undefined;
  const rest = Math.max(...times.map((thenMs) => restLike(thenMs, past, nowMs, endOfDayMs)));
  if (margin * Math.max(rest, arrivalAhead) >= roomLeft) return undefined;
  const restOfRoomPercent = Math.round((100 * rest) / roomLeft);
  const endOfDay = new Date(endOfDayMs).toISOString();
  return reason(
    'lasts-the-day',
    `The live node should last until the end of day, as past days at today's pace fill at most ${restOfRoomPercent} % of the room that it has left`,
    { restOfRoomPercent, pastDayCount: times.length, lastSpareMargin: margin, endOfDay },
  );
}

/**
 * When the day ends at the latest: at the latest time of day among the ends of day that schedules have named, and an
 * hour more, since a change of clocks moves it. Yesterday's alone may have been that of a half day. Unknown before
 * there are a few of them.
 */
function nextEndOfDayMs(endOfDaysMs: readonly number[], nowMs: number): number | undefined {
  const newestMs = endOfDaysMs.at(-1);
  if (newestMs === undefined || endOfDaysMs.length < PAST_DAYS_MIN) return undefined;
  const laterMs = Math.max(...endOfDaysMs.map((atMs) => offsetInDayMs(newestMs, atMs)));
  const latestMs = newestMs + laterMs;
  const daysAhead = Math.max(0, Math.floor((nowMs - latestMs) / DAY_MS) + 1);
  return latestMs + daysAhead * DAY_MS + HOUR_MS;
}

/** By how much one time of day is later than another, from half a day earlier to half a day later, ms. */
function offsetInDayMs(fromMs: number, toMs: number): number {
  const aheadMs = (((toMs - fromMs) % DAY_MS) + DAY_MS) % DAY_MS;
  return aheadMs > DAY_MS / 2 ? aheadMs - DAY_MS : aheadMs;
}

/** What the day would still bring if it went on as that past one did from the same time; a busier day by as much more. */
function restLike(thenMs: number, { days }: Past, nowMs: number, endOfDayMs: number): number {
  const then = volumeBetween(days, thenMs - PACE_MS, thenMs);
  const now = volumeBetween(days, nowMs - PACE_MS, nowMs);
  const pace = then > 0 ? Math.max(1, now / then) : now > 0 ? Number.POSITIVE_INFINITY : 1;
  const rest = volumeBetween(days, thenMs, thenMs + endOfDayMs - nowMs);
  return rest === 0 ? 0 : rest * pace;
}
