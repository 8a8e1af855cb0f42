// A `CalendarStore` that keeps what is written, and shows it.
import type { Calendar } from '../../lib/core/calendar.ts';
import type { CalendarStore } from '../../lib/ports/calendar-store.ts';

export interface MemoryCalendarStore extends CalendarStore {
  readonly calendars: Map<string, Calendar>;
}

export function createMemoryCalendarStore(): MemoryCalendarStore {
  const calendars = new Map<string, Calendar>();
  return {
    calendars,
    readCalendar: (name) => {
      const calendar = calendars.get(name);
      return Promise.resolve(calendar ? { kind: 'known', calendar } : { kind: 'unknown' });
    },
    writeCalendar: (name, calendar) => {
      calendars.set(name, calendar);
      return Promise.resolve();
    },
  };
}
