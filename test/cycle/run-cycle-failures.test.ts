// A cycle whose calls fail, or are not answered: what it leaves behind, and what it tells.
import { changeBySchedule } from '../../lib/core/apply-schedule.ts';
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { type FakeParts, aWorld } from '../build/fake-world.ts';
import { type Server, flushed, live, NOW_MS, provedOnce, queued, rolled } from '../build/servers.ts';
import { cycle, denied, FULL, GROUP } from './one-cycle.ts';

describe('a state table that is missing or denied', () => {
  it('changes nothing in AWS, which is not even read', async () => {
    const world = aWorld({ groups: FULL, store: { takeLease: denied } });
    await expect(cycle(world.ports)).rejects.toThrow(PortError);
    expect(world.reads).toEqual([]);
    expect(world.sent).toEqual([]);
  });

  it('fails the cycle when it goes missing after the plan was applied', async () => {
    const world = aWorld({ groups: FULL, store: { giveBack: denied } });
    await expect(cycle(world.ports)).rejects.toThrow(/AccessDenied/);
    expect(world.announced).toHaveLength(1);
  });
});

describe('a read that fails', () => {
  const broken = () => Promise.reject(new PortError('autoscaling:Describe', 'Throttling', 'slow down'));

  it.each<[string, Partial<FakeParts>, readonly Server[]]>([
    ['of the group', { reader: { readGroup: broken } }, [live(90)]],
    [
      'of the hook',
      { reader: { readTerminatingHooks: broken } },
      [live(90), rolled('i-w', { node: { stage: 'terminating-wait' } })],
    ],
  ])('%s changes nothing, gives the lease back and fails the cycle', async (_, parts, servers) => {
    const world = aWorld({ groups: { [GROUP]: { servers } }, ...parts });
    const before = world.stateStore.items.get(GROUP);
    await expect(cycle(world.ports)).rejects.toThrow('Throttling');
    expect(world.sent).toEqual([]);
    // Of the item nothing changes but that the failure is named: the next look is due as it was.
    expect(world.stateStore.items.get(GROUP)).toEqual({
      ...before,
      fence: 1,
      lease: undefined,
      troubles: { failing: NOW_MS },
    });
    expect(world.stateStore.journal).toEqual([]);
  });

  it('of launch times leaves a node of which they would speak alone', async () => {
    const { report, ...server } = provedOnce(flushed('i-f'));
    const { queued: _, ...rest } = report ?? {};
    const seenSince = {
      ...server,
      report: rest as never,
      learned: { launch: { firstSeenAtMs: NOW_MS - MINUTE_MS } },
    };
    const servers = [live(), seenSince];
    const world = aWorld({ groups: { [GROUP]: { servers } }, reader: { readLaunchTimes: broken } });
    const scheduledTime = new Date(NOW_MS - HOUR_MS).toISOString();
    const endOfDay = { action: 'scale-in', scheduledTime, windowMinutes: 240 } as const;
    await world.ports.stateStore.changeIntent(GROUP, changeBySchedule(endOfDay, NOW_MS));
    await expect(cycle(world.ports)).rejects.toThrow('Throttling');
    expect(world.sent).toEqual([]);
  });

  it('and a lease that then cannot be given back are both told', async () => {
    const world = aWorld({ groups: FULL, reader: { readGroup: broken }, store: { giveBack: denied } });
    await expect(cycle(world.ports)).rejects.toThrow(/Throttling.*the lease was not given back/);
  });
});

