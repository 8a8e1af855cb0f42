// Each check finds what it is for on a day that was made bad by hand, and leaves a good one alone.
import { describe, expect, it } from 'vitest';
import { endedLive } from '../../../lib/campaign/checks/ended-live.ts';
import { endedNextInQueue } from '../../../lib/campaign/checks/ended-next-in-queue.ts';
import { endedWithData } from '../../../lib/campaign/checks/ended-with-data.ts';
import { groupBlocked } from '../../../lib/campaign/checks/group-blocked.ts';
import { hookLeftAlone } from '../../../lib/campaign/checks/hook-left-alone.ts';
import { loweredWithoutProof } from '../../../lib/campaign/checks/lowered-without-proof.ts';
import { notRecovered } from '../../../lib/campaign/checks/not-recovered.ts';
import { unexpectedError } from '../../../lib/campaign/checks/unexpected-error.ts';
import { unlooked } from '../../../lib/campaign/checks/unlooked.ts';
import { GROUP_NAME } from '../../../lib/campaign/world/create-day.ts';
import type { CycleResult } from '../../../lib/cycle/run-cycle.ts';
import { PortError } from '../../../lib/core/errors.ts';
import type { Report } from '../../../lib/targets/rdb-group/domain/node.ts';
import { aDay, anInvocation, at, aWatchedRun } from '../build-run.ts';
import type { RdbGroup } from '../../../lib/targets/rdb-group/rdb-group.ts';

type Watched = ReturnType<typeof aWatchedRun>;

function terminate({ run }: Watched, actor: 'us' | 'person', instanceId: string): void {
  run.actors.as(actor, () => run.world.autoScaling.terminateInstance({ instanceId, decrement: false }));
}

const DECIDED = {
  kind: 'decided',
  actions: [],
  plan: { assessed: { sparesWanted: 0 }, reason: { code: 'enough' } },
} as unknown as CycleResult<RdbGroup>;

