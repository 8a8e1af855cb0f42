// What the functions know of calendars at run time: an item of the state table for each, `CALENDAR#<name>` / `STATE`,
// written whenever a schedule of that calendar runs, from what the schedule carries.
import { UTC_CALENDAR, type Calendar } from '../core/calendar.ts';

export type KnownCalendar =
  | { readonly kind: 'known'; readonly calendar: Calendar }
  /** No schedule of it has run since it was deployed. */
  | { readonly kind: 'unknown' }
  /** A sentence that names the item, and what is wrong with it. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Every call throws `PortError` if the table is missing, denied or does not answer. */
export interface CalendarStore {
  /** As it was a few minutes ago at the most: calendars change by the month. */
  readCalendar(name: string): Promise<KnownCalendar>;
  /** Writing the same twice changes nothing. */
  writeCalendar(name: string, calendar: Calendar): Promise<void>;
}

export const CALENDAR_KEY_PREFIX = 'CALENDAR';

/**
 * The calendar of that name, or UTC. An item that cannot be read is as good as none: the store has said so, and the calendar's
 * next schedule mends it.
 */
export async function calendarNamed(
  name: string,
  calendars: Pick<CalendarStore, 'readCalendar'>,
): Promise<Calendar> {
  const read = await calendars.readCalendar(name);
  return read.kind === 'known' ? read.calendar : UTC_CALENDAR;
}
