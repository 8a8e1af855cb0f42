// What a schedule says: the payload's contract, and the intent that it becomes in the state item.
import * as z from 'zod';
import { exceptOnSchema, isExceptedDate } from './calendar.ts';
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
};
const minutes = z
  .number()
  .positive()
  .max(7 * 24 * 60);

/** The payload of a schedule. `scheduledTime` defaults to now; durations are minutes. */
export const schedulePayload = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('scale-in'), windowMinutes: minutes.default(240), ...selection }),
  z.strictObject({
    action: z.literal('ensure-capacity'),
    nodeCount: z.int().min(0).max(10_000),
    holdMinutes: minutes.default(60),
    ...selection,
  }),
  z.strictObject({ action: z.literal('scale-to-zero'), ...selection }),
]);

export type SchedulePayload = z.output<typeof schedulePayload>;

/** A scale-to-zero says how long it waits for servers to become empty before it counts as missed. */
export const SCALE_TO_ZERO_WINDOW_MS = 240 * MINUTE_MS;

/**
 * What the schedules want of a group now. Written by `on-schedule` alone, read by every cycle. Times in
 * ms since the epoch.
 */
export interface Intent {
  /** Scheduled time of the newest schedule taken up; an older one arriving later is superseded. */
  readonly scheduledAtMs: number;
  /** The latest end of day that a schedule named; outlives its window. */
  readonly lastEndOfDayMs?: number;
  /** The scheduled times of the latest ends of day, newest last; a few. */
  readonly endOfDaysMs?: readonly number[];
  /** Scale-in is allowed until then, on proof observed after `endOfDayMs`. */
  readonly window?: { readonly endOfDayMs: number; readonly untilMs: number };
  /** Live + queued + launching nodes wanted at the least until then. */
  readonly floor?: { readonly nodeCount: number; readonly untilMs: number };
  /** The group sleeps until the next ensure-capacity (`untilMs` absent) or until that moment. */
  readonly dormant?: { readonly sinceMs: number; readonly untilMs?: number };
}

/** A schedule's event may be this much ahead of its time: an invocation by hand, clocks that differ. */
const EARLY_MAX_MS = 60 * MINUTE_MS;

/** Why a schedule's event changes nothing. `bad-item`: the intent there is cannot be read, and is not guessed at. */
export type IntentRefusal = 'expired' | 'superseded' | 'unchanged' | 'holiday' | 'too-early' | 'bad-item';

export type IntentChange =
  | { readonly kind: 'set'; readonly intent: Intent }
  | { readonly kind: 'ignored'; readonly why: IntentRefusal };

/**
 * What a schedule's event makes of the intent there was. Pure, and idempotent: the same event twice is
 * `unchanged`, an older one than the newest taken up is `superseded`, one whose time has passed `expired`, one
 * from the future `too-early` (taken up, it would supersede every schedule until then).
 */
export function applySchedule(
  current: Intent | undefined,
  payload: SchedulePayload,
  nowMs: number,
): IntentChange {
  const scheduledAtMs = payload.scheduledTime === undefined ? nowMs : Date.parse(payload.scheduledTime);
  if (isExceptedDate(scheduledAtMs, payload.exceptOn)) return { kind: 'ignored', why: 'holiday' };
  if (scheduledAtMs > nowMs + EARLY_MAX_MS) return { kind: 'ignored', why: 'too-early' };
  const untilMs = scheduledAtMs + lifetimeMs(payload);
  if (untilMs <= nowMs) return { kind: 'ignored', why: 'expired' };
  if (current && scheduledAtMs < current.scheduledAtMs) return { kind: 'ignored', why: 'superseded' };
  const intent = intentOf(payload, current, scheduledAtMs, untilMs, nowMs);
  if (current && JSON.stringify(intent) === JSON.stringify(current))
    return { kind: 'ignored', why: 'unchanged' };
  return { kind: 'set', intent };
}

function lifetimeMs(payload: SchedulePayload): number {
  switch (payload.action) {
    case 'scale-in':
      return payload.windowMinutes * MINUTE_MS;
    case 'ensure-capacity':
      return payload.holdMinutes * MINUTE_MS;
    case 'scale-to-zero':
      return SCALE_TO_ZERO_WINDOW_MS;
  }
}

function intentOf(
  payload: SchedulePayload,
  current: Intent | undefined,
  scheduledAtMs: number,
  untilMs: number,
  nowMs: number,
): Intent {
  const lastEndOfDay = current?.lastEndOfDayMs !== undefined && { lastEndOfDayMs: current.lastEndOfDayMs };
  switch (payload.action) {
    case 'ensure-capacity':
      return { scheduledAtMs, ...lastEndOfDay, floor: { nodeCount: payload.nodeCount, untilMs } };
    case 'scale-in': {
      const open = current?.window;
      // An unscheduled repeat ("now") for a window still open keeps that window.
      if (payload.scheduledTime === undefined && open && open.untilMs > nowMs) return current;
      return {
        scheduledAtMs,
        lastEndOfDayMs: scheduledAtMs,
        window: { endOfDayMs: scheduledAtMs, untilMs },
        ...(current?.floor && current.floor.untilMs > scheduledAtMs && { floor: current.floor }),
        ...(current?.dormant && { dormant: current.dormant }),
      };
    }
    case 'scale-to-zero':
      if (payload.scheduledTime === undefined && current?.dormant) return current;
      return { scheduledAtMs, ...lastEndOfDay, dormant: { sinceMs: scheduledAtMs } };
  }
}
