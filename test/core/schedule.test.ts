import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Intent, SchedulePayload } from '../../lib/core/schedule.ts';
import { applySchedule } from '../../lib/core/apply-schedule.ts';
import { ENDS_OF_DAY_KEPT, SCALE_TO_ZERO_WINDOW_MS, schedulePayload } from '../../lib/core/schedule.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';

const CLOSE_MS = Date.parse('2026-11-20T21:00:00Z');
const iso = (atMs: number) => new Date(atMs).toISOString();

function scaleIn(atMs?: number, windowMinutes = 240): SchedulePayload {
  return { action: 'scale-in', windowMinutes, ...(atMs !== undefined && { scheduledTime: iso(atMs) }) };
}
function ensure(nodeCount: number, atMs?: number, holdMinutes = 60): SchedulePayload {
  const scheduledTime = atMs !== undefined && { scheduledTime: iso(atMs) };
  return { action: 'ensure-capacity', nodeCount, holdMinutes, ...scheduledTime };
}
function toZero(atMs?: number): SchedulePayload {
  return { action: 'scale-to-zero', ...(atMs !== undefined && { scheduledTime: iso(atMs) }) };
}
function taken(current: Intent | undefined, payload: SchedulePayload, nowMs: number): Intent {
  const change = applySchedule(current, payload, nowMs);
  if (change.kind !== 'set') throw new Error(change.why);
  return change.intent;
}

describe('of two schedules of a kind at the same time', () => {
  it.each([
    [ensure(4, CLOSE_MS), ensure(2, CLOSE_MS, 90)],
    [ensure(2, CLOSE_MS, 90), ensure(4, CLOSE_MS)],
  ])('the larger counts, and the longer, in either order', (first, second) => {
    const intent = taken(taken(undefined, first, CLOSE_MS), second, CLOSE_MS);
    expect(intent.floor).toEqual({ nodeCount: 4, untilMs: CLOSE_MS + 90 * MINUTE_MS });
  });
});

describe('a schedule payload', () => {
  it.each([
    [{ action: 'scale-in' }, { action: 'scale-in', windowMinutes: 240 }],
    [
      { action: 'ensure-capacity', nodeCount: 0 },
      { action: 'ensure-capacity', nodeCount: 0, holdMinutes: 60 },
    ],
    [
      { action: 'scale-to-zero', groups: ['a'] },
      { action: 'scale-to-zero', groups: ['a'] },
    ],
    [
      { action: 'scale-in', scheduledTime: '2026-11-20T21:00:00Z', windowMinutes: 10_080, calendar: 'nyse' },
      { action: 'scale-in', scheduledTime: '2026-11-20T21:00:00Z', windowMinutes: 10_080, calendar: 'nyse' },
    ],
  ])('%j is read with its defaults', (given, payload) => {
    expect(schedulePayload.parse(given)).toEqual(payload);
  });

  it.each([
    [{}],
    [{ action: 'scale-out' }],
    [{ action: 'scale-in', windowMinutes: 0 }],
    [{ action: 'scale-in', windowMinutes: -1 }],
    [{ action: 'scale-in', windowMinutes: 10_081 }],
    [{ action: 'scale-in', windowMinutes: '240' }],
    [{ action: 'scale-in', scheduledTime: 'today' }],
    [{ action: 'scale-in', scheduledTime: '2026-11-20T21:00:00' }],
    [{ action: 'scale-in', nodeCount: 2 }],
    [{ action: 'scale-in', groups: [] }],
    [{ action: 'scale-in', groups: [''] }],
    [{ action: 'scale-in', calendar: '' }],
    [{ action: 'ensure-capacity' }],
    [{ action: 'ensure-capacity', nodeCount: -1 }],
    [{ action: 'ensure-capacity', nodeCount: 1.5 }],
    [{ action: 'ensure-capacity', nodeCount: 10_001 }],
    [{ action: 'ensure-capacity', nodeCount: 1, holdMinutes: 0 }],
    [{ action: 'scale-to-zero', windowMinutes: 5 }],
    [{ action: 'scale-in', exceptOn: { timeZone: 'Mars/Olympus', dates: [] } }],
    [{ action: 'scale-in', exceptOn: { timeZone: 'Europe/London', dates: ['2026-13-01'] } }],
    [null],
    ['scale-in'],
  ])('%j is refused', (given) => {
    expect(schedulePayload.safeParse(given).success).toBe(false);
  });
});

