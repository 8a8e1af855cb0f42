// Dates on which a schedule does nothing: a calendar's holidays, as they travel in the schedule's payload.
// Pure, no list of holidays here: the exchange's dates are the user's (config/calendars.yml).
// Next: schedule.ts, whose payload carries them; lib/settings/, which reads them at package time.
import * as z from 'zod';

const TIME_ZONE_ALLOWED = 'an IANA time zone, such as America/New_York';

/** Local dates, `2026-12-25`, in a time zone. At most as many as ten years of holidays. */
export const exceptOnSchema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, { error: TIME_ZONE_ALLOWED }),
  dates: z.array(z.iso.date({ error: 'a date, such as 2026-12-25' })).max(200),
});

export type ExceptOn = z.output<typeof exceptOnSchema>;

/**
 * Whether a schedule's moment falls on one of its excepted dates, in their time zone. The scheduled moment
 * counts, not the time of delivery: an event that arrives after midnight belongs to the day it was meant for.
 */
export function isExceptedDate(scheduledAtMs: number, exceptOn: ExceptOn | undefined): boolean {
  return exceptOn !== undefined && exceptOn.dates.includes(localDate(scheduledAtMs, exceptOn.timeZone));
}

/** The date that a calendar on the wall shows there at that moment: `2026-12-25`. */
export function localDate(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/**
 * Whether it is the name of an IANA time zone. Stricter than `Intl`, which also takes offsets (`+05:00`) and
 * any case; EventBridge Scheduler wants the name as the IANA database spells it.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones
 */
export function isTimeZone(name: string): boolean {
  if (!/^(UTC|[A-Z][A-Za-z]+(\/[A-Z][A-Za-z0-9+_-]*)+)$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false; // A RangeError: how Intl says that it knows no such zone.
  }
}
