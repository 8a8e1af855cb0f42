// What one value alone does not tell: names used twice, calendars that are not there, cron expressions, and
// times that daylight saving takes out or repeats.
import { clockChangeHit, parseCron } from './cron.ts';
import { CLOCK_CHANGES_AHEAD_MS, clockChanges } from './daylight-saving.ts';
import type { ClockChange } from './daylight-saving.ts';
import { showGiven } from './problem.ts';
import type { SettingsProblem } from './problem.ts';
import type { Calendars, ScheduleSettings, Settings } from './settings.ts';

/** Checks all schedules; no problem is an empty list. */
export function checkSchedules(
  file: string,
  settings: Settings,
  calendars: Calendars,
  nowMs: number,
): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const seen = new Set<string>();
  for (const [index, schedule] of settings.schedules.entries()) {
    const wrong = (key: keyof ScheduleSettings, allowed: string) =>
      problems.push({
        file,
        key: `schedules[${index}].${key}`,
        given: showGiven(schedule[key]),
        allowed,
      });
    if (seen.has(schedule.name)) wrong('name', 'a name that no other schedule has');
    seen.add(schedule.name);
    checkCalendar(schedule, calendars, wrong);
    checkHalfDays(schedule, calendars, nowMs, wrong);
    const parsed = parseCron(schedule.cron);
    if ('problem' in parsed) {
      wrong('cron', parsed.problem);
      continue;
    }
    const changes = clockChanges(schedule.timeZone, nowMs, nowMs + CLOCK_CHANGES_AHEAD_MS);
    const hit = clockChangeHit(parsed.cron, changes);
    if (hit) wrong('cron', describeChange(hit, schedule.timeZone));
  }
  return problems;
}

function checkCalendar(
  schedule: ScheduleSettings,
  calendars: Calendars,
  wrong: (key: keyof ScheduleSettings, allowed: string) => void,
): void {
  const { calendar, groups, onHalfDays } = schedule;
  if (calendar !== undefined && !(calendar in calendars))
    wrong('calendar', `a calendar of config/calendars.yml: ${Object.keys(calendars).join(', ')}`);
  if (calendar === undefined && onHalfDays !== 'as-usual')
    wrong('onHalfDays', 'as-usual, since the schedule has no calendar that could name half-days');
  if (calendar !== undefined && groups !== undefined)
    wrong('groups', 'nothing, since the schedule has a calendar: its groups are chosen by their tag');
}

/** The time of a half-day, on each of the dates still to come. */
function checkHalfDays(
  schedule: ScheduleSettings,
  calendars: Calendars,
  nowMs: number,
  wrong: (key: keyof ScheduleSettings, allowed: string) => void,
): void {
  const calendar = schedule.calendar === undefined ? undefined : calendars[schedule.calendar];
  if (!calendar || !schedule.onHalfDays.includes(':')) return;
  const walls = calendar.halfDays.map((date) => Date.parse(`${date}T${schedule.onHalfDays}:00Z`));
  const hit = clockChanges(calendar.timeZone, nowMs, nowMs + CLOCK_CHANGES_AHEAD_MS).find((change) =>
    walls.some((wallMs) => wallMs >= change.wallFromMs && wallMs < change.wallToMs),
  );
  if (hit) wrong('onHalfDays', describeChange(hit, calendar.timeZone));
}

function describeChange(change: ClockChange, timeZone: string): string {
  const time = (wallMs: number) => new Date(wallMs).toISOString().slice(11, 16);
  const date = new Date(change.wallFromMs).toISOString().slice(0, 10);
  const happens =
    change.kind === 'gap' ? 'do not exist (the clock goes forward)' : 'come twice (the clock goes back)';
  return `a time outside ${time(change.wallFromMs)} to ${time(change.wallToMs)} in ${timeZone}: on ${date} these times ${happens}`;
}