describe('an end-of-day scale-in', () => {
  it('opens a window counted from its scheduled time, however late it comes', () => {
    expect(taken(undefined, scaleIn(CLOSE_MS), CLOSE_MS + HOUR_MS)).toEqual({
      scheduledAtMs: CLOSE_MS,
      taken: { scaleIn: CLOSE_MS },
      lastEndOfDayMs: CLOSE_MS,
      endOfDaysMs: [CLOSE_MS],
      window: { endOfDayMs: CLOSE_MS, untilMs: CLOSE_MS + 4 * HOUR_MS },
    });
  });

  it.each([
    [CLOSE_MS + 4 * HOUR_MS - 1, 'set'],
    [CLOSE_MS + 4 * HOUR_MS, 'ignored'],
    [CLOSE_MS + 12 * HOUR_MS, 'ignored'],
  ])('that arrives at %d is %s: its window lasts four hours', (nowMs, kind) => {
    expect(applySchedule(undefined, scaleIn(CLOSE_MS), nowMs).kind).toBe(kind);
  });

  it('delivered next morning is expired', () => {
    const change = applySchedule(undefined, scaleIn(CLOSE_MS), CLOSE_MS + 12 * HOUR_MS);
    expect(change).toEqual({ kind: 'ignored', why: 'expired' });
  });

  it('without a scheduled time means now', () => {
    expect(taken(undefined, scaleIn(), CLOSE_MS).window?.endOfDayMs).toBe(CLOSE_MS);
  });

  it('without a scheduled time changes nothing while a window is open', () => {
    const open = taken(undefined, scaleIn(), CLOSE_MS);
    const again = applySchedule(open, scaleIn(), CLOSE_MS + 4 * HOUR_MS - 1);
    expect(again).toEqual({ kind: 'ignored', why: 'unchanged' });
  });

  it('without a scheduled time opens a new window once the old one has passed', () => {
    const open = taken(undefined, scaleIn(), CLOSE_MS);
    const again = taken(open, scaleIn(), CLOSE_MS + 4 * HOUR_MS);
    expect(again.window?.endOfDayMs).toBe(CLOSE_MS + 4 * HOUR_MS);
  });

  it('leaves a floor that is still held, and drops one that ended before it', () => {
    const floored = taken(undefined, ensure(4, CLOSE_MS - 30 * MINUTE_MS), CLOSE_MS);
    expect(taken(floored, scaleIn(CLOSE_MS), CLOSE_MS).floor).toEqual(floored.floor);
    expect(taken(floored, scaleIn(CLOSE_MS + HOUR_MS), CLOSE_MS + HOUR_MS).floor).toBeUndefined();
  });

  it('leaves a dormant group dormant', () => {
    const dormant = taken(undefined, toZero(CLOSE_MS), CLOSE_MS);
    expect(taken(dormant, scaleIn(CLOSE_MS + 1), CLOSE_MS + 1).dormant).toEqual({ sinceMs: CLOSE_MS });
  });
});

describe('capacity ensured before the open', () => {
  const openMs = CLOSE_MS + 16 * HOUR_MS;

  it('closes the window, wakes the group, holds a floor, and remembers the last end of day', () => {
    const closing = taken(undefined, scaleIn(CLOSE_MS, 1_440), CLOSE_MS);
    const dormant = taken(closing, toZero(CLOSE_MS + 1), CLOSE_MS + 1);
    for (const before of [closing, dormant]) {
      expect(taken(before, ensure(4, openMs), openMs)).toEqual({
        scheduledAtMs: openMs,
        taken: { ...before.taken, ensureCapacity: openMs },
        lastEndOfDayMs: CLOSE_MS,
        endOfDaysMs: [CLOSE_MS],
        floor: { nodeCount: 4, untilMs: openMs + HOUR_MS },
      });
    }
  });

  it('is expired once its hold has passed', () => {
    const change = applySchedule(undefined, ensure(4, openMs, 30), openMs + 30 * MINUTE_MS);
    expect(change).toEqual({ kind: 'ignored', why: 'expired' });
    expect(applySchedule(undefined, ensure(4, openMs, 30), openMs + 30 * MINUTE_MS - 1).kind).toBe('set');
  });
});

