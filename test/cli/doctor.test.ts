import { describe, expect, it } from 'vitest';
import { UTC_CALENDAR } from '../../lib/core/calendar.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import type { GroupDiagnosis as Diagnosis } from '../../lib/operate/rdb-group/doctor/diagnose-group.ts';
import type { WorldGroup } from '../../lib/sim/world.ts';
import type { EmulatorOptions } from '../../lib/emulator/start-emulator.ts';
import { learnDays } from '../../lib/targets/rdb-group/decide/learn/learn-days.ts';
import { aPlainGroup, GROUP, START_MS, startLocalOperator, type LocalOperator } from './local-operator.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const SCHEDULES: NonNullable<EmulatorOptions['schedules']> = [
  {
    name: 'end-of-day',
    expression: 'cron(30 21 ? * MON-FRI *)',
    timezone: 'America/New_York',
    input: { action: 'scale-in', scheduledTime: '<aws.scheduler.scheduled-time>', windowMinutes: 240 },
  },
];

async function codesOf(operator: LocalOperator): Promise<readonly string[]> {
  const { text } = await operator.run(`doctor ${GROUP} --json`);
  const [diagnosis] = JSON.parse(text) as readonly Diagnosis[];
  return (diagnosis?.checks ?? []).flatMap(({ findings }) => findings.map((one) => one.code));
}

/** A group adopted with its alarm, looked at by a cycle, half an hour into the session. */
async function anAdoptedGroup(changes: Partial<WorldGroup> = {}): Promise<LocalOperator> {
  const tags = { 'spillway:leaves-queue': 'true', ...changes.tags };
  const operator = await startLocalOperator([aPlainGroup({ ...changes, tags })], { schedules: SCHEDULES });
  await operator.pass(20);
  await operator.run(`adopt ${GROUP} --yes --alarm`);
  await operator.ports.calendars.writeCalendar('default', UTC_CALENDAR);
  await runCycle(RDB_GROUP, { name: GROUP, trigger: 'tick' }, operator.ports);
  return operator;
}

