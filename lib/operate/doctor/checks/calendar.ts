// Whether the functions know the target's calendar: without its item a target's days are those of UTC.
import { CALENDAR_KEY_PREFIX, type KnownCalendar } from '../../../ports/calendar-store.ts';
import { note, wrong, type Finding } from '../check.ts';

const DEPLOY =
  'npm run deploy -- --stage <stage> # calendars are in config/calendars.yml, schedules in config/<stage>.yml';

/** `name`: of the calendar. */
export function calendarFindings(name: string, known: KnownCalendar | undefined): readonly Finding[] {
  switch (known?.kind) {
    case 'unknown': {
      const text =
        `of the calendar ${name} nothing is known yet: its days are those of UTC, without holidays. ` +
        `The item ${CALENDAR_KEY_PREFIX}#${name} is written when the first schedule of that calendar runs`;
      return [note('calendar-unknown', text, DEPLOY)];
    }
    case 'unreadable':
      return [wrong('bad-calendar', `${known.problem}: its days are those of UTC`, DEPLOY)];
    case 'known':
    case undefined:
      return [];
  }
}
