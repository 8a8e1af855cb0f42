// Days over the emulator: the ports are AWS's adapters, and what befalls a call comes about on the wire.
import { describe, expect, it } from 'vitest';
import { GROUP_NAME } from '../../lib/campaign/world/create-day.ts';
import { drawDay, drawOptions } from '../../lib/campaign/options/draw-options.ts';
import type { GroupFunctions } from '../../lib/campaign/drive/group-functions.ts';
import { schedulePayload } from '../../lib/core/schedule.ts';
import { memoryAlarm } from '../../lib/sim/aws/memory-alarm.ts';
import type { Report } from '../../lib/targets/rdb-group/domain/node.ts';
import { PortError } from '../../lib/core/errors.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import type { CallFault } from '../../lib/campaign/drive/call-faults.ts';
import { overEmulator } from './over-emulator.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const fault = (change: Partial<CallFault>): CallFault => ({
  code: 'InternalFailure',
  message: 'An internal error has occurred',
  isUnanswered: false,
  isDone: false,
  isRefusal: false,
  ...change,
});

describe('over the emulator', () => {
  it('ticks look at the run’s own group, in our name, and tell what needs attention', () =>
    overEmulator(
      async ({ run, ports, shown }) => {
        await run.world.runUntil(run.nowMs() + 90_000);
        const all = { ...ports, clock: run.world.clock };
        const { results, failures } = await runTick(RDB_GROUP, all);
        expect(failures).toEqual([]);
        expect(results).toMatchObject([{ kind: 'decided', name: GROUP_NAME }]);
        expect(run.actors.raisedByUs()).toBe(2);
        expect(shown).toEqual([[]]);
        run.actors.as('person', () =>
          run.world.autoScaling.putTags(GROUP_NAME, { 'spillway:burst-factor': 'plenty' }),
        );
        await run.world.runUntil(run.nowMs() + 5 * 60_000);
        await runTick(RDB_GROUP, all);
        expect(shown.at(-1)).toContain('held');
      },
      { group: { tags: { 'spillway:spares-min': '3' } } },
    ));

  it('each handler is woken by the event that AWS sends, and looks at the run’s own group', () =>
    overEmulator(async ({ run, ports, functions }) => {
      await run.world.runUntil(run.nowMs() + 90_000);
      const all = { ...ports, clock: run.world.clock };
      const [instanceId = ''] = run.group().instances.keys();
      const due = {
        action: 'scale-in',
        scheduledTime: new Date(run.nowMs()).toISOString(),
        windowMinutes: 60,
      };
      const change = {
        ...memoryAlarm(60),
        state: 'ALARM',
        previousState: 'OK',
        reason: 'full',
        atMs: run.nowMs(),
        recentDatapoints: [],
        watched: {
          kind: 'metrics-insights',
          expression: 'SELECT MAX(LiveMemoryUsedPercent)',
          periodSeconds: 60,
          contributor: { AutoScalingGroupName: GROUP_NAME },
        },
      } as unknown as Parameters<GroupFunctions['alarm']>[0];
      const waiting = {
        detailType: 'EC2 Instance-terminate Lifecycle Action',
        atMs: run.nowMs(),
        groupName: GROUP_NAME,
        instanceId,
        detail: {
          AutoScalingGroupName: GROUP_NAME,
          EC2InstanceId: instanceId,
          LifecycleHookName: 'spillway-keep-data',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          LifecycleActionToken: 'a-token',
        },
      } as unknown as Parameters<GroupFunctions['lifecycle']>[0];
      const works = {
        'on-tick': functions.tick,
        'on-alarm': functions.alarm(change),
        'on-lifecycle': functions.lifecycle(waiting),
        'on-schedule': functions.schedule({ atMs: run.nowMs(), payload: schedulePayload.parse(due) }),
      };
      for (const [name, woken] of Object.entries(works)) {
        const { results, errors } = await woken(all);
        expect([name, errors]).toEqual([name, []]);
        expect(results).toMatchObject([{ kind: 'decided', name: GROUP_NAME }]);
        expect(run.occurred.get(`handler: ${name}`)).toBe(1);
      }
      const refused = new PortError('dynamodb:UpdateItem', 'AccessDeniedException', 'no');
      const stateStore = { ...ports.stateStore, takeLease: () => Promise.reject(refused) };
      for (const woken of [works['on-tick'], works['on-alarm'], works['on-schedule']])
        expect(await woken({ ...all, stateStore })).toEqual({ results: [], errors: [refused], failed: true });
    }));

  it('what servers write into their items is read from the state table', () =>
    overEmulator(
      async ({ run, ports }) => {
        await run.world.runUntil(run.nowMs() + 3 * 60_000);
        const all = { ...ports, clock: run.world.clock };
        const read: Report[] = [];
        const telemetryFor: typeof all.telemetryFor = (policy) => ({
          async readReports(queries) {
            const answers = await ports.telemetryFor(policy).readReports(queries);
            for (const answer of answers) if (answer.ok) read.push(...answer.value.reports);
            return answers;
          },
        });
        await runTick(RDB_GROUP, { ...all, telemetryFor });
        expect(new Set(read.map(({ source }) => source))).toEqual(new Set(['table']));
        expect(new Set(read.map(({ instanceId }) => instanceId))).toEqual(
          new Set(run.group().instances.keys()),
        );
      },
      { group: { writesItems: true } },
    ));

  it('a fault of a call is read as AWS’s answer to it', () =>
    overEmulator(async ({ ports, strike, run }) => {
      const read = () => ports.fleetReader.readGroup(GROUP_NAME);
      const raise = () => ports.fleetWriter.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 3 });
      // One request may be struck, or all: a read gets over one.
      const outcomes = [];
      for (let i = 0; i < 8; i += 1)
        outcomes.push(await strike(fault({ isRefusal: true }), '', read).catch((error: unknown) => error));
      const errors = outcomes.filter((outcome) => outcome instanceof PortError);
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.every((error) => error.failure === 'throttled')).toBe(true);

      expect(await strike(fault({ isRefusal: true }), '', raise)).toMatchObject({ kind: 'rejected' });
      expect(await strike(fault({ isUnanswered: true }), '', raise)).toMatchObject({ kind: 'unknown' });
      expect(run.group().desiredCapacity).toBe(2);
      expect(await strike(fault({ isDone: true }), '', raise)).toMatchObject({ kind: 'unknown' });
      expect(run.group().desiredCapacity).toBe(3);
      expect(await raise()).toMatchObject({ kind: 'applied' });
    }));

  it('runs are the first days of those with the same seeds', () => {
    // What is handed on is the emulator's alone.
    const { dayCount, stream, handOn, ...rest } = drawDay(5);
    expect(handOn).toEqual({ noTime: 0.4, lost: 0, late: 0.4, threefold: 0.4 });
    expect(drawOptions(5)).not.toHaveProperty('handOn');
    expect(dayCount).toBe(1);
    expect(stream.halfDay).toBeUndefined();
    expect(drawOptions(5)).toMatchObject(rest);
  });
});
