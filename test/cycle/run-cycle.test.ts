import { describe, expect, it } from 'vitest';
import { DeadlineError, PortError } from '../../lib/domain/errors.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/domain/units.ts';
import { LEASE_ATTEMPTS_MAX, LEASE_DURATION_MS } from '../../lib/cycle/lease-limits.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import type { FakeParts } from '../build/fake-world.ts';
import { aWorld, TAGS } from '../build/fake-world.ts';
import type { Server } from '../build/servers.ts';
import { flushed, live, NOW_MS, provedOnce, queued, rolled } from '../build/servers.ts';

const GROUP = 'rdb-fx';
const FULL = { [GROUP]: { servers: [live(90)] } };
const CONTINUOUS = { ...TAGS, 'spillway:scale-in': 'continuous' };
const SURPLUS = { [GROUP]: { servers: [live(), flushed('i-f')], group: { tags: CONTINUOUS } } };

const cycle = (ports: Parameters<typeof runCycle>[1], groupName = GROUP) =>
  runCycle({ groupName, trigger: 'tick' }, ports);
const denied = () => Promise.reject(new PortError('dynamodb:UpdateItem', 'AccessDeniedException', 'no'));

describe('a cycle', () => {
  it('asks for a spare, remembers that it did, and tells the journal, the bus and the metrics', async () => {
    const world = aWorld({ groups: FULL });
    const result = await cycle(world.ports);
    expect(result).toMatchObject({
      kind: 'decided',
      actions: [{ outcome: { kind: 'applied' } }],
      troubles: {},
    });
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(world.stateStore.items.get(GROUP)).toMatchObject({
      lease: undefined,
      memory: { lastScaleOut: { atMs: NOW_MS, desiredCapacity: 2 }, lastPlan: { kind: 'scale-out' } },
    });
    expect(world.stateStore.journal).toMatchObject([
      {
        kind: 'scale-out',
        trigger: 'tick',
        actions: [{ kind: 'set-desired', desiredCapacity: 2, outcome: { kind: 'applied' } }],
      },
    ]);
    expect(world.announced).toMatchObject([{ type: 'Spillway Scaling Decision' }]);
    expect(world.metrics).toMatchObject([{ groupName: GROUP, metrics: { ScaleOuts: 1, Retirements: 0 } }]);
  });

  it('retires a node in the second cycle that proves it, with an observation of its own', async () => {
    const world = aWorld({ groups: SURPLUS });
    await cycle(world.ports);
    await cycle(world.ports);
    expect(world.sent).toEqual([]);
    world.advance(MINUTE_MS);
    expect(await cycle(world.ports)).toMatchObject({ plan: { kind: 'retire' } });
    expect(world.sent).toEqual(['terminateInstance i-f and decrement']);
    expect(world.metrics.at(-1)?.metrics).toMatchObject({ Retirements: 1 });
  });

  it('that holds makes two reads of AWS and keeps quiet', async () => {
    const world = aWorld({ groups: { [GROUP]: { servers: [live()] } } });
    expect(await cycle(world.ports)).toMatchObject({ kind: 'decided', plan: { kind: 'hold' } });
    expect(world.reads).toEqual(['readGroup', 'readReports']);
    expect(world.stateStore.journal).toEqual([]);
    expect(world.announced).toEqual([]);
    expect(world.stateStore.recordedFences).toEqual([1]);
  });

  it('journals a hold that says something new, once', async () => {
    const world = aWorld({ groups: { [GROUP]: { servers: [live(90)], group: { maxSize: 1 } } } });
    await cycle(world.ports);
    await cycle(world.ports);
    expect(world.stateStore.journal).toMatchObject([{ kind: 'hold', reason: { code: 'at-maximum' } }]);
    expect(world.metrics.map((m) => m.metrics.AtMaximum)).toEqual([1, 1]);
  });

  it('looks the hook up only where a node waits in it, and sends what was decided', async () => {
    const waiting = (build: typeof rolled) =>
      build('i-w', { node: { stage: 'terminating-wait' }, memory: { waitingSinceMs: NOW_MS - HOUR_MS } });
    const empty = aWorld({ groups: { [GROUP]: { servers: [live(), waiting(flushed)] } } });
    await cycle(empty.ports);
    expect(empty.sent).toEqual(['completeHook i-w CONTINUE']);
    const full = aWorld({ groups: { [GROUP]: { servers: [live(), waiting(rolled)] } } });
    await cycle(full.ports);
    await cycle(full.ports);
    expect(full.sent).toEqual(['heartbeatHook i-w']);
    expect(full.announced).toEqual([]);
  });

  it('takes the beginning of a wait from the event that woke it', async () => {
    const fresh = flushed('i-w', { node: { stage: 'terminating-wait' } });
    const groups = { [GROUP]: { servers: [live(), fresh] } };
    const at = async (waitingSinceMs: number) => {
      const world = aWorld({ groups });
      const waitingSince = new Map([['i-w', waitingSinceMs]]);
      await runCycle({ groupName: GROUP, trigger: 'lifecycle', waitingSince }, world.ports);
      return world.sent;
    };
    expect(await at(NOW_MS - MINUTE_MS)).toEqual(['completeHook i-w CONTINUE']);
    expect(await at(NOW_MS - MINUTE_MS + 1)).toEqual(['heartbeatHook i-w']);
  });
});

