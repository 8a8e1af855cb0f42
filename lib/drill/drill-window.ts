// The hours in which an owner lets drills be run, each day or each week, on the clock of the target's calendar. Pure.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/units.ts';
import { offsetMs } from '../core/wall-clock.ts';

/** Counted from midnight, of Monday where it comes each week. */
export interface DrillWindow {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly periodMs: number;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The epoch was a Thursday. */
const MONDAY_TO_EPOCH_MS = 3 * DAY_MS;

/** `18:00-21:00`, or `sat:08:00-sat:20:00`; `undefined` if it is neither. One that ends before it begins goes over midnight. */
export function parseDrillWindow(text: string): DrillWindow | undefined {
  const match = /^(?:([a-z]{3}):)?([01]\d|2[0-3]):([0-5]\d)-(?:([a-z]{3}):)?([01]\d|2[0-3]):([0-5]\d)$/.exec(
    text.trim().toLowerCase(),
  );
  if (!match) return undefined;
  const [, startDay, startHour, startMinute, endDay, endHour, endMinute] = match;
  if ((startDay === undefined) !== (endDay === undefined)) return undefined;
  const [from, to] = [startDay, endDay].map((day) => (day === undefined ? 0 : DAYS.indexOf(day)));
  if (from === undefined || to === undefined || from < 0 || to < 0) return undefined;
  const startMs = from * DAY_MS + timeOfDayMs(startHour, startMinute);
  const endMs = to * DAY_MS + timeOfDayMs(endHour, endMinute);
  if (startMs === endMs) return undefined;
  return { text: text.trim(), startMs, endMs, periodMs: startDay === undefined ? DAY_MS : 7 * DAY_MS };
}

/** The end is not within. */
export function isWithinWindow(window: DrillWindow, atMs: number, timeZone: string): boolean {
  const { startMs, endMs, periodMs } = window;
  const onTheWallMs = atMs + offsetMs(atMs, timeZone) + MONDAY_TO_EPOCH_MS;
  const sinceMs = (((onTheWallMs - startMs) % periodMs) + periodMs) % periodMs;
  return sinceMs < (((endMs - startMs) % periodMs) + periodMs) % periodMs;
}

function timeOfDayMs(hour: string | undefined, minute: string | undefined): number {
  return Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS;
}
