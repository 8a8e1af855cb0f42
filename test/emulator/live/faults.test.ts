// Breaking things on the local AWS, and mending them before their time: on a world with RDBs that are probed.
import { DescribePoliciesCommand } from '@aws-sdk/client-auto-scaling';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { FAULT_KINDS } from '../../../lib/emulator/live/fault-kinds.ts';
import { otherGroupsOf } from '../../../lib/emulator/live/live-state.ts';
import { createLastingFaults } from '../../../lib/emulator/live/lasting-faults.ts';
import { createLocalCalls } from '../../../lib/emulator/live/local-calls.ts';
import { createPacedClock } from '../../../lib/emulator/live/paced-clock.ts';
import { askAll, kindsOf } from '../rdbs/ask-rdbs.ts';
import { aGroup, START_MS, startLocalAws } from '../local-aws.ts';

const CREDENTIALS = { username: 'spillway', password: 'right' };

/** A live node and one that waits; time moves when it is told to. */
async function broken(reports: 'probe' | 'cloudwatch' = 'probe', groups = [aGroup()]) {
  const rdbServers = { credentials: CREDENTIALS };
  const aws = await startLocalAws({ groups, ...(reports === 'probe' && { rdbServers }) });
  const { world, emulator } = aws;
  const real = { nowMs: () => 0, sleep: () => Promise.resolve() };
  const paced = createPacedClock({ clock: world.clock, real, speed: 1, heldUpBy: () => undefined });
  const faults = createLastingFaults(world.clock.nowMs);
  const calls = createLocalCalls({
    ...{ world, paced, faults, rdbs: emulator.rdbs, injectWireFault: emulator.injectWireFault },
    openScaleIn: () => Promise.resolve(),
    state: () => expect.fail('nobody asks'),
  });
  const call = (name: string, body: object = {}) => calls[name]?.(body);
  const passMinutes = (minutes: number) => emulator.runUntil(world.clock.nowMs() + minutes * MINUTE_MS);
  const answers = async () => kindsOf(await askAll(aws, CREDENTIALS));
  const [live = '', queued = ''] = [...(world.tickerplants.get('rdb-a')?.nodes.keys() ?? [])];
  return { ...aws, faults, call, passMinutes, answers, live, queued };
}