describe('a node that ends', () => {
  it('with data is a failure where we ended it, and nobody else', async () => {
    for (const [actor, expected] of [
      ['us', ['ended-with-data']],
      ['person', []],
    ] as const) {
      const watched = aWatchedRun(endedWithData);
      await watched.run.world.runUntil(at(60));
      terminate(watched, actor, watched.nodeIds()[0] ?? '');
      expect(watched.found()).toEqual(expected);
    }
  });

  it('by a scale-in that AWS made of our call is ours; of a person’s call, theirs', async () => {
    for (const [actor, expected] of [
      ['us', ['ended-with-data']],
      ['person', []],
    ] as const) {
      const watched = aWatchedRun(endedWithData, aDay({ isProtected: false }));
      const { run } = watched;
      await run.world.runUntil(at(60));
      run.actors.as(actor, () =>
        run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 1 }),
      );
      expect(watched.found()).toEqual(expected);
    }
  });

  it('is excused where a call that protects may have failed, and ours overtook what a person had just raised', async () => {
    for (const [faults, secondsBetween, expected] of [
      [{ 'calls-failed': 0.1 }, 10, []],
      [{ 'calls-failed': 0.1 }, 11, ['ended-with-data']],
      [{}, 10, ['ended-with-data']],
    ] as const) {
      const watched = aWatchedRun(endedWithData, { ...aDay({ isProtected: false }), faults });
      const { run } = watched;
      const setDesired = (desiredCapacity: number) =>
        run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity });
      await run.world.runUntil(at(60));
      run.actors.as('person', () => setDesired(run.group().desiredCapacity + 1));
      await run.world.runUntil(at(60) + secondsBetween * 1_000);
      run.actors.as('us', () => setDesired(1));
      expect([...new Set(watched.found())]).toEqual(expected);
    }
  });

  it('by a person’s call, and let go by our CONTINUE, is ours', async () => {
    const watched = aWatchedRun(endedWithData, aDay({ hook: 'ours', retains: true }));
    const { run } = watched;
    await run.world.runUntil(at(60));
    const instanceId = watched.nodeIds()[0] ?? '';
    terminate(watched, 'person', instanceId);
    const call = {
      groupName: GROUP_NAME,
      hookName: 'spillway-keep-data',
      instanceId,
      result: 'CONTINUE',
    } as const;
    run.actors.as('us', () => run.world.autoScaling.completeLifecycleAction(call));
    expect(watched.found()).toEqual(['ended-with-data']);
  });

  it('is excused where it said that it had no rows', async () => {
    const watched = aWatchedRun(endedWithData);
    const { run } = watched;
    const instanceId = watched.nodeIds()[0] ?? '';
    run.world.inject({ kind: 'lies', instanceId, fromMs: at(0), untilMs: at(600) });
    await run.world.runUntil(at(60));
    terminate(watched, 'us', instanceId);
    expect(watched.found()).toEqual([]);
    expect(run.excused).toHaveLength(1);
  });

  it('as the live one, or the next in the queue, is a failure even without rows', async () => {
    const live = aWatchedRun(
      endedLive,
      aDay({}, { stream: { nodesPerDay: 0, shape: 'flat', spikeFactor: 1 } }),
    );
    await live.run.world.runUntil(at(60));
    terminate(live, 'us', live.nodeIds()[0] ?? '');
    expect(live.found()).toEqual(['ended-live']);
    const next = aWatchedRun(endedNextInQueue);
    await next.run.world.runUntil(at(60));
    terminate(next, 'us', next.nodeIds()[1] ?? '');
    expect(next.found()).toEqual(['ended-next-in-queue']);
  });

  it('as the next in the queue is excused where it joined it in its hook, and nobody could keep the wait up', async () => {
    for (const [results, expected, excusedCount] of [
      [undefined, [], 1],
      [[DECIDED], ['ended-next-in-queue'], 0],
    ] as const) {
      const group = { hook: 'ours', leavesQueueAfterSeconds: 'never' } as const;
      const schedule = { endOfDayMinute: 70, atEndOfDay: 'scale-in', windowMinutes: 240 } as const;
      const watched = aWatchedRun(endedNextInQueue, aDay(group, { schedule }));
      const { run } = watched;
      const [flushed = ''] = watched.nodeIds();
      await run.world.runUntil(at(60));
      run.tickerplant.rollNow();
      await run.world.runUntil(at(75));
      terminate(watched, 'us', flushed);
      run.world.inject({
        kind: 'node-restarts',
        groupName: GROUP_NAME,
        node: { instanceId: flushed },
        downMs: 1_000,
        atMs: at(75) + 1,
      });
      for (let minute = 76; minute < 83; minute += 1) {
        await run.world.runUntil(at(minute));
        if (results) watched.tick(results);
      }
      expect(watched.found()).toEqual(expected);
      expect(run.excused).toHaveLength(excusedCount);
    }
  });

  it('in a hook that ran out although ticks looked at it is a failure, whoever ended it', async () => {
    for (const [results, expected] of [
      [[DECIDED], ['hook-left-alone']],
      // The lease of a function that was killed: nothing is looked at.
      [[{ kind: 'lease-held', name: GROUP_NAME }], []],
      [undefined, []],
    ] as const) {
      const watched = aWatchedRun(hookLeftAlone, aDay({ hook: 'ours' }));
      await watched.run.world.runUntil(at(60));
      terminate(watched, 'person', watched.nodeIds()[0] ?? '');
      for (let minute = 61; minute < 67; minute += 1) {
        await watched.run.world.runUntil(at(minute));
        if (results) watched.tick(results);
      }
      expect(watched.found()).toEqual(expected);
    }
  });
});

describe('the desired capacity', () => {
  const setDesired = (watched: Watched, desiredCapacity: number, groupReadAtMs: number) =>
    watched.check.onCall?.({ action: 'set-desired', desiredCapacity, groupReadAtMs });

  it('may not be lowered by us', async () => {
    const watched = aWatchedRun(loweredWithoutProof);
    await watched.run.world.runUntil(at(5));
    setDesired(watched, 1, at(5));
    expect(watched.found()).toEqual(['lowered-without-proof']);
  });

  it('may be, unknowingly, where somebody raised it after the cycle had read the group', async () => {
    const watched = aWatchedRun(loweredWithoutProof);
    const { run } = watched;
    await run.world.runUntil(at(5));
    run.actors.as('person', () =>
      run.world.autoScaling.setDesiredCapacity({ groupName: GROUP_NAME, desiredCapacity: 5 }),
    );
    setDesired(watched, 3, at(4));
    expect(watched.found()).toEqual([]);
  });

  it('goes down with a node that two reports proved empty, and with no other', () => {
    const empty = (minute: number): Report => ({
      instanceId: 'i-1',
      source: 'cloudwatch',
      observedAtMs: at(minute + 1),
      sampledFromMs: at(minute),
      rows: 0,
      live: false,
    });
    const watched = aWatchedRun(loweredWithoutProof);
    const end = () => watched.check.onCall?.({ action: 'terminate', instanceId: 'i-1', decrement: true });
    watched.check.onReports?.([empty(1), empty(1)]);
    end();
    expect(watched.found()).toEqual(['lowered-without-proof']);
    watched.check.onReports?.([empty(2)]);
    end();
    expect(watched.found()).toHaveLength(1);
    watched.check.onReports?.([{ ...empty(3), rows: 5 }]);
    end();
    expect(watched.found()).toHaveLength(2);
  });
});