describe('what becomes of a call', () => {
  it('unknown is remembered as if it had been applied, and sent no second time', async () => {
    const world = aWorld({ groups: FULL, outcome: { kind: 'unknown', message: 'timed out' } });
    expect(await cycle(world.ports)).toMatchObject({ actions: [{ outcome: { kind: 'unknown' } }] });
    expect(world.sent).toHaveLength(1);
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toMatchObject({
      desiredCapacity: 2,
    });
    expect(world.metrics.at(-1)?.metrics).toMatchObject({ ScaleOuts: 0 });
  });

  it('rejected is journaled, not remembered, and no failure', async () => {
    const outcome = { kind: 'rejected', code: 'ScalingActivityInProgress', message: 'busy' } as const;
    const world = aWorld({ groups: FULL, outcome });
    expect(await cycle(world.ports)).toMatchObject({ actions: [{ outcome }] });
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toBeUndefined();
    expect(world.stateStore.journal).toMatchObject([{ actions: [{ outcome }] }]);
    expect(world.announced).toEqual([]);
  });

  it.each(['denied', 'unsigned'] as const)('%s is recorded and fails the cycle', async (failure) => {
    const outcome = { kind: 'rejected', code: 'TheCode', message: 'not authorized', failure } as const;
    const world = aWorld({ groups: FULL, outcome });
    await expect(cycle(world.ports)).rejects.toThrow('rdb-fx: set-desired was refused: TheCode');
    expect(world.stateStore.recordedFences).toEqual([1]);
    expect(world.stateStore.journal).toHaveLength(1);
  });
});

describe('what was applied is remembered', () => {
  const remembered = async (parts: Partial<FakeParts>, message: string) => {
    const world = aWorld({ groups: FULL, ...parts });
    await expect(cycle(world.ports)).rejects.toThrow(message);
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toBeDefined();
    return world;
  };

  it('though the journal cannot be written', async () => {
    const world = await remembered({ store: { writeJournal: denied } }, 'AccessDenied');
    expect(world.announced).toHaveLength(1);
  });

  it('though the event bus refuses', async () => {
    const announce = () => Promise.reject(new PortError('events:PutEvents', 'InternalFailure', 'down'));
    await remembered({ announce }, 'events:PutEvents');
  });

  it('though the scaling activities cannot be read, which are not asked for again at once', async () => {
    const asked: number[] = [];
    const world = aWorld({
      groups: { [GROUP]: { servers: [live(90), rolled('i-r')], group: { desiredCapacity: 3 } } },
      reader: {
        readLaunchFailures: () => {
          asked.push(world.ports.clock.nowMs());
          return Promise.reject(new PortError('autoscaling:DescribeScalingActivities', 'Throttling', 'slow'));
        },
      },
    });
    await expect(cycle(world.ports)).rejects.toThrow('DescribeScalingActivities');
    expect(world.stateStore.recordedFences).toEqual([1]);
    await cycle(world.ports);
    expect(asked).toEqual([NOW_MS]);
  });
});

describe('capacity that does not come', () => {
  const SHORTAGE = { atMs: NOW_MS - 1, message: 'We currently do not have sufficient capacity' };
  const missing = { [GROUP]: { servers: [live(90)], group: { desiredCapacity: 2 } } };

  it('is looked up in the activities, announced and counted, once in five minutes', async () => {
    const world = aWorld({ groups: missing, launchFailures: [SHORTAGE] });
    for (let minute = 0; minute < 7; minute += 1) {
      await cycle(world.ports);
      world.advance(MINUTE_MS);
    }
    const asked = world.reads.filter((name) => name === 'readLaunchFailures');
    expect(asked).toHaveLength(2);
    expect(world.announced).toMatchObject([
      { type: 'Spillway Launch Failure', target: GROUP, message: SHORTAGE.message },
      { type: 'Spillway Launch Failure' },
    ]);
    expect(world.metrics.map((m) => m.metrics.LaunchFailures)).toEqual([1, 0, 0, 0, 0, 1, 0]);
  });

  it('is not looked up within a minute of asking for it, nor where all is there', async () => {
    const justAsked = aWorld({ groups: FULL });
    await cycle(justAsked.ports);
    await cycle(justAsked.ports);
    expect(justAsked.reads).not.toContain('readLaunchFailures');
    const there = aWorld({ groups: { [GROUP]: { servers: [live(), queued('i-q')] } } });
    await cycle(there.ports);
    expect(there.reads).not.toContain('readLaunchFailures');
  });
});
