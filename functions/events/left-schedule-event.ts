// What a schedule's invocation leaves to the next one: the names that are left, and the schedule itself, as it was first taken up.
import * as z from 'zod';
import { UnknownEventError } from '../../lib/core/errors.ts';
import { schedulePayload, type SchedulePayload } from '../../lib/core/schedule.ts';
import { leftEventSchema, type LeftEvent } from './left-event.ts';

/** What such an event has besides the names. */
export interface ScheduleLeft {
  /** With the moment that it was for; whom it means is in the names. */
  readonly schedule: SchedulePayload;
  /** Of the event that said so first; for the journal. */
  readonly eventId: string;
}

const EXPECTED =
  'what a schedule has left: {"left": {"<kind>": ["<name>", …]}, "generation": <1 …>, "schedule": {…}, "eventId": "<id>"}';

/** Of an event with a key `left`, which no schedule has; else `undefined`. Throws `UnknownEventError` for one that is none. */
export function parseLeftSchedule(
  event: unknown,
  kinds: readonly string[],
): (LeftEvent & ScheduleLeft) | undefined {
  if (typeof event !== 'object' || event === null || !('left' in event)) return undefined;
  const schema = leftEventSchema(kinds).extend({ schedule: schedulePayload, eventId: z.string().min(1) });
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data as LeftEvent & ScheduleLeft;
  throw new UnknownEventError(`${EXPECTED} (${z.prettifyError(parsed.error)})`, event, {
    cause: parsed.error,
  });
}

/** The schedule as it is handed on: its moment is fixed, whom it means is known, and its calendar has been kept. */
export function scheduleLeft(
  { calendarDates: _, groups: __, ...schedule }: SchedulePayload,
  { eventId, takenUpAtMs }: { readonly eventId: string; readonly takenUpAtMs: number },
): ScheduleLeft {
  const { scheduledTime = new Date(takenUpAtMs).toISOString() } = schedule;
  return { schedule: { ...schedule, scheduledTime }, eventId };
}
