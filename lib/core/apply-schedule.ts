// What a schedule's event makes of the intent there was. Events come late, twice and out of order; what they leave
// behind is the same as if each had come once, in the order of their scheduled times:
//
//   scale-in         opens its window                             leaves floor and dormancy
//   scale-to-zero    makes dormant, closes the window, ends the floor
//   ensure-capacity  holds its floor, closes the window, wakes
//
// So an event is older or newer than those of its own kind alone; of the others, a newer one has ended what it ends.
import { isExceptedDate } from './calendar.ts';
import {
  ENDS_OF_DAY_KEPT,
  SCALE_TO_ZERO_WINDOW_MS,
  type ChangeIntent,
  type Intent,
  type IntentChange,
  type SchedulePayload,
  type TakenSchedules,
} from './schedule.ts';
import { MINUTE_MS } from './units.ts';

/** A schedule's event may be this much ahead of its time: an invocation by hand, clocks that differ. */
const EARLY_MAX_MS = 60 * MINUTE_MS;

/**
 * Pure, and idempotent: the same event twice is `unchanged`, an older one than the newest of its kind is `superseded`
 * (its end of day is noted all the same), one whose time has passed `expired`, one from the future `too-early` (taken
 * up, it would supersede every schedule of its kind until then).
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
  if (current && isRepeatedNow(current, payload, nowMs)) return { kind: 'ignored', why: 'unchanged' };
  const before = current && { ...current, ...historyOf(current) };
  const intent = settled(withEvent(before, payload, { scheduledAtMs, untilMs }));
  if (!before || JSON.stringify(intent) !== JSON.stringify(settled(before)))
    return { kind: 'set', intent, ...(current && { before: current }) };
  const isOlder = scheduledAtMs < (before.taken[KIND_OF[payload.action]] ?? 0);
  const isNoted = payload.action === 'scale-in' && before.endOfDaysMs.includes(scheduledAtMs);
  return { kind: 'ignored', why: isOlder && !isNoted ? 'superseded' : 'unchanged' };
}

/** As a change that a store makes of whatever intent stands there when it is written. */
export function changeBySchedule(payload: SchedulePayload, nowMs: number): ChangeIntent {
  return (current) => applySchedule(current, payload, nowMs);
}

const KIND_OF = {
  'scale-in': 'scaleIn',
  'ensure-capacity': 'ensureCapacity',
  'scale-to-zero': 'scaleToZero',
} as const satisfies Record<SchedulePayload['action'], keyof TakenSchedules>;

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

/**
 * A scale-in without a time means "now"; repeated for a window still open it changes nothing. A scale-to-zero
 * without a time does: the group may have woken meanwhile, and is to be dormant anew.
 */
function isRepeatedNow({ window }: Intent, payload: SchedulePayload, nowMs: number): boolean {
  if (payload.scheduledTime !== undefined || payload.action !== 'scale-in') return false;
  return window !== undefined && window.untilMs > nowMs;
}

interface History {
  readonly taken: TakenSchedules;
  readonly endOfDaysMs: readonly number[];
}

/** What an intent of 0.1 does not say is read off what it holds. */
function historyOf({ scheduledAtMs, taken, lastEndOfDayMs, endOfDaysMs, floor, dormant }: Intent): History {
  const isNewestFloor = floor && scheduledAtMs !== lastEndOfDayMs && scheduledAtMs !== dormant?.sinceMs;
  return {
    taken: taken ?? {
      ...(lastEndOfDayMs !== undefined && { scaleIn: lastEndOfDayMs }),
      ...(isNewestFloor && { ensureCapacity: scheduledAtMs }),
      ...(dormant && { scaleToZero: dormant.sinceMs }),
    },
    endOfDaysMs: endOfDaysMs ?? (lastEndOfDayMs === undefined ? [] : [lastEndOfDayMs]),
  };
}

/** The event beside what there was, if it is the newest of its kind; not yet what the kinds end of one another. */
function withEvent(
  before: (Intent & History) | undefined,
  payload: SchedulePayload,
  { scheduledAtMs, untilMs }: { readonly scheduledAtMs: number; readonly untilMs: number },
): Intent & History {
  const none: Intent & History = { scheduledAtMs, taken: {}, endOfDaysMs: [] };
  const { taken, endOfDaysMs, ...rest } = before ?? none;
  const kind = KIND_OF[payload.action];
  const newestMs = taken[kind] ?? Number.NEGATIVE_INFINITY;
  const known = payload.action === 'scale-in' ? latestOf([...endOfDaysMs, scheduledAtMs]) : endOfDaysMs;
  const history = { taken: { ...taken, [kind]: Math.max(newestMs, scheduledAtMs) }, endOfDaysMs: known };
  if (scheduledAtMs < newestMs) return { ...rest, ...history };
  // Of two at the same time the larger counts: more nodes, the longer time.
  const isSameTime = scheduledAtMs === newestMs;
  switch (payload.action) {
    case 'scale-in': {
      const openUntilMs = isSameTime ? (rest.window?.untilMs ?? 0) : 0;
      const window = { endOfDayMs: scheduledAtMs, untilMs: Math.max(untilMs, openUntilMs) };
      return { ...rest, ...history, window };
    }
    case 'ensure-capacity': {
      const held = isSameTime && rest.floor ? rest.floor : { nodeCount: 0, untilMs: 0 };
      const floor = {
        nodeCount: Math.max(payload.nodeCount, held.nodeCount),
        untilMs: Math.max(untilMs, held.untilMs),
      };
      return { ...rest, ...history, floor };
    }
    case 'scale-to-zero':
      return { ...rest, ...history, dormant: { sinceMs: scheduledAtMs } };
  }
}

/**
 * Lets the newest of each kind end what it ends of the others, in one order of fields. At the same time a scale-to-zero
 * counts as later than a scale-in, and an ensure-capacity as later than both: awake and with capacity is safe.
 */
function settled({ taken, endOfDaysMs, lastEndOfDayMs, window, floor, dormant }: Intent & History): Intent {
  const never = Number.NEGATIVE_INFINITY;
  const { scaleIn = never, ensureCapacity = never, scaleToZero = never } = taken;
  const isClosed = ensureCapacity >= scaleIn || scaleToZero >= scaleIn;
  const isDropped = scaleToZero > ensureCapacity || (floor !== undefined && floor.untilMs <= scaleIn);
  const isAwake = ensureCapacity >= scaleToZero;
  const ends = [...endOfDaysMs, ...(lastEndOfDayMs === undefined ? [] : [lastEndOfDayMs])];
  return {
    scheduledAtMs: Math.max(scaleIn, ensureCapacity, scaleToZero),
    taken: {
      ...(scaleIn !== never && { scaleIn }),
      ...(ensureCapacity !== never && { ensureCapacity }),
      ...(scaleToZero !== never && { scaleToZero }),
    },
    ...(ends.length > 0 && { lastEndOfDayMs: Math.max(...ends), endOfDaysMs }),
    ...(window && !isClosed && { window }),
    ...(floor && !isDropped && { floor }),
    ...(dormant && !isAwake && { dormant }),
  };
}

function latestOf(timesMs: readonly number[]): readonly number[] {
  return [...new Set(timesMs)].sort((a, b) => a - b).slice(-ENDS_OF_DAY_KEPT);
}
