// EventBridge's schedule expressions: when one is due next. `at(…)`, `rate(…)`, and `cron(minutes hours
// day-of-month month day-of-week year)` with numbers, lists, ranges, steps and weekday names, in a time zone.
// Not supported, and refused: `L`, `W`, `#`, month names.
// Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { DateTime } from 'luxon';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/units.ts';

/** An expression that is none, or uses what is not supported. */
export class ScheduleExpressionError extends Error {
  override readonly name = 'ScheduleExpressionError';
}

/** When a schedule is due: the first moment strictly after `afterMs`; `undefined` if never again. */
export type NextDue = (afterMs: number) => number | undefined;

/** Reads an expression; `rate` counts from `startMs`. Throws `ScheduleExpressionError`. */
export function parseScheduleExpression(
  expression: string,
  { timezone, startMs }: { readonly timezone: string; readonly startMs: number },
): NextDue {
  const match = /^(at|rate|cron)\((.+)\)$/.exec(expression.trim());
  const [, kind, inner = ''] = match ?? [];
  if (kind === 'at') return atOnce(inner, timezone);
  if (kind === 'rate') return atRate(inner, startMs);
  if (kind === 'cron') return atCron(inner, timezone);
  throw new ScheduleExpressionError(`Expected at(…), rate(…) or cron(…); got ${expression}`);
}

function atOnce(inner: string, timezone: string): NextDue {
  const due = DateTime.fromISO(inner, { zone: timezone });
  if (!due.isValid) throw new ScheduleExpressionError(`Expected at(yyyy-mm-ddThh:mm:ss); got at(${inner})`);
  return (afterMs) => (due.toMillis() > afterMs ? due.toMillis() : undefined);
}

const RATE_UNIT_MS: Readonly<Record<string, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };

function atRate(inner: string, startMs: number): NextDue {
  const match = /^(\d+) (minute|hour|day)s?$/.exec(inner);
  const everyMs = Number(match?.[1] ?? 0) * (RATE_UNIT_MS[match?.[2] ?? ''] ?? 0);
  if (everyMs === 0) throw new ScheduleExpressionError(`Expected rate(5 minutes); got rate(${inner})`);
  return (afterMs) => startMs + (Math.floor((afterMs - startMs) / everyMs) + 1) * everyMs;
}

/** A day is looked for this far ahead: 29 February and a weekday coincide within 28 years. */
const DAYS_AHEAD_MAX = 366 * 28;

function atCron(inner: string, timezone: string): NextDue {
  const [minutes, hours, days, months, weekdays, years, ...rest] = inner.trim().split(/\s+/);
  if (!minutes || !hours || !days || !months || !weekdays || !years || rest.length > 0) {
    throw new ScheduleExpressionError(`Expected six fields in cron(…); got cron(${inner})`);
  }
  const minutesAllowed = parseField(minutes, 0, 59);
  const hoursAllowed = parseField(hours, 0, 23);
  const isDay = dayFilter({ days, months, weekdays, years });
  return (afterMs) => {
    const after = DateTime.fromMillis(afterMs, { zone: timezone });
    for (let ahead = 0; ahead <= DAYS_AHEAD_MAX; ahead += 1) {
      const day = after.startOf('day').plus({ days: ahead });
      if (!isDay(day)) continue;
      for (const hour of hoursAllowed) {
        for (const minute of minutesAllowed) {
          const due = day.set({ hour, minute });
          if (due.hour === hour && due.toMillis() > afterMs) return due.toMillis();
        }
      }
    }
    return undefined;
  };
}

function dayFilter(fields: { days: string; months: string; weekdays: string; years: string }) {
  const days = new Set(parseField(fields.days, 1, 31));
  const months = new Set(parseField(fields.months, 1, 12));
  const years = new Set(parseField(fields.years, 1970, 2199));
  const weekdays = new Set(parseField(numberWeekdays(fields.weekdays), 1, 7));
  return (day: DateTime) =>
    days.has(day.day) && months.has(day.month) && years.has(day.year) && weekdays.has((day.weekday % 7) + 1);
}

/** EventBridge counts weekdays from Sunday, 1. */
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function numberWeekdays(field: string): string {
  return WEEKDAYS.reduce(
    (text, name, index) => text.replaceAll(name, String(index + 1)),
    field.toUpperCase(),
  );
}

/** All numbers of a field, ascending: `*`, `?`, `5`, `1,3`, `2-6`, `0/15`. */
function parseField(field: string, low: number, high: number): readonly number[] {
  const numbers = field.split(',').flatMap((part) => parsePart(part, low, high));
  return [...new Set(numbers)].sort((left, right) => left - right);
}

function parsePart(part: string, low: number, high: number): readonly number[] {
  const match = /^(?:([*?])|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
  if (!match) throw new ScheduleExpressionError(`Not supported in a cron field: ${part}`);
  const [, any, from, to, step] = match;
  const first = any ? low : Number(from);
  const last = to ? Number(to) : any || step ? high : first;
  if (first < low || last > high) {
    throw new ScheduleExpressionError(`Expected ${low} to ${high} in a cron field; got ${part}`);
  }
  const every = Number(step ?? 1);
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => first + index * every);
}
