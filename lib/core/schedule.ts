// What a schedule says: the payload's contract, and the intent that it becomes in the state item. How an event
// changes the intent there was: apply-schedule.ts.
import * as z from 'zod';
import { calendarSchema, exceptOnSchema } from './calendar.ts';
import { MINUTE_MS } from './units.ts';

const time = z.iso.datetime({
  offset: true,
  error: 'an ISO 8601 time with offset, such as 2026-11-21T21:30:00Z',
});
const selection = {
  scheduledTime: time.optional(),
  calendar: z.string().min(1).optional(),
  groups: z.array(z.string().min(1)).min(1).optional(),
  /** Holidays: on these local dates the schedule changes nothing. */
  exceptOn: exceptOnSchema.optional(),
  /** What `calendar` is: whoever takes the schedule up keeps it, for those who follow the calendar. */
  calendarDates: calendarSchema.optional(),
};
const minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);

/** The payload of a schedule. `scheduledTime` defaults to now; durations are minutes. */
export const schedulePayload = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('scale-in'), windowMinutes: minutes.default(240), ...selection }),
    z.strictObject({
      action: z.literal('ensure-capacity'),
      nodeCount: z.int().min(0).max(10_000),
      holdMinutes: minutes.default(60),
      ...selection,
    }),
    z.strictObject({ action: z.literal('scale-to-zero'), ...selection }),
  ])
  .refine(({ calendar, calendarDates }) => calendarDates === undefined || calendar !== undefined, {
    path: ['calendarDates'],
    error: 'only beside `calendar`, which names it',
  });

export type SchedulePayload = z.output<typeof schedulePayload>;

/** A scale-to-zero says how long it waits for servers to become empty before it counts as missed. */
export const SCALE_TO_ZERO_WINDOW_MS = 240 * MINUTE_MS;

/**
 * What the schedules want of a group now. Written by `on-schedule` alone, read by every cycle. Times in
 * ms since the epoch.
 */
export interface Intent {
  /** Scheduled time of the newest schedule taken up, of whatever kind. */
  readonly scheduledAtMs: number;
  /** Scheduled time of the newest of each kind taken up; absent in intents of 0.1. */
  readonly taken?: TakenSchedules;
  /** The latest end of day that a schedule named; outlives its window. */
  readonly lastEndOfDayMs?: number;
  /** The latest ends of day, oldest first; at most `ENDS_OF_DAY_KEPT`. Absent in intents of 0.1. */
  readonly endOfDaysMs?: readonly number[];
  /** Scale-in is allowed until then, on proof observed after `endOfDayMs`. */
  readonly window?: { readonly endOfDayMs: number; readonly untilMs: number };
  /** Live + queued + launching nodes wanted at the least until then. */
  readonly floor?: { readonly nodeCount: number; readonly untilMs: number };
  /** The group is dormant until the next ensure-capacity (`untilMs` absent) or until that moment. */
  readonly dormant?: { readonly sinceMs: number; readonly untilMs?: number };
}

/** Enough to tell the same day of last week from a half day. */
export const ENDS_OF_DAY_KEPT = 6;

export interface TakenSchedules {
  readonly scaleIn?: number;
  readonly ensureCapacity?: number;
  readonly scaleToZero?: number;
}

/** Why a schedule's event changes nothing. `bad-item`: the intent there is cannot be read, and is not guessed at. */
export type IntentRefusal = 'expired' | 'superseded' | 'unchanged' | 'holiday' | 'too-early' | 'bad-item';

export type IntentChange =
  | { readonly kind: 'set'; readonly intent: Intent; readonly before?: Intent }
  | { readonly kind: 'ignored'; readonly why: IntentRefusal };

/** Pure: what becomes of the intent that stands there; asked again when somebody else has changed it meanwhile. */
export type ChangeIntent = (current: Intent | undefined) => IntentChange;