describe('a fault that lasts', () => {
  it('is told with whom it strikes and until when, and is over by itself', async () => {
    const { call, faults, answers, passMinutes, live } = await broken();
    const until = new Date(START_MS + 5 * MINUTE_MS).toISOString();
    expect(await call('fault', { kind: 'reports-stop', node: 'live', minutes: 5 })).toEqual({
      ...{ fault: 'reports-stop', group: 'rdb-a', node: live, until },
    });
    expect(faults.list()).toEqual([{ id: 1, kind: 'reports-stop', group: 'rdb-a', node: live, until }]);
    expect(await answers()).toEqual(['refused', 'report']);
    await passMinutes(4.99);
    expect(faults.list()).toHaveLength(1);
    await passMinutes(0.01);
    expect(faults.list()).toEqual([]);
    expect(await answers()).toEqual(['report', 'report']);
  });

  it('is mended before its time, alone or with all others', async () => {
    const { call, faults, answers, queued } = await broken();
    await call('fault', { kind: 'wrong-password', node: queued, minutes: 30 });
    await call('fault', { kind: 'reports-stop', node: 'live', minutes: 30 });
    await call('fault', { kind: 'no-capacity', minutes: 30 });
    expect(await call('mend', { kind: 'reports-stop' })).toMatchObject({ mended: [{ id: 2 }] });
    expect(await answers()).toEqual(['report', 'access-denied']);
    expect(await call('mend')).toMatchObject({ mended: [{ id: 1 }, { id: 3 }] });
    expect(await answers()).toEqual(['report', 'report']);
    expect(faults.list()).toEqual([]);
    expect(await call('mend')).toEqual({ mended: [] });
  });

  it('that ends takes no other of the same node with it', async () => {
    const { call, answers, passMinutes } = await broken();
    await call('fault', { kind: 'wrong-password', node: 'live', minutes: 30 });
    await call('fault', { kind: 'reports-stop', node: 'live', minutes: 5 });
    expect(await answers()).toEqual(['refused', 'report']);
    await passMinutes(5);
    expect(await answers()).toEqual(['access-denied', 'report']);
    await call('mend', { kind: 'wrong-password' });
    expect(await answers()).toEqual(['report', 'report']);
  });

  it('of a whole group strikes those launched meanwhile too', async () => {
    const { call, answers, passMinutes, world } = await broken();
    await call('fault', { kind: 'reports-stop', minutes: 30 });
    world.autoScaling.setDesiredCapacity({ groupName: 'rdb-a', desiredCapacity: 3 });
    await passMinutes(3);
    expect(await answers()).toEqual(['refused', 'refused', 'refused']);
    await call('mend', { group: 'rdb-a' });
    expect(await answers()).toEqual(['report', 'report', 'report']);
  });

  it('of launches is over for those that come after it was mended', async () => {
    const { call, passMinutes, world } = await broken();
    await call('fault', { kind: 'stays-pending', minutes: 600 });
    await call('mend', { id: 1 });
    world.autoScaling.setDesiredCapacity({ groupName: 'rdb-a', desiredCapacity: 3 });
    await passMinutes(3);
    expect(world.tickerplants.get('rdb-a')?.queue()).toHaveLength(2);
  });

  it('of published metrics: they come again once it is mended', async () => {
    const { call, passMinutes, world, live } = await broken();
    const newest = () => {
      const series = world.metrics
        .listAll()
        .find(({ dimensions }) => Object.values(dimensions).includes(live));
      return series?.atMs.at(-1);
    };
    await passMinutes(2);
    await call('fault', { kind: 'reports-stop', node: 'live', minutes: 60 });
    const before = newest();
    await passMinutes(5);
    expect(newest()).toBe(before);
    await call('mend');
    await passMinutes(2);
    expect(newest()).toBeGreaterThan(before ?? Number.POSITIVE_INFINITY);
  });

  it('of a process that is down: mended, it starts at once, and once only', async () => {
    const { call, passMinutes, world, live } = await broken();
    const stage = () => world.tickerplants.get('rdb-a')?.nodes.get(live)?.stage;
    await call('fault', { kind: 'node-restarts', minutes: 30 });
    expect(stage()).toBe('booting');
    await call('mend');
    await passMinutes(1);
    expect(stage()).toBe('queued');
    await passMinutes(9);
    await call('fault', { kind: 'node-restarts', node: live, minutes: 60 });
    // The first would have been up again by now.
    await passMinutes(25);
    expect(stage()).toBe('booting');
  });

  it('of calls lasts for so many of them', async () => {
    const { call, faults, autoScaling } = await broken();
    const ask = () => autoScaling.send(new DescribePoliciesCommand({}));
    await call('fault', { kind: 'throttle', action: 'DescribePolicies', times: 3 });
    await expect(ask()).rejects.toThrow('Rate exceeded');
    expect(faults.list()).toEqual([{ id: 1, kind: 'throttle', callsLeft: 2 }]);
    await call('mend', { kind: 'throttle' });
    await ask();
    await call('fault', { kind: 'deny', action: 'autoscaling:DescribePolicies' });
    await expect(ask()).rejects.toThrow('not authorized');
    expect(faults.list()).toEqual([]);
  });
});