describe('a group that may not be touched', () => {
  const nothing = async (groups: FakeParts['groups'], name = GROUP) => {
    const world = aWorld({ groups });
    const result = await cycle(world.ports, name);
    expect(world.sent).toEqual([]);
    expect(world.announced).toEqual([]);
    expect(world.stateStore.items.get(name)?.lease).toBeUndefined();
    return { result, world };
  };

  it('has vanished', async () => {
    const { result } = await nothing({}, 'rdb-gone');
    expect(result).toEqual({ kind: 'no-such-group', groupName: 'rdb-gone' });
  });

  it.each([[{}], [{ 'spillway:managed': 'yes' }], [{ 'spillway:mode': 'act' }]])(
    'has the tags %j',
    async (tags) => {
      const { result, world } = await nothing({ [GROUP]: { servers: [live(90)], group: { tags } } });
      expect(result).toEqual({ kind: 'not-managed', groupName: GROUP });
      expect(world.reads).toEqual(['readGroup']);
    },
  );

  it('has a bad tag: it is held, and group, tag, value and what is allowed are journaled once', async () => {
    const tags = { ...TAGS, 'spillway:mode': 'live' };
    const { result, world } = await nothing({ [GROUP]: { servers: [live(90)], group: { tags } } });
    expect(result).toMatchObject({
      kind: 'decided',
      actions: [],
      plan: {
        kind: 'hold',
        reason: { code: 'bad-tag', operands: { tags: ['spillway:mode'], given: ['live'] } },
      },
    });
    await cycle(world.ports);
    expect(world.stateStore.journal).toHaveLength(1);
    expect(world.stateStore.journal[0]?.reason.text).toBe(
      'rdb-fx is held: tag spillway:mode is "live", allowed is one of act, dry-run, off',
    );
    expect(world.stateStore.items.get(GROUP)).toMatchObject({
      nextLookAtMs: NOW_MS + MINUTE_MS,
      troubles: { held: NOW_MS },
    });
    // Mended, it acts; and another bad value is another hold.
    world.advance(MINUTE_MS);
    Object.assign(tags, { 'spillway:mode': 'alive' });
    await cycle(world.ports);
    expect(world.stateStore.journal).toHaveLength(2);
    Object.assign(tags, { 'spillway:mode': 'act' });
    await cycle(world.ports);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(world.stateStore.items.get(GROUP)?.troubles?.held).toBeUndefined();
  });

  it('is off', async () => {
    const tags = { ...TAGS, 'spillway:mode': 'off' };
    await nothing({ [GROUP]: { servers: [live(90)], group: { tags } } });
  });
});

describe('a dry run', () => {
  const tags = { ...CONTINUOUS, 'spillway:mode': 'dry-run' };

  it('reads what is real, decides, journals, and sends nothing', async () => {
    const world = aWorld({ groups: { [GROUP]: { servers: [live(90)], group: { tags } } } });
    const result = await cycle(world.ports);
    expect(result).toMatchObject({
      kind: 'decided',
      plan: { kind: 'scale-out', desiredCapacity: 2 },
      actions: [{ outcome: { kind: 'not-sent', why: 'dry-run' } }],
    });
    expect(world.reads).toEqual(['readGroup', 'readReports']);
    expect(world.sent).toEqual([]);
    expect(world.announced).toEqual([]);
    expect(world.stateStore.journal).toMatchObject([
      {
        kind: 'scale-out',
        actions: [{ kind: 'set-desired', outcome: { kind: 'not-sent', why: 'dry-run' } }],
      },
    ]);
    expect(world.metrics).toMatchObject([{ metrics: { ScaleOuts: 0, SparesWanted: 1 } }]);
    expect(world.stateStore.items.get(GROUP)?.memory?.lastScaleOut).toBeUndefined();
  });
});

