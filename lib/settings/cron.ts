// Cron expressions as EventBridge Scheduler takes them: six fields, minutes to years, in a time zone.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
// Parsed here so that a mistake is found when packaging, not when a night has passed.
import type { ClockChange } from './daylight-saving.ts';

/** A parsed expression: the minutes and hours it names, and whether it may run on a day. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** False only where the expression surely does not run: `L`, `W` and `#` are taken to match. */
  mayRunOn(day: { year: number; month: number; dayOfMonth: number; dayOfWeek: number }): boolean;
}

export type ParsedCron = { readonly cron: Cron } | { readonly problem: string };

export const CRON_ALLOWED =
  'six fields: minutes hours day-of-month month day-of-week year, one of the two days being ?, such as 30 16 ? * MON-FRI *';

interface Field {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** Forms such as `L`, `15W` or `FRI#2`, which depend on the month. */
  readonly special?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { label: 'minutes', min: 0, max: 59 },
  { label: 'hours', min: 0, max: 23 },
  { label: 'day-of-month', min: 1, max: 31, special: /^(L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { label: 'month', min: 1, max: 12, names: MONTHS },
  {
    label: 'day-of-week',
    min: 1,
    max: 7,
    names: DAYS,
    special: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  { label: 'year', min: 1970, max: 2199 },
];

/** Parses the text between the brackets of `cron(…)`. */
export function parseCron(text: string): ParsedCron {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return { problem: CRON_ALLOWED };
  const [minutes, hours, daysOfMonth, months, daysOfWeek, years] = FIELDS.map((field, index) =>
    parseField(field, parts[index] ?? ''),
  );
  for (const [index, parsed] of [minutes, hours, daysOfMonth, months, daysOfWeek, years].entries()) {
    const field = FIELDS[index];
    if (parsed === undefined && field) return { problem: allowedIn(field, parts[index] ?? '') };
  }
  if (!minutes || !hours || !daysOfMonth || !months || !daysOfWeek || !years)
    return { problem: CRON_ALLOWED };
  if ((parts[2] === '?') === (parts[4] === '?')) return { problem: CRON_ALLOWED };
  return {
    cron: {
      minutes,
      hours,
      mayRunOn: (day) =>
        years.has(day.year) &&
        months.has(day.month) &&
        daysOfMonth.has(day.dayOfMonth) &&
        daysOfWeek.has(day.dayOfWeek),
    },
  };
}

/** The clock change that one of the expression's times falls into; `undefined` if none does. */
export function clockChangeHit(cron: Cron, changes: readonly ClockChange[]): ClockChange | undefined {
  return changes.find((change) => {
    for (let wallMs = change.wallFromMs; wallMs < change.wallToMs; wallMs += 60_000) {
      const wall = new Date(wallMs);
      const day = {
        year: wall.getUTCFullYear(),
        month: wall.getUTCMonth() + 1,
        dayOfMonth: wall.getUTCDate(),
        dayOfWeek: wall.getUTCDay() + 1,
      };
      if (cron.minutes.has(wall.getUTCMinutes()) && cron.hours.has(wall.getUTCHours()) && cron.mayRunOn(day))
        return true;
    }
    return false;
  });
}

function allowedIn(field: Field, given: string): string {
  const names = field.names ? ` or ${field.names[0]} to ${field.names.at(-1)}` : '';
  return `in ${field.label} (given ${given}): ${field.min} to ${field.max}${names}, with , - * and /; ${CRON_ALLOWED}`;
}

/** The values a field names; `undefined` when it is malformed. */
function parseField(field: Field, text: string): ReadonlySet<number> | undefined {
  const every = range(field.min, field.max);
  const mayBeOpen = field.label === 'day-of-month' || field.label === 'day-of-week';
  if (text === '?') return mayBeOpen ? new Set(every) : undefined;
  if (field.special?.test(text)) return new Set(every);
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const found = parseItem(field, item);
    if (found === undefined) return undefined;
    for (const value of found) values.add(value);
  }
  return values;
}

function parseItem(field: Field, item: string): readonly number[] | undefined {
  const match = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d+))?$/.exec(item);
  if (!match) return undefined;
  const [, fromText = '', toText, stepText] = match;
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step < 1) return undefined;
  if (fromText === '*')
    return toText === undefined ? range(field.min, field.max).filter((_, i) => i % step === 0) : undefined;
  const from = valueOf(field, fromText);
  // `5/15` means from 5 on, every 15.
  const to = toText === undefined ? (stepText === undefined ? from : field.max) : valueOf(field, toText);
  if (from === undefined || to === undefined) return undefined;
  // A range may wrap around: FRI-MON.
  const values = from <= to ? range(from, to) : [...range(from, field.max), ...range(field.min, to)];
  return values.filter((_, index) => index % step === 0);
}

function valueOf(field: Field, text: string): number | undefined {
  const named = field.names?.indexOf(text) ?? -1;
  if (named >= 0) return field.min + named;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.min && value <= field.max ? value : undefined;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
