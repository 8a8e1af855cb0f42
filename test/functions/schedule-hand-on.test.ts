// What a schedule has no time for, from invocation to invocation, as Lambda begins them one after the other.
import { describe, expect, it } from 'vitest';
import { leftEvents } from '../../functions/events/left-event.ts';
import { parseLeftSchedule, scheduleLeft } from '../../functions/events/left-schedule-event.ts';
import { lambdaHandler, type Served } from '../../functions/lambda-handler.ts';
import { serveSchedule } from '../../functions/on-schedule.ts';
import { PortError, UnknownEventError } from '../../lib/core/errors.ts';
import type { SchedulePayload } from '../../lib/core/schedule.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { BATCH_TIME_MS, TARGETS_PER_BATCH_MAX } from '../../lib/cycle/batch-limits.ts';
import { EVENT_BYTES_MAX, GENERATIONS_MAX } from '../../lib/ports/next-invocation.ts';
import { throttled } from '../../lib/sim/aws/aws-error.ts';
import { createSimNextInvocation } from '../../lib/sim/ports/sim-next-invocation.ts';
import { createWorld } from '../../lib/sim/world.ts';
import { aWorld, type FakeParts } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';

const ENSURE = { action: 'ensure-capacity', nodeCount: 2, holdMinutes: 90 } as const;
const refused = () => Promise.reject(new PortError('dynamodb:UpdateItem', 'Throttling', 'no'));

interface ScheduleParts {
  readonly groupCount: number;
  /** After so many written intents an invocation has no more time. */
  readonly groupsEach: number;
  /** Groups whose intent cannot be written in the first invocations, so many. */
  readonly broken?: { readonly names: readonly string[]; readonly invocations: number };
}

/** So many groups, which one schedule means. */
function aSchedule({ groupCount, groupsEach, broken }: ScheduleParts) {
  const names = Array.from({ length: groupCount }, (_, i) => `g${i}`);
  const groups = Object.fromEntries(
    names.map((name) => [name, { servers: [live(10, { node: { instanceId: `i-${name}` } })] }]),
  ) satisfies FakeParts['groups'];
  const world = aWorld({ groups });
  const lambda = createWorld({ startMs: NOW_MS });
  const served: Served[] = [];
  const errors: unknown[] = [];
  const events: unknown[] = [];
  const tried: string[] = [];
  const { changeIntent } = world.ports.stateStore;
  const stateStore: typeof world.ports.stateStore = {
    ...world.ports.stateStore,
    changeIntent: (name, change) => {
      tried.push(name);
      const isBroken = broken?.names.includes(name) === true && events.length <= broken.invocations;
      return isBroken ? refused() : changeIntent(name, change);
    },
  };
  const invoke = async (event: unknown): Promise<void> => {
    events.push(event);
    const triedBefore = tried.length;
    const context = {
      awsRequestId: `request-${events.length}`,
      functionName: 'on-schedule',
      getRemainingTimeInMillis: () =>
        tried.length - triedBefore < groupsEach ? BATCH_TIME_MS : BATCH_TIME_MS - 1,
    };
    const ports = { ...world.ports, stateStore, nextInvocation };
    const handler = lambdaHandler('on-schedule', serveSchedule, () => ports);
    try {
      served.push(await handler(event, context as never));
    } catch (error) {
      errors.push(error);
    }
  };
  const nextInvocation = createSimNextInvocation(lambda, invoke);
  return {
    names,
    world,
    lambda,
    served,
    errors,
    events,
    tried,
    run: async (payload: SchedulePayload = ENSURE) => {
      await invoke(payload);
      await lambda.runUntil(NOW_MS + MINUTE_MS);
    },
  };
}

