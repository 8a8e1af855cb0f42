// What the cycle itself works through, for one kind of target.
import type { Announcer } from '../ports/announcer.ts';
import type { CalendarStore } from '../ports/calendar-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { JournalEntry } from '../ports/journal.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { TargetTypes } from '../targets/target.ts';

export interface SharedPorts<T extends TargetTypes = TargetTypes> {
  readonly stateStore: StateStore<T['learned'], JournalEntry<T['action'], T['details']>>;
  readonly announcer: Announcer;
  readonly calendars: CalendarStore;
  readonly clock: Clock;
}

/** The cycle's own, and the kind's. */
export type CyclePorts<T extends TargetTypes = TargetTypes> = SharedPorts<T> & T['ports'];
