import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import type { SchedulePayload } from '../../lib/core/schedule.ts';
import { HOUR_MS } from '../../lib/core/units.ts';
import { runSchedule } from '../../lib/cycle/triggers/run-schedule.ts';
import type { FakeParts, FakeWorld } from '../build/fake-world.ts';
import { aWorld, TAGS } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const tagged = (id: string, tags: Record<string, string>) => ({
  servers: [live(10, { node: { instanceId: id } })],
  group: { tags: { ...TAGS, ...tags } },
});
const GROUPS: FakeParts['groups'] = {
  fx: tagged('i-fx', {}),
  eq: tagged('i-eq', { 'spillway:calendar': 'nyse' }),
  bad: tagged('i-bad', { 'spillway:calendar': 'nyse', 'spillway:mode': '?' }),
  not: { servers: [live(10, { node: { instanceId: 'i-not' } })], group: { tags: {} } },
};
const scheduledTime = new Date(NOW_MS - HOUR_MS).toISOString();
const SCALE_IN: SchedulePayload = { action: 'scale-in', windowMinutes: 240, scheduledTime };

const run = (world: FakeWorld, payload: SchedulePayload, eventId = 'event-1') =>
  runSchedule(RDB_GROUP, { payload, eventId }, world.ports);
const intents = (world: FakeWorld) =>
  [...world.stateStore.items].filter(([, item]) => item.intent).map(([name]) => name);

describe('a schedule means', () => {
  it.each<[string, Partial<SchedulePayload>, readonly string[]]>([
    ['every managed group', {}, ['fx', 'eq', 'bad']],
    ['the groups it names', { groups: ['fx'] }, ['fx']],
    ['the groups of its calendar', { calendar: 'nyse' }, ['eq']],
    ['the groups of the default calendar, by that name', { calendar: 'default' }, ['fx']],
    ['no group that is not managed, named or not', { groups: ['not', 'fx'] }, ['fx']],
    ['no group that is not there', { groups: ['gone'] }, []],
  ])('%s', async (_, selection, names) => {
    const world = aWorld({ groups: GROUPS });
    const result = await run(world, { ...SCALE_IN, ...selection } as SchedulePayload);
    expect(result.failures).toEqual([]);
    expect(intents(world)).toEqual(names);
    const served = result.results.filter((r) => r.kind !== 'not-managed');
    expect(served.map((r) => r.name).sort()).toEqual([...names].sort());
  });
});

it('a schedule says which of the groups it names are not managed or not there', async () => {
  const world = aWorld({ groups: GROUPS });
  const result = await run(world, { ...SCALE_IN, groups: ['fx', 'not', 'gone'] });
  expect(result.results.filter((r) => r.kind === 'not-managed').map((r) => r.name)).toEqual(['not', 'gone']);
});

describe('a schedule that is taken up', () => {
  it('writes the intent, says so in the journal, and runs the cycle at once', async () => {
    const world = aWorld({ groups: { fx: GROUPS['fx'] ?? { servers: [] } } });
    await run(world, { action: 'ensure-capacity', nodeCount: 4, holdMinutes: 90, scheduledTime });
    expect(world.stateStore.items.get('fx')?.intent?.floor).toMatchObject({ nodeCount: 4 });
    expect(world.sent).toEqual(['setDesiredCapacity fx 4']);
    expect(world.stateStore.journal).toMatchObject([
      { kind: 'schedule', cycleId: 'event-1', reason: { code: 'ensure-capacity' } },
      { kind: 'scale-out', trigger: 'schedule', reason: { code: 'schedule-floor' } },
    ]);
  });

  it('is delivered twice, and changes nothing more', async () => {
    const world = aWorld({ groups: { fx: GROUPS['fx'] ?? { servers: [] } } });
    await run(world, SCALE_IN);
    const { intent } = world.stateStore.items.get('fx') ?? {};
    const journaled = world.stateStore.journal.filter((e) => e.kind === 'schedule').length;
    await run(world, SCALE_IN, 'event-1-again');
    expect(world.stateStore.items.get('fx')?.intent).toEqual(intent);
    expect(world.stateStore.journal.filter((e) => e.kind === 'schedule')).toHaveLength(journaled);
  });
});

describe('a schedule that is ignored is journaled, with why', () => {
  const ignored = async (payload: SchedulePayload, before?: SchedulePayload) => {
    const world = aWorld({ groups: { fx: GROUPS['fx'] ?? { servers: [] } } });
    if (before) await run(world, before, 'before');
    const intent = world.stateStore.items.get('fx')?.intent;
    await run(world, payload);
    expect(world.stateStore.items.get('fx')?.intent).toEqual(intent);
    return world.stateStore.journal.find((e) => e.cycleId === 'event-1')?.reason;
  };
  const at = (agoMs: number) => new Date(NOW_MS - agoMs).toISOString();

  it('as expired: the end of day delivered next morning', async () => {
    const why = await ignored({ ...SCALE_IN, scheduledTime: at(12 * HOUR_MS) });
    expect(why).toMatchObject({ code: 'schedule-expired' });
    expect(why?.text).toContain('its time has passed');
  });

  it('as superseded: older than one of its kind that was taken up', async () => {
    const ensure = (nodeCount: number, agoMs: number): SchedulePayload => ({
      action: 'ensure-capacity',
      nodeCount,
      holdMinutes: 240,
      scheduledTime: at(agoMs),
    });
    const why = await ignored(ensure(3, 2 * HOUR_MS), ensure(2, HOUR_MS));
    expect(why).toMatchObject({ code: 'schedule-superseded' });
  });

  it('as one that may not be guessed at: the intent there cannot be read', async () => {
    const world = aWorld({ groups: GROUPS });
    world.stateStore.writeIntentText('fx', '{');
    const result = await run(world, SCALE_IN);
    expect(result.failures).toEqual([]);
    expect(intents(world)).toEqual(['eq', 'bad']);
    const why = world.stateStore.journal.find((e) => e.target === 'fx' && e.cycleId === 'event-1')?.reason;
    expect(why).toMatchObject({ code: 'schedule-bad-item' });
    expect(why?.text).toContain('cannot be read');
  });

  it('as a holiday', async () => {
    const exceptOn = { timeZone: 'UTC', dates: ['2026-11-20'] };
    const why = await ignored({ ...SCALE_IN, exceptOn });
    expect(why).toMatchObject({ code: 'schedule-holiday' });
    expect(why?.text).toContain('holiday');
  });
});

