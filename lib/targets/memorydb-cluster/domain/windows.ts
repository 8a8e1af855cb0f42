// The hours that AWS keeps for maintenance and for snapshots, as it writes them, in UTC: whether a moment is in one, and how
// long until the next. Pure.
// https://docs.aws.amazon.com/memorydb/latest/APIReference/API_UpdateCluster.html (MaintenanceWindow, SnapshotWindow)
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';

/** A stretch of time that comes again each period, counted from the Monday before the epoch. */
export interface Window {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly periodMs: number;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEK_MS = 7 * DAY_MS;

/** The epoch was a Thursday. */
const MONDAY_TO_EPOCH_MS = 3 * DAY_MS;

/** `sun:23:00-mon:01:30`; `undefined` if it is not one. */
export function parseWeekly(text: string): Window | undefined {
  const match = /^([a-z]{3}):(\d\d):(\d\d)-([a-z]{3}):(\d\d):(\d\d)$/.exec(text.toLowerCase());
  if (!match) return undefined;
  const [, startDay = '', startHour, startMinute, endDay = '', endHour, endMinute] = match;
  const [from, to] = [DAYS.indexOf(startDay), DAYS.indexOf(endDay)];
  if (from < 0 || to < 0) return undefined;
  const startMs = from * DAY_MS + timeOfDay(startHour, startMinute);
  return windowOf(startMs, to * DAY_MS + timeOfDay(endHour, endMinute), WEEK_MS);
}

/** `05:00-09:00`; `undefined` if it is not one. */
export function parseDaily(text: string): Window | undefined {
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, startHour, startMinute, endHour, endMinute] = match;
  return windowOf(timeOfDay(startHour, startMinute), timeOfDay(endHour, endMinute), DAY_MS);
}

function timeOfDay(hour: string | undefined, minute: string | undefined): number {
  return Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS;
}

function windowOf(startMs: number, endMs: number, periodMs: number): Window {
  return { startMs, lengthMs: (endMs - startMs + periodMs) % periodMs, periodMs };
}

/** Until the window begins; 0 while it is open. */
export function msUntil({ startMs, lengthMs, periodMs }: Window, atMs: number): number {
  const sinceStartMs = (((atMs + MONDAY_TO_EPOCH_MS - startMs) % periodMs) + periodMs) % periodMs;
  return sinceStartMs < lengthMs ? 0 : periodMs - sinceStartMs;
}

export interface Windows {
  readonly maintenanceWindow?: string;
  readonly snapshotWindow?: string;
}

/** The window that is open, or begins within so long; one that cannot be read may be open at any time. */
export function windowWithin(
  { maintenanceWindow, snapshotWindow }: Windows,
  atMs: number,
  withinMs: number,
): { readonly name: 'maintenance' | 'snapshot'; readonly text: string } | undefined {
  const maintenance = maintenanceWindow === undefined ? undefined : parseWeekly(maintenanceWindow);
  const snapshot = snapshotWindow === undefined ? undefined : parseDaily(snapshotWindow);
  const isNear = (window: Window | undefined) => window === undefined || msUntil(window, atMs) <= withinMs;
  if (maintenanceWindow !== undefined && isNear(maintenance))
    return { name: 'maintenance', text: maintenanceWindow };
  if (snapshotWindow !== undefined && isNear(snapshot)) return { name: 'snapshot', text: snapshotWindow };
  return undefined;
}