describe('a weekend scale-to-zero', () => {
  it('puts the group dormant, closes the window and drops the floor', () => {
    const floored = taken(undefined, ensure(4, CLOSE_MS - 1, 600), CLOSE_MS);
    const both = taken(floored, scaleIn(CLOSE_MS), CLOSE_MS);
    expect(taken(both, toZero(CLOSE_MS + 1), CLOSE_MS + 1)).toEqual({
      scheduledAtMs: CLOSE_MS + 1,
      taken: { ensureCapacity: CLOSE_MS - 1, scaleIn: CLOSE_MS, scaleToZero: CLOSE_MS + 1 },
      lastEndOfDayMs: CLOSE_MS,
      endOfDaysMs: [CLOSE_MS],
      dormant: { sinceMs: CLOSE_MS + 1 },
    });
  });

  it.each([
    [CLOSE_MS + SCALE_TO_ZERO_WINDOW_MS - 1, 'set'],
    [CLOSE_MS + SCALE_TO_ZERO_WINDOW_MS, 'ignored'],
  ])('that arrives at %d is %s', (nowMs, kind) => {
    expect(applySchedule(undefined, toZero(CLOSE_MS), nowMs).kind).toBe(kind);
  });

  it.each([[CLOSE_MS + HOUR_MS], [undefined]])(
    'later, at %s, is dormant anew: the group may have woken meanwhile',
    (scheduledAtMs) => {
      const dormant = taken(undefined, toZero(CLOSE_MS), CLOSE_MS);
      const again = taken(dormant, toZero(scheduledAtMs), CLOSE_MS + HOUR_MS);
      expect(again.dormant).toEqual({ sinceMs: CLOSE_MS + HOUR_MS });
    },
  );
});

describe('on a holiday of its calendar', () => {
  const exceptOn = { timeZone: 'America/New_York', dates: ['2026-11-26'] };

  it.each([
    ['2026-11-26T21:00:00Z', 'holiday'],
    ['2026-11-27T04:59:00Z', 'holiday'],
    ['2026-11-26T05:00:00Z', 'holiday'],
    ['2026-11-26T04:59:00Z', undefined],
    ['2026-11-27T05:00:00Z', undefined],
  ])('a schedule at %s is ignored as %s, by the local date it was meant for', (at, why) => {
    const change = applySchedule(
      undefined,
      { ...scaleIn(Date.parse(at)), exceptOn },
      Date.parse(at) + HOUR_MS,
    );
    expect(change.kind === 'ignored' ? change.why : undefined).toBe(why);
  });
});