describe('a schedule that has no time for all', () => {
  it('goes on in other invocations until all are served, each once, in the order of the listing', async () => {
    const count = 2 * TARGETS_PER_BATCH_MAX + 50;
    const schedule = aSchedule({ groupCount: count, groupsEach: TARGETS_PER_BATCH_MAX });
    await schedule.run();
    const { names, world, served, errors, events, tried } = schedule;
    expect(errors).toEqual([]);
    expect(tried).toEqual(names);
    expect(new Set(world.sent)).toEqual(new Set(names.map((name) => `setDesiredCapacity ${name} 2`)));
    expect(world.sent).toHaveLength(count);
    expect(served.map(({ handedOnCount }) => handedOnCount)).toEqual([150, 50, undefined]);
    expect(served.map(({ results }) => results.length)).toEqual([100, 100, 50]);
    const handed = { schedule: { ...ENSURE, scheduledTime: new Date(NOW_MS).toISOString() } };
    expect(events.slice(1)).toEqual([
      { ...handed, eventId: 'request-1', left: { groups: names.slice(-150) }, generation: 1 },
      { ...handed, eventId: 'request-1', left: { groups: names.slice(-50) }, generation: 2 },
    ]);
    expect(world.reads.filter((name) => name === 'listManagedGroups')).toHaveLength(1);
    const journaled = world.stateStore.journal.filter(({ kind }) => kind === 'schedule');
    expect(journaled).toHaveLength(count);
    expect(new Set(journaled.map(({ cycleId }) => cycleId))).toEqual(new Set(['request-1']));
  });

  it('leaves nothing behind where there is time: nobody is asked to go on', async () => {
    const schedule = aSchedule({ groupCount: TARGETS_PER_BATCH_MAX, groupsEach: TARGETS_PER_BATCH_MAX });
    await schedule.run();
    expect(schedule.events).toHaveLength(1);
    expect(schedule.served[0]?.results).toHaveLength(TARGETS_PER_BATCH_MAX);
  });

  it('hands on those that failed behind the others, and does not fail for them: all would be tried again', async () => {
    const broken = { names: ['g3'], invocations: 1 };
    const schedule = aSchedule({
      groupCount: TARGETS_PER_BATCH_MAX + 1,
      groupsEach: TARGETS_PER_BATCH_MAX,
      broken,
    });
    await schedule.run();
    expect(schedule.errors).toEqual([]);
    expect(schedule.served[0]?.toldFailures).toMatchObject([{ name: 'g3' }]);
    expect(schedule.events[1]).toMatchObject({ left: { groups: ['g100', 'g3'] } });
    expect(schedule.world.sent).toHaveLength(TARGETS_PER_BATCH_MAX + 1);
  });

  it('fails for those that failed once none is left, and is then tried again by Lambda', async () => {
    const broken = { names: ['g3'], invocations: 2 };
    const schedule = aSchedule({
      groupCount: TARGETS_PER_BATCH_MAX + 1,
      groupsEach: TARGETS_PER_BATCH_MAX,
      broken,
    });
    await schedule.run();
    expect(schedule.served).toHaveLength(1);
    expect(String(schedule.errors)).toMatch(/1 of 2 groups failed: g3: PortError/);
  });

  it('fails, and names the first, where they cannot be handed on, and after a bounded number', async () => {
    const refusedOn = aSchedule({ groupCount: 1, groupsEach: 0 });
    refusedOn.lambda.calls.intercept(() => ({ kind: 'refuse', error: throttled() }));
    await refusedOn.run();
    expect(String(refusedOn.errors)).toMatch(
      /from g0 on, and they could not be handed on \(PortError: .*\): Lambda tries the event again/,
    );
    const endless = aSchedule({ groupCount: 1, groupsEach: 0 });
    await endless.run();
    expect(endless.events).toHaveLength(GENERATIONS_MAX + 1);
    expect(String(endless.errors)).toMatch(/no time was left for 1 targets .* after 13 invocations/);
    expect(endless.world.stateStore.items.get('g0')?.intent).toBeUndefined();
  });
});

describe('what a schedule hands on', () => {
  const names = Array.from({ length: 3_000 }, (_, i) => `${'g'.repeat(120)}${i}`);
  const dates = Array.from({ length: 200 }, (_, i) => `2026-${String(1 + (i % 12)).padStart(2, '0')}-01`);
  const payload: SchedulePayload = {
    ...ENSURE,
    groups: names,
    calendar: 'nyse',
    exceptOn: { timeZone: 'America/New_York', dates },
    calendarDates: { timeZone: 'America/New_York', holidays: dates, halfDays: [] },
  };

  it('is small enough for Lambda, names nobody twice, and keeps the moment that it was for', () => {
    const more = scheduleLeft(payload, { eventId: 'e', takenUpAtMs: NOW_MS });
    const events = leftEvents({ groups: names }, 1, more);
    expect(events.length).toBeGreaterThan(1);
    for (const event of events) {
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(EVENT_BYTES_MAX);
      expect(parseLeftSchedule(event, ['groups'])).toEqual(event);
    }
    expect(events.flatMap(({ left }) => left['groups'] ?? [])).toEqual(names);
    expect(more.schedule).not.toHaveProperty('groups');
    expect(more.schedule).not.toHaveProperty('calendarDates');
    expect(more.schedule).toMatchObject({ scheduledTime: new Date(NOW_MS).toISOString(), calendar: 'nyse' });
    const told = { ...payload, scheduledTime: '2026-11-20T09:00:00Z' };
    expect(scheduleLeft(told, { eventId: 'e', takenUpAtMs: NOW_MS }).schedule.scheduledTime).toBe(
      '2026-11-20T09:00:00Z',
    );
  });

  it.each([
    ['no schedule', { schedule: undefined }, /schedule/],
    ['a schedule that is none', { schedule: { action: 'scale-out' } }, /schedule\.action/],
    ['no id', { eventId: '' }, /eventId/],
    ['names that are no list', { left: { groups: 'g0' } }, /left\.groups/],
    ['targets that have no schedules', { left: { streams: ['feed'] } }, /streams/],
    ['a generation beyond the last', { generation: GENERATIONS_MAX + 1 }, /generation/],
  ])('is refused with %s, by name, and nothing is done', async (_, change, named) => {
    const schedule = aSchedule({ groupCount: 1, groupsEach: 1 });
    const event = { schedule: ENSURE, eventId: 'e', left: { groups: ['g0'] }, generation: 1, ...change };
    await schedule.run(event as never);
    expect(schedule.errors).toHaveLength(1);
    expect(schedule.errors[0]).toBeInstanceOf(UnknownEventError);
    expect(String(schedule.errors)).toMatch(named);
    expect(schedule.tried).toEqual([]);
  });
});
