// An exchange's calendar, and the dates on which a schedule does nothing, as both travel in a schedule's payload.
// Pure, no list of holidays here: the exchange's dates are the user's (config/calendars.yml).
// Next: schedule.ts, whose payload carries them; lib/settings/, which reads them at package time.
import * as z from 'zod';

const TIME_ZONE_ALLOWED = 'an IANA time zone, such as America/New_York';

const timeZone = z.string().refine(isTimeZone, { error: TIME_ZONE_ALLOWED });
const dates = z.array(z.iso.date({ error: 'a date, such as 2026-12-25' })).max(200);

/** Local dates, `2026-12-25`, in a time zone. At most as many as ten years of holidays. */
export const exceptOnSchema = z.strictObject({ timeZone, dates });

export type ExceptOn = z.output<typeof exceptOnSchema>;

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day, such as 09:30' });

/** On the clock of the calendar's zone. */
export const marketHoursSchema = z.strictObject({
  open: wallTime,
  close: wallTime,
  /** On half days; absent: as on others. */
  halfDayClose: wallTime.optional(),
});

/** Whose clock and whose days off a target's days follow; dates are local. */
export const calendarSchema = z.strictObject({
  timeZone,
  holidays: dates,
  halfDays: dates,
  /** Monday to Friday, but for holidays. Absent: nobody has said. */
  marketHours: marketHoursSchema.optional(),
});

export type Calendar = z.output<typeof calendarSchema>;

/** A calendar's days off and hours, where its time zone is told elsewhere. */
export const daysOffSchema = z.strictObject({
  holidays: dates.default([]),
  halfDays: dates.default([]),
  marketHours: marketHoursSchema.optional(),
});

/** What holds for a calendar of which nothing is known. */
export const UTC_CALENDAR: Calendar = { timeZone: 'UTC', holidays: [], halfDays: [] };

/** A calendar as it was kept, JSON text; or what is wrong with it. */
export function parseCalendar(
  text: string,
): { readonly ok: true; readonly calendar: Calendar } | { readonly ok: false; readonly problem: string } {
  const parsed = calendarText.safeParse(text);
  if (parsed.success) return { ok: true, calendar: parsed.data };
  return { ok: false, problem: z.prettifyError(parsed.error) };
}

const calendarText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'it is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(calendarSchema);

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