describe('the lease', () => {
  const heldUntil = (world: ReturnType<typeof aWorld>, expiresAtMs: number) => {
    const lease = { groupName: GROUP, owner: 'another', fence: 7, expiresAtMs };
    world.stateStore.items.set(GROUP, { ...world.stateStore.items.get(GROUP), lease, fence: 7 });
  };

  it('of another is waited for a few times, then left to the tick', async () => {
    let tries = 0;
    const store = {
      takeLease: () => {
        tries += 1;
        return Promise.resolve({ kind: 'held-by-other' } as const);
      },
    };
    const world = aWorld({ groups: FULL, store });
    expect(await cycle(world.ports)).toEqual({ kind: 'lease-held', groupName: GROUP });
    expect(tries).toBe(LEASE_ATTEMPTS_MAX);
    expect(world.reads).toEqual([]);
    expect(world.sent).toEqual([]);
    const waitedMs = world.ports.clock.nowMs() - NOW_MS;
    expect(waitedMs).toBeGreaterThanOrEqual(3 * 200);
    expect(waitedMs).toBeLessThanOrEqual(3 * SECOND_MS);
  });

  it('of another, found taken to the end, is noted: the group is looked at once more', async () => {
    const world = aWorld({ groups: FULL });
    heldUntil(world, NOW_MS + LEASE_DURATION_MS);
    expect(await cycle(world.ports)).toEqual({ kind: 'lease-held', groupName: GROUP });
    expect((await world.stateStore.readDueTimes([GROUP])).get(GROUP)).toMatchObject({ isWoken: true });
  });

  it.each([
    ['is not there', 'ghost', 'no-such-group'],
    ['is not managed', 'plain', 'not-managed'],
  ])('of a group that %s leaves no item behind', async (_, groupName, kind) => {
    const world = aWorld({ groups: { plain: { servers: [], group: { tags: {} } } } });
    world.stateStore.items.clear();
    expect(await runCycle({ groupName, trigger: 'alarm' }, world.ports)).toEqual({ kind, groupName });
    expect([...world.stateStore.items.keys()]).toEqual([]);
  });

  it('of another that ends while it is waited for is taken', async () => {
    const world = aWorld({ groups: FULL });
    heldUntil(world, NOW_MS + 150);
    expect(await cycle(world.ports)).toMatchObject({ kind: 'decided' });
    expect(world.stateStore.recordedFences).toEqual([8]);
  });

  it.each([
    [60 * SECOND_MS - 1, ['setDesiredCapacity rdb-fx 2']],
    [60 * SECOND_MS, []],
    [LEASE_DURATION_MS, []],
  ])('near its end sends nothing any more: after %d ms of reading, %j', async (readTakesMs, sent) => {
    const world = aWorld({ groups: FULL, readTakesMs });
    const result = await cycle(world.ports);
    expect(world.sent).toEqual(sent);
    if (sent.length > 0) return;
    expect(result).toMatchObject({ actions: [{ outcome: { kind: 'not-sent', why: 'lease' } }] });
    // Nothing changed, for certain: it is neither remembered nor announced.
    expect(world.stateStore.items.get(GROUP)?.memory?.lastScaleOut).toBeUndefined();
    expect(world.announced).toEqual([]);
  });

  it('near its end sends no hook’s step either', async () => {
    const waiting = rolled('i-w', { node: { stage: 'terminating-wait' } });
    const world = aWorld({
      groups: { [GROUP]: { servers: [live(), waiting] } },
      readTakesMs: 60 * SECOND_MS,
    });
    await cycle(world.ports);
    expect(world.sent).toEqual([]);
    expect(world.stateStore.items.get(GROUP)?.memory?.nodes['i-w']?.heartbeatAtMs).toBeUndefined();
  });

  it('that somebody else has taken meanwhile lets the cycle record nothing, and fails it', async () => {
    const world = aWorld({
      groups: FULL,
      writer: {
        setDesiredCapacity: () => {
          heldUntil(world, NOW_MS + HOUR_MS);
          return Promise.resolve({ kind: 'applied' });
        },
      },
    });
    await expect(cycle(world.ports)).rejects.toThrow(DeadlineError);
    expect(world.stateStore.items.get(GROUP)).toMatchObject({ lease: { owner: 'another' } });
    expect(world.stateStore.items.get(GROUP)?.memory?.lastScaleOut).toBeUndefined();
  });
});

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
    const seenSince = { ...server, report: rest as never, memory: { firstSeenAtMs: NOW_MS - MINUTE_MS } };
    const servers = [live(), seenSince];
    const world = aWorld({ groups: { [GROUP]: { servers } }, reader: { readLaunchTimes: broken } });
    const scheduledTime = new Date(NOW_MS - HOUR_MS).toISOString();
    const endOfDay = { action: 'scale-in', scheduledTime, windowMinutes: 240 } as const;
    await world.ports.stateStore.changeIntent(GROUP, endOfDay, NOW_MS);
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
    expect(world.stateStore.items.get(GROUP)?.memory?.lastScaleOut).toMatchObject({ desiredCapacity: 2 });
    expect(world.metrics.at(-1)?.metrics).toMatchObject({ ScaleOuts: 0 });
  });

  it('rejected is journaled, not remembered, and no failure', async () => {
    const outcome = { kind: 'rejected', code: 'ScalingActivityInProgress', message: 'busy' } as const;
    const world = aWorld({ groups: FULL, outcome });
    expect(await cycle(world.ports)).toMatchObject({ actions: [{ outcome }] });
    expect(world.stateStore.items.get(GROUP)?.memory?.lastScaleOut).toBeUndefined();
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
    expect(world.stateStore.items.get(GROUP)?.memory?.lastScaleOut).toBeDefined();
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
      { type: 'Spillway Launch Failure', groupName: GROUP, message: SHORTAGE.message },
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