describe('a fault that cannot be', () => {
  it.each<[object, string]>([
    [
      { kind: 'reports-stop', node: 'flushed' },
      'no node of the group rdb-a is flushed now: nothing is broken',
    ],
    [{ kind: 'node-dies', node: 'i-0123' }, 'the group rdb-a has no node i-0123'],
    [
      { kind: 'node-dies', node: 'x' },
      'node is "x": expected live, queued, rolled, flushed or an instance id',
    ],
    [{ kind: 'node-dies', minutes: 3 }, 'the fault node-dies does not go by minutes, only by group, node'],
    [{ kind: 'deny', group: 'rdb-a' }, 'the fault deny does not go by group, only by action, times'],
    [
      { kind: 'deny', action: 'Nothing' },
      'action is "Nothing": expected "*", or an action that docs/emulator.md lists',
    ],
    [
      { kind: 'deny', much: 1 },
      'the body has "much", which nothing heeds; there are kind, group, node, minutes, action, times',
    ],
  ])('is refused with the reason: %j', async (body, why) => {
    const { call, faults } = await broken();
    await expect(call('fault', body)).rejects.toMatchObject({ message: why });
    expect(faults.list()).toEqual([]);
  });

  it('as nobody probes the RDBs is refused, too', async () => {
    const { call } = await broken('cloudwatch');
    await expect(call('fault', { kind: 'wrong-password' })).rejects.toThrow('start with --reports probe');
  });

  it('is none to mend', async () => {
    const { call } = await broken();
    await expect(call('mend', { kind: 'deny', id: 3 })).rejects.toThrow(
      'no fault lasts with the id 3 and the kind deny: nothing to mend',
    );
    await expect(call('mend', { group: 'x' })).rejects.toThrow('there is no group "x"; there are rdb-a');
  });
});

describe('a fault of the group of a tickerplant', () => {
  const TICKERPLANT = 'tp';
  const fed = () =>
    broken('probe', [
      aGroup({
        tickerplantGroup: TICKERPLANT,
        segments: [{ startMs: START_MS, endMs: START_MS + 60 * MINUTE_MS, messages: 60_000 }],
      }),
      aGroup({ name: TICKERPLANT, hasRdbs: false, maxSize: 1, desiredCapacity: 1, readyNodeCount: 1 }),
    ]);
  const group = TICKERPLANT;

  it('stops what its RDBs get until another server is in service, and then they get all of it', async () => {
    const { call, faults, passMinutes, world, live } = await fed();
    const tickerplant = world.tickerplants.get('rdb-a');
    const delivered = () => {
      tickerplant?.bringUpToDate();
      return tickerplant?.deliveredMessages();
    };
    const [server] = world.autoScaling.describeGroups([group])[0]?.instances.keys() ?? [];
    await call('fault', { kind: 'no-capacity', group, minutes: 10 });
    expect(await call('fault', { kind: 'node-dies', group })).toMatchObject({ group, node: server });
    // Auto Scaling finds out by a health check.
    expect(otherGroupsOf(world)[0]?.nodes).toMatchObject([{ isUp: false, lifecycle: 'InService' }]);
    await passMinutes(5);
    expect(delivered()).toBe(0);
    expect(otherGroupsOf(world)).toMatchObject([{ name: group }]);
    expect(otherGroupsOf(world)[0]?.nodes.filter(({ isUp }) => isUp)).toEqual([]);
    await call('mend', { group });
    expect(faults.list()).toEqual([]);
    await passMinutes(10);
    expect(delivered()).toBe(15_000);
    expect(tickerplant?.live()?.instanceId).toBe(live);
    expect(otherGroupsOf(world)[0]?.nodes).toMatchObject([{ isUp: true, lifecycle: 'InService' }]);
  });

  it('is none of those that strike RDBs', async () => {
    const { call } = await fed();
    for (const kind of ['node-restarts', 'reports-stop', 'wrong-password', 'never-reports'])
      await expect(call('fault', { kind, group })).rejects.toMatchObject({
        message: `the servers of tp run no RDBs, which ${kind} would strike`,
      });
    await expect(call('roll', { group })).rejects.toThrow('there is no group "tp"; there are rdb-a');
  });
});

describe('docs/local.md', () => {
  it('has each kind of fault, with what it does and what it goes by', () => {
    const page = readFileSync(new URL('../../../docs/local.md', import.meta.url), 'utf8');
    for (const [kind, { says, heeds }] of Object.entries(FAULT_KINDS))
      expect(page).toContain(
        `| \`${kind}\` | ${heeds.map((field) => `\`${field}\``).join(', ')} | ${says} |`,
      );
  });
});