describe('whatever events arrive, and in whatever order', () => {
  const at = fc.integer({ min: -6, max: 6 }).map((hours) => CLOSE_MS + hours * HOUR_MS);
  const event = fc.oneof(
    at.map((atMs) => scaleIn(atMs)),
    fc.tuple(fc.nat(5), at).map(([count, atMs]) => ensure(count, atMs)),
    at.map((atMs) => toZero(atMs)),
  );

  it('the same event at once again is unchanged', () => {
    let afterOthers = 0;
    fc.assert(
      fc.property(fc.array(event), event, (before, last) => {
        const current = before.reduce<Intent | undefined>(intentAfter, undefined);
        const first = applySchedule(current, last, CLOSE_MS);
        fc.pre(first.kind === 'set');
        if (current) afterOthers += 1;
        expect(applySchedule(first.intent, last, CLOSE_MS)).toEqual({ kind: 'ignored', why: 'unchanged' });
      }),
    );
    expect(afterOthers).toBeGreaterThan(20);
  });

  it('the intent is the one that they leave when each comes once, in order', () => {
    const seen = { outOfOrder: 0, windows: 0, floors: 0, dormant: 0, closed: 0 };
    fc.assert(
      fc.property(fc.uniqueArray(event, { selector: keyOf, minLength: 1, maxLength: 6 }), (events) => {
        const inOrder = [...events].sort((a, b) => rankOf(a) - rankOf(b));
        const intent = events.reduce<Intent | undefined>(intentAfter, undefined);
        expect(intent).toEqual(inOrder.reduce<Intent | undefined>(intentAfter, undefined));
        const wanted = inOrder.filter(isAlive).reduce<Wanted>(after, { ends: [] });
        expect({ window: intent?.window, floor: intent?.floor, dormant: intent?.dormant }).toEqual({
          window: wanted.window,
          floor: wanted.floor,
          dormant: wanted.dormant,
        });
        expect(intent?.endOfDaysMs ?? []).toEqual(wanted.ends.slice(-ENDS_OF_DAY_KEPT));
        seen.outOfOrder += events.some((e, i) => e !== inOrder[i]) ? 1 : 0;
        seen.windows += wanted.window ? 1 : 0;
        seen.floors += wanted.floor ? 1 : 0;
        seen.dormant += wanted.dormant ? 1 : 0;
        seen.closed += wanted.ends.length > 0 && !wanted.window ? 1 : 0;
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  /** The contract of the payloads read plainly, for events in order. */
  interface Wanted extends Pick<Intent, 'window' | 'floor' | 'dormant'> {
    readonly ends: readonly number[];
  }
  function after(before: Wanted, payload: SchedulePayload): Wanted {
    const atMs = Date.parse(payload.scheduledTime ?? '');
    switch (payload.action) {
      case 'scale-in': {
        const { floor, window: _, ...rest } = before;
        return {
          ...rest,
          ends: [...before.ends, atMs],
          window: { endOfDayMs: atMs, untilMs: atMs + payload.windowMinutes * MINUTE_MS },
          ...(floor && floor.untilMs > atMs && { floor }),
        };
      }
      case 'ensure-capacity':
        return {
          ends: before.ends,
          floor: { nodeCount: payload.nodeCount, untilMs: atMs + payload.holdMinutes * MINUTE_MS },
        };
      case 'scale-to-zero':
        return { ends: before.ends, dormant: { sinceMs: atMs } };
    }
  }

  /** At the same time: scale-in, scale-to-zero, ensure-capacity. One of each kind for each time. */
  const KINDS = ['scale-in', 'scale-to-zero', 'ensure-capacity'];
  const rankOf = ({ scheduledTime, action }: SchedulePayload) =>
    Date.parse(scheduledTime ?? '') + KINDS.indexOf(action);
  const keyOf = ({ scheduledTime, action }: SchedulePayload) => `${action} ${scheduledTime}`;
  const isAlive = (payload: SchedulePayload) => applySchedule(undefined, payload, CLOSE_MS).kind === 'set';

  function intentAfter(current: Intent | undefined, payload: SchedulePayload): Intent | undefined {
    const change = applySchedule(current, payload, CLOSE_MS);
    return change.kind === 'set' ? change.intent : current;
  }
});

describe('events that come late', () => {
  const openMs = CLOSE_MS + 2 * MINUTE_MS;

  it('an end of day after a capacity ensured before it opens its window, counted from its own time', () => {
    const ensured = taken(undefined, ensure(4, CLOSE_MS - MINUTE_MS), CLOSE_MS - MINUTE_MS);
    const { window, floor } = taken(ensured, scaleIn(CLOSE_MS), openMs);
    expect(window).toEqual({ endOfDayMs: CLOSE_MS, untilMs: CLOSE_MS + 4 * HOUR_MS });
    expect(floor?.nodeCount).toBe(4);
  });

  it('an end of day after a later capacity is an end of day, and its window stays closed', () => {
    const ensured = taken(undefined, ensure(4, CLOSE_MS + MINUTE_MS), CLOSE_MS + MINUTE_MS);
    expect(taken(ensured, scaleIn(CLOSE_MS), openMs)).toEqual({
      ...ensured,
      taken: { scaleIn: CLOSE_MS, ensureCapacity: CLOSE_MS + MINUTE_MS },
      lastEndOfDayMs: CLOSE_MS,
      endOfDaysMs: [CLOSE_MS],
    });
  });

  it('capacity ensured before an end of day leaves its window open, and holds its floor', () => {
    const closing = taken(undefined, scaleIn(CLOSE_MS), CLOSE_MS);
    const { window, floor } = taken(closing, ensure(4, CLOSE_MS - MINUTE_MS), openMs);
    expect(window).toEqual(closing.window);
    expect(floor?.nodeCount).toBe(4);
  });

  it('capacity ensured before a scale-to-zero does not wake the group', () => {
    const dormant = taken(undefined, toZero(CLOSE_MS), CLOSE_MS);
    const late = taken(dormant, ensure(4, CLOSE_MS - MINUTE_MS), openMs);
    expect(late).toMatchObject({ dormant: { sinceMs: CLOSE_MS } });
    expect(late.floor).toBeUndefined();
  });

  it('the latest six ends of day are kept', () => {
    const dayMs = 24 * HOUR_MS;
    const days = [0, 1, 2, 4, 3, 5, 6].map((day) => CLOSE_MS + day * dayMs);
    const nowMs = CLOSE_MS + 6 * dayMs;
    const week = days.reduce<Intent | undefined>(
      (now, at) => taken(now, scaleIn(at, 10_080), nowMs),
      undefined,
    );
    expect(week?.endOfDaysMs).toEqual([1, 2, 3, 4, 5, 6].map((day) => CLOSE_MS + day * dayMs));
    expect(applySchedule(week, scaleIn(CLOSE_MS, 10_080), nowMs)).toEqual({
      kind: 'ignored',
      why: 'superseded',
    });
  });
});

describe('an intent of 0.1', () => {
  const open: Intent = {
    scheduledAtMs: CLOSE_MS,
    lastEndOfDayMs: CLOSE_MS,
    window: { endOfDayMs: CLOSE_MS, untilMs: CLOSE_MS + 4 * HOUR_MS },
  };
  const held: Intent = {
    scheduledAtMs: CLOSE_MS + 1,
    lastEndOfDayMs: CLOSE_MS - HOUR_MS,
    floor: { nodeCount: 4, untilMs: CLOSE_MS + 1 + HOUR_MS },
  };
  const dormant: Intent = {
    scheduledAtMs: CLOSE_MS,
    lastEndOfDayMs: CLOSE_MS - 1,
    dormant: { sinceMs: CLOSE_MS },
  };

  it.each([
    ['an open window', open, scaleIn(CLOSE_MS)],
    ['a floor', held, ensure(4, CLOSE_MS + 1)],
    ['dormant', dormant, toZero(CLOSE_MS)],
  ])('with %s is left as it is by the event that made it', (_, intent, payload) => {
    expect(applySchedule(intent, payload, CLOSE_MS + MINUTE_MS)).toEqual({
      kind: 'ignored',
      why: 'unchanged',
    });
  });

  it('knows what ended what: an older event of another kind brings nothing back', () => {
    expect(taken(held, scaleIn(CLOSE_MS), CLOSE_MS + MINUTE_MS).window).toBeUndefined();
    expect(taken(dormant, ensure(9, CLOSE_MS - MINUTE_MS), CLOSE_MS + MINUTE_MS).dormant).toEqual(
      dormant.dormant,
    );
  });
});

describe('an event from the future', () => {
  it.each([
    [60, 'set'],
    [61, 'ignored'],
  ])('%i minutes ahead is %s', (minutes, kind) => {
    const nowMs = CLOSE_MS - minutes * MINUTE_MS;
    expect(applySchedule(undefined, scaleIn(CLOSE_MS), nowMs).kind).toBe(kind);
  });
});
