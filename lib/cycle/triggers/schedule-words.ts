// What became of a schedule's event, in words for the journal: taken up or not, and what it changed or ended.
import { reason, type Reason } from '../../core/reason.ts';
import type { Intent, IntentChange, IntentRefusal, SchedulePayload } from '../../core/schedule.ts';

/** The event's fate, with what it closes, ends or replaces of what was in force. */
export function scheduleReason(payload: SchedulePayload, change: IntentChange, nowMs: number): Reason {
  const scheduledTime = payload.scheduledTime ?? iso(nowMs);
  const event = `${payload.action} of ${scheduledTime}`;
  const operands = { action: payload.action, scheduledTime };
  if (change.kind === 'ignored') {
    return reason(`schedule-${change.why}`, `${event} was ignored: ${IGNORED_BECAUSE[change.why]}`, operands);
  }
  const effects = [
    ...overtaken(payload, change.intent, Date.parse(scheduledTime)),
    ...ended(change.before ?? { scheduledAtMs: 0 }, change.intent, nowMs),
  ];
  return reason(payload.action, [`${event} was taken up`, ...effects].join('; '), operands);
}

/** What an older event no longer does, since a newer one came before it. */
function overtaken(
  { action }: SchedulePayload,
  { taken = {}, window, floor, dormant, lastEndOfDayMs }: Intent,
  scheduledAtMs: number,
): readonly string[] {
  const { ensureCapacity = 0, scaleToZero = 0 } = taken;
  const isByEnsure = ensureCapacity >= scaleToZero;
  const by = isByEnsure
    ? `the ensure-capacity of ${iso(ensureCapacity)}`
    : `the scale-to-zero of ${iso(scaleToZero)}`;
  switch (action) {
    case 'scale-in':
      if (scheduledAtMs < (lastEndOfDayMs ?? 0))
        return ['it is noted as an end of day, and a later scale-in has been taken up before it'];
      return window ? [] : [`it is noted as an end of day, and its window is closed by ${by}`];
    case 'ensure-capacity':
      if (floor) return [];
      return [`its floor has ended, by ${isByEnsure ? 'a later scale-in' : by}`];
    case 'scale-to-zero':
      return dormant ? [] : [`the group has been woken since, by ${by}`];
  }
}

/** What was in force, and is so no longer. */
function ended(before: Intent, after: Intent, nowMs: number): readonly string[] {
  const { window, floor, dormant } = before;
  const effects: string[] = [];
  if (window && window.untilMs > nowMs && !isSame(window, after.window)) {
    const verb = after.window ? 'replaces' : 'closes';
    effects.push(`it ${verb} the scale-in window that was open until ${iso(window.untilMs)}`);
  }
  if (floor && floor.untilMs > nowMs && !isSame(floor, after.floor)) {
    const verb = after.floor ? 'replaces' : 'ends';
    effects.push(
      `it ${verb} the floor of ${floor.nodeCount} nodes that was held until ${iso(floor.untilMs)}`,
    );
  }
  if (dormant && !after.dormant) effects.push(`it wakes the group, dormant since ${iso(dormant.sinceMs)}`);
  return effects;
}

const IGNORED_BECAUSE: Readonly<Record<IntentRefusal, string>> = {
  expired: 'its time has passed',
  superseded: 'a later one of its kind was taken up before it',
  unchanged: 'it says what holds already',
  'too-early': 'its time is more than an hour away',
  holiday: 'its calendar has a holiday on that date',
  'bad-item': "the intent in the group's state item cannot be read, and may not be guessed",
};

const isSame = (a: object, b: object | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

const iso = (atMs: number): string => new Date(atMs).toISOString();