describe('the journal says what a schedule ended', () => {
  const iso = (agoMs: number) => new Date(NOW_MS - agoMs).toISOString();
  const ensure = (agoMs: number): SchedulePayload => ({
    action: 'ensure-capacity',
    nodeCount: 4,
    holdMinutes: 240,
    scheduledTime: iso(agoMs),
  });
  const toZero = (agoMs: number): SchedulePayload => ({ action: 'scale-to-zero', scheduledTime: iso(agoMs) });

  it.each([
    ['closes the scale-in window that was open until', [SCALE_IN, ensure(0)]],
    ['closes the scale-in window that was open until', [SCALE_IN, toZero(0)]],
    ['replaces the scale-in window that was open until', [SCALE_IN, { ...SCALE_IN, scheduledTime: iso(0) }]],
    ['ends the floor of 4 nodes that was held until', [ensure(1), toZero(0)]],
    ['wakes the group, dormant since', [toZero(1), ensure(0)]],
    ['its window is closed by the ensure-capacity of', [ensure(0), SCALE_IN]],
    ['has been woken since, by the ensure-capacity of', [ensure(0), toZero(1)]],
    ['its floor has ended, by the scale-to-zero of', [toZero(0), ensure(1)]],
    ['a later scale-in has been taken up before it', [{ ...SCALE_IN, scheduledTime: iso(0) }, SCALE_IN]],
  ])('%s', async (words, payloads) => {
    const world = aWorld({ groups: { fx: GROUPS['fx'] ?? { servers: [] } } });
    for (const [index, payload] of payloads.entries()) await run(world, payload, `event-${index}`);
    const last = world.stateStore.journal.find((e) => e.cycleId === `event-${payloads.length - 1}`);
    expect(last?.reason.text).toContain('was taken up; ');
    expect(last?.reason.text).toContain(words);
  });

  it('and no more, where it ended nothing', async () => {
    const world = aWorld({ groups: { fx: GROUPS['fx'] ?? { servers: [] } } });
    await run(world, SCALE_IN);
    expect(world.stateStore.journal[0]?.reason.text).toBe(`scale-in of ${scheduledTime} was taken up`);
  });
});

describe('a group whose intent cannot be written', () => {
  it('is a failure of its own; its cycle does not run, the others do', async () => {
    const world = aWorld({ groups: GROUPS });
    const { changeIntent } = world.stateStore;
    const stateStore = {
      ...world.ports.stateStore,
      changeIntent: (...args: Parameters<typeof changeIntent>) =>
        args[0] === 'fx'
          ? Promise.reject(new PortError('dynamodb:UpdateItem', 'AccessDenied', 'no'))
          : changeIntent(...args),
    };
    const result = await runSchedule(
      RDB_GROUP,
      { payload: SCALE_IN, eventId: 'e' },
      { ...world.ports, stateStore },
    );
    expect(result.failures).toMatchObject([{ name: 'fx' }]);
    expect(result.results.map((r) => r.name).sort()).toEqual(['bad', 'eq']);
  });
});

describe('the calendar that a schedule carries', () => {
  const calendarDates = { timeZone: 'America/New_York', holidays: ['2026-12-25'], halfDays: ['2026-12-24'] };
  const payload: SchedulePayload = { ...SCALE_IN, calendar: 'nyse', calendarDates };

  it('is kept under its name, on its holidays too', async () => {
    const world = aWorld({ groups: GROUPS });
    await run(world, { ...payload, exceptOn: { timeZone: 'UTC', dates: [scheduledTime.slice(0, 10)] } });
    expect([...world.calendars.calendars]).toEqual([['nyse', calendarDates]]);
    expect(intents(world)).toEqual([]);
  });

  it('is kept even if no group can be listed', async () => {
    const refused = new PortError('autoscaling:DescribeAutoScalingGroups', 'AccessDenied', 'no');
    const listManagedGroups = () => {
      throw refused;
    };
    const world = aWorld({ groups: GROUPS, reader: { listManagedGroups } });
    expect((await run(world, payload)).failures).toEqual([{ name: '*', error: refused }]);
    expect(world.calendars.calendars.get('nyse')).toEqual(calendarDates);
  });

  it('that cannot be kept is a failure of its own, and stands in no target’s way', async () => {
    const world = aWorld({ groups: GROUPS });
    const refused = new PortError('dynamodb:PutItem', 'AccessDenied', 'no');
    const calendars = { ...world.ports.calendars, writeCalendar: () => Promise.reject(refused) };
    const served = await runSchedule(RDB_GROUP, { payload, eventId: 'e' }, { ...world.ports, calendars });
    expect(served.failures).toEqual([{ name: '*', error: refused }]);
    expect(intents(world)).toEqual(['eq']);
  });

  it('is not there in a schedule of 0.1, and then nothing is kept', async () => {
    const world = aWorld({ groups: GROUPS });
    await run(world, { ...SCALE_IN, calendar: 'nyse' });
    expect(world.calendars.calendars.size).toBe(0);
  });
});
