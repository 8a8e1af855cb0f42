// A schedule's payload: the contract is lib/core/schedule.ts; this adds the error.
import * as z from 'zod';
import { UnknownEventError } from '../../lib/core/errors.ts';
import type { SchedulePayload } from '../../lib/core/schedule.ts';
import { schedulePayload } from '../../lib/core/schedule.ts';

const EXPECTED =
  'a schedule: {"action": "scale-in", "scheduledTime", "windowMinutes"}, {"action": "ensure-capacity", ' +
  '"scheduledTime", "nodeCount", "holdMinutes"} or {"action": "scale-to-zero", "scheduledTime"}, each with optional "calendar" or "groups"';

/** Throws `UnknownEventError`, with every key that is wrong, for anything else. */
export function parseScheduleEvent(event: unknown): SchedulePayload {
  const parsed = schedulePayload.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new UnknownEventError(`${EXPECTED} (${z.prettifyError(parsed.error)})`, event, {
    cause: parsed.error,
  });
}