describe('ticks that arrive', () => {
  it('may leave a group unlooked for five minutes, not for eight', async () => {
    const watched = aWatchedRun(unlooked);
    for (let minute = 1; minute <= 8; minute += 1) {
      await watched.run.world.runUntil(at(minute));
      watched.tick();
      expect(watched.found()).toHaveLength(minute <= 6 ? 0 : 1);
    }
    expect(watched.tally.unlookedMinutesMax).toBe(8);
  });

  it('are not asked to look where they hand on what they found, and those that go on are', async () => {
    const watched = aWatchedRun(unlooked);
    await watched.run.world.runUntil(at(8));
    watched.tick([], { handsOn: true });
    expect(watched.found()).toEqual([]);
    watched.tick([], { goesOn: true });
    expect(watched.found()).toEqual(['unlooked']);
  });

  it('come to a decision sooner or later', async () => {
    const watched = aWatchedRun(groupBlocked);
    for (let minute = 1; minute <= 30; minute += 1) {
      await watched.run.world.runUntil(at(minute));
      watched.tick([minute === 5 ? DECIDED : { kind: 'lease-held', name: GROUP_NAME }]);
      expect(watched.found()).toHaveLength(minute <= 25 ? 0 : 1);
    }
  });
});

describe('an exception', () => {
  const refusal = new PortError('ec2:DescribeInstances', 'Throttling', 'Rate exceeded');
  it.each([
    ['is expected where its calls were interfered with', refusal, 1, 0],
    ['is not where none was', refusal, 0, 1],
    ['is not where a mistake of ours is its kind', new TypeError('undefined is not a function'), 1, 1],
    ['is not where it is among others', new AggregateError([refusal, new Error('Refused to act')]), 1, 1],
  ])('%s', (_, error, faultCount, count) => {
    const { check, tally, run } = aWatchedRun(unexpectedError);
    check.onInvocation?.({
      invocation: anInvocation(run.nowMs(), { faultCount }),
      results: [],
      errors: [error],
      besides: [],
    });
    expect(tally.unexpectedErrors).toBe(count);
  });
});

describe('the end of a run', () => {
  it('finds a group that nobody looks after not recovered', async () => {
    const watched = aWatchedRun(notRecovered);
    await watched.run.world.runUntil(at(1_440));
    watched.check.onEnd?.();
    expect(watched.found()).toEqual(['not-recovered']);
  });

  it('finds one that is decided upon, with somebody live and what is wanted, recovered', async () => {
    const watched = aWatchedRun(notRecovered);
    await watched.run.world.runUntil(at(1_440));
    watched.tick([DECIDED]);
    watched.check.onEnd?.();
    expect(watched.found()).toEqual([]);
  });

  it('misses a spare that had its turn before the last look, and none that has it after', async () => {
    const plan = { assessed: { sparesWanted: 1 } };
    for (const [rollsAt, expected] of [
      [1_437, ['not-recovered']],
      [1_439, []],
    ] as const) {
      const watched = aWatchedRun(notRecovered);
      await watched.run.world.runUntil(at(Math.min(rollsAt, 1_438)));
      if (rollsAt < 1_438) watched.run.tickerplant.rollNow();
      await watched.run.world.runUntil(at(1_438));
      watched.tick([{ ...DECIDED, plan } as unknown as CycleResult<RdbGroup>]);
      await watched.run.world.runUntil(at(rollsAt));
      if (rollsAt > 1_438) watched.run.tickerplant.rollNow();
      await watched.run.world.runUntil(at(1_440));
      watched.check.onEnd?.();
      expect(watched.found()).toEqual(expected);
    }
  });
});