describe('spillway doctor', () => {
  it('finds nothing wrong with a group that was adopted, reports, and is looked at', async () => {
    const operator = await anAdoptedGroup();
    const { exitStatus, text } = await operator.run(`doctor ${GROUP}`);
    expect(text).toContain('nothing is wrong, 1 to note');
    expect(text).toContain('note   reports: who queries is routed by role alone');
    expect(text.match(/fix:/g)).toHaveLength(1);
    expect(exitStatus).toBe(0);
  });

  it('names all that is wrong with a group that nobody adopted, each with a fix, and ends with 1', async () => {
    const operator = await startLocalOperator([
      aPlainGroup({
        minSize: 3,
        maxSize: 3,
        healthCheckType: 'ELB',
        maxInstanceLifetimeSeconds: 604_800,
        usesSpot: true,
        scalingPolicies: [{ PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling', Enabled: true }],
        scheduledActions: [{ ScheduledActionName: 'nightly', Recurrence: '0 22 * * *' }],
        telemetry: { metrics: 'memory' },
      }),
    ]);
    await operator.pass(5);
    operator.world.autoScaling.startInstanceRefresh(GROUP);
    const { exitStatus, text } = await operator.run(`doctor ${GROUP}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(`fix: spillway adopt ${GROUP}`);
    expect(text).toContain(
      `fix: aws autoscaling delete-policy --auto-scaling-group-name ${GROUP} --policy-name cpu`,
    );
    expect(await codesOf(operator)).toEqual([
      'not-managed',
      'az-rebalance-on',
      'new-nodes-unprotected',
      'nodes-unprotected',
      'deletable-by-force',
      'no-hook',
      'not-retained',
      'health-checks',
      'spot',
      'maximum-lifetime',
      'instance-refresh',
      'scaling-policy',
      'scheduled-action',
      'roles-unreported',
      'no-room',
      'no-alarm',
      'no-scale-in-schedule',
      'calendar-unknown',
    ]);
  });

  it('says that no metrics arrive, and that those that came are too old', async () => {
    const silent = await startLocalOperator([aPlainGroup()]);
    expect(await codesOf(silent)).toContain('no-metrics');
    const operator = await anAdoptedGroup();
    const fromMs = operator.world.clock.nowMs();
    operator.world.inject({ kind: 'metrics-stop', groupName: GROUP, fromMs, untilMs: fromMs + 3_600_000 });
    await operator.pass(5);
    expect(await codesOf(operator)).toContain('stale-metrics');
  });

  it('says that the tick is late', async () => {
    const operator = await anAdoptedGroup();
    await operator.pass(7);
    expect(await codesOf(operator)).not.toContain('tick-late');
    await operator.pass(1);
    expect(await codesOf(operator)).toContain('tick-late');
  });

  it('says what retiring within the day would save, in money where the price of an hour is said', async () => {
    const operator = await anAdoptedGroup();
    // Three days whose stream ended six hours before they did.
    const endOfDaysMs = [3, 2, 1].map((daysAgo) => START_MS - daysAgo * DAY_MS);
    const busy = endOfDaysMs.flatMap((endMs) =>
      [12, 11, 10, 9, 8, 7].map((hours) => ({ atMs: endMs - hours * HOUR_MS, amount: 1_000 })),
    );
    const { stateStore } = operator.ports;
    const taken = await stateStore.takeLease({
      name: GROUP,
      owner: 'test',
      nowMs: operator.world.clock.nowMs(),
      durationMs: MINUTE_MS,
      impossibleAfterMs: Number.MAX_SAFE_INTEGER,
    });
    if (taken.kind !== 'taken') throw new Error('nobody else has the lease');
    const learned = { ...taken.state.learned, days: learnDays([], busy) };
    await stateStore.giveBack(taken.lease, { learned });
    await stateStore.changeIntent(GROUP, () => ({
      kind: 'set',
      intent: { scheduledAtMs: START_MS - DAY_MS, endOfDaysMs },
    }));
    const told = 'each would save about as much a day';
    expect((await operator.run(`doctor ${GROUP}`)).text).toContain(`${told} (with --price-per-hour`);
    const { text } = await operator.run(`doctor ${GROUP} --price-per-hour 0.5`);
    expect(text).toMatch(
      new RegExp(`in the (\\d\\.\\d) h before it.*${told}, \\$2\\.\\d\\d at \\$0\\.5 an hour`),
    );
  });

  it('says which call is not allowed, and still checks the rest', async () => {
    const operator = await anAdoptedGroup();
    // The SDK sends a refused call once more when the answer's `Date` is not the machine's, as on a virtual clock.
    operator.emulator.injectWireFault({
      action: 'DescribePolicies',
      fault: { kind: 'deny' },
      times: Infinity,
    });
    operator.world.autoScaling.resumeProcesses(GROUP, ['AZRebalance']);
    const { exitStatus, text } = await operator.run(`doctor ${GROUP}`);
    expect(exitStatus).toBe(1);
    expect(text).toContain('you may not call autoscaling:DescribePolicies');
    expect(text).toContain('AZRebalance runs');
  });

  it('says that a cycle was refused for want of permission', async () => {
    const operator = await anAdoptedGroup({
      tags: { 'spillway:spares-min': '4', 'spillway:lead-time': '180s' },
    });
    expect(await codesOf(operator)).not.toContain('functions-refused');
    operator.emulator.injectWireFault({ action: 'SetDesiredCapacity', fault: { kind: 'deny' } });
    await operator.run(`scale ${GROUP} --to 6`).catch(() => undefined);
    expect(await codesOf(operator)).toContain('functions-refused');
  });

  it('says that the state table is not there', async () => {
    const operator = await startLocalOperator([aPlainGroup()], { stateTable: null });
    expect(await codesOf(operator)).toContain('no-state-table');
  });

  it('looks at all managed groups where none is named', async () => {
    const operator = await startLocalOperator([
      aPlainGroup({ tags: { 'spillway:managed': 'true' } }),
      aPlainGroup({ name: 'other' }),
    ]);
    const { text } = await operator.run('doctor --json');
    expect((JSON.parse(text) as readonly Diagnosis[]).map((one) => one.groupName)).toEqual([GROUP]);
  });

  it('ends with 1 for a group that is not there', async () => {
    const operator = await startLocalOperator([]);
    expect(await operator.run('doctor rdb-gone')).toMatchObject({
      exitStatus: 1,
      text: expect.stringContaining('there is no Auto Scaling group "rdb-gone"') as string,
    });
  });
});
