import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/domain/errors.ts';
import type { SchedulePayload } from '../../lib/domain/schedule.ts';
import { HOUR_MS } from '../../lib/domain/units.ts';
import { runSchedule } from '../../lib/cycle/run-schedule.ts';
import type { FakeParts, FakeWorld } from '../build/fake-world.ts';
import { aWorld, TAGS } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';

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
  runSchedule({ payload, eventId }, world.ports);
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
    expect(served.map((r) => r.groupName).sort()).toEqual([...names].sort());
  });
});

it('a schedule says which of the groups it names are not managed or not there', async () => {
  const world = aWorld({ groups: GROUPS });
  const result = await run(world, { ...SCALE_IN, groups: ['fx', 'not', 'gone'] });
  expect(result.results.filter((r) => r.kind === 'not-managed').map((r) => r.groupName)).toEqual([
    'not',
    'gone',
  ]);
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

  it('as superseded: older than one that was taken up', async () => {
    const why = await ignored({ ...SCALE_IN, scheduledTime: at(2 * HOUR_MS) }, SCALE_IN);
    expect(why).toMatchObject({ code: 'schedule-superseded' });
  });

  it('as a holiday', async () => {
    const exceptOn = { timeZone: 'UTC', dates: ['2026-11-20'] };
    const why = await ignored({ ...SCALE_IN, exceptOn });
    expect(why).toMatchObject({ code: 'schedule-holiday' });
    expect(why?.text).toContain('holiday');
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
    const result = await runSchedule({ payload: SCALE_IN, eventId: 'e' }, { ...world.ports, stateStore });
    expect(result.failures).toMatchObject([{ groupName: 'fx' }]);
    expect(result.results.map((r) => r.groupName).sort()).toEqual(['bad', 'eq']);
  });
});
