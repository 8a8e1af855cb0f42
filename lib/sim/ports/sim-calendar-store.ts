// The calendars of the state table in memory. Its sibling on DynamoDB is lib/aws/dynamo.
import type { Calendar } from '../../core/calendar.ts';
import type { CalendarStore } from '../../ports/calendar-store.ts';
import type { World } from '../world.ts';
import { read } from './sim-calls.ts';

export function createSimCalendarStore(world: World): CalendarStore {
  const calendars = new Map<string, Calendar>();
  return {
    readCalendar: (name) =>
      read(world, 'dynamodb', 'GetItem', { calendar: name }, () => {
        const calendar = calendars.get(name);
        return calendar ? { kind: 'known', calendar } : { kind: 'unknown' };
      }),
    writeCalendar: (name, calendar) =>
      read(world, 'dynamodb', 'PutItem', { calendar: name }, () => {
        calendars.set(name, calendar);
      }),
  };
}
