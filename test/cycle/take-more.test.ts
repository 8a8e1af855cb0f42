import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { FURTHER_CYCLES_MAX } from '../../lib/cycle/triggers/take-more.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { APPLIED } from '../../lib/core/outcome.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import { aServer, flushed, live, NOW_MS, provedOnce, queued, type Server } from '../build/servers.ts';
import { aFloor, aDormancy } from '../build/snapshot.ts';
import { aStandingGroup, type GroupParts } from './standing-group.ts';

const proved = (count: number) => Array.from({ length: count }, (_, i) => provedOnce(flushed(`i-${i + 1}`)));

async function orderOf(servers: readonly Server[], parts: GroupParts = {}, hasTime?: () => boolean) {
  const { world, order } = aStandingGroup(servers, parts);
  const { failures } = await runTick(RDB_GROUP, world.ports, { ...(hasTime && { hasTime }) });
  expect(failures).toEqual([]);
  return order;
}

describe('a tick', () => {
  it('ends all that are proved twice, one call each, each on a look made after the one before was ended', async () => {
    expect(await orderOf([live(), ...proved(3)])).toEqual([
      'look',
      'ended i-1',
      'look',
      'ended i-2',
      'look',
      'ended i-3',
    ]);
  });

  it('journals, remembers and counts each of them', async () => {
    const { world } = aStandingGroup([live(), ...proved(2)]);
    await runTick(RDB_GROUP, world.ports);
    expect(world.stateStore.journal).toMatchObject([
      { kind: 'retire', actions: [{ kind: 'retire', instanceId: 'i-1' }] },
      { kind: 'retire', actions: [{ kind: 'retire', instanceId: 'i-2' }, { kind: 'heartbeat' }] },
    ]);
    expect(world.metrics.map(({ metrics }) => metrics.Retirements)).toEqual([1, 1]);
    expect([...world.stateStore.items.values()][0]).toMatchObject({
      lease: undefined,
      learned: { changes: { lastRetirement: { atMs: NOW_MS, role: 'flushed', instanceId: 'i-2' } } },
    });
  });

  it('spares a node that has become live between two of them', async () => {
    const before: GroupParts['before'] = (look, group) => {
      if (look !== 2) return;
      const [, first, , third] = group.servers;
      group.servers = [live(80), first, live(10, { node: { instanceId: 'i-2' } }), third].filter(
        (server) => server !== undefined,
      );
    };
    expect(await orderOf([live(), ...proved(3)], { before })).not.toContain('ended i-2');
  });

  it('asks for a spare that is wanted meanwhile, and ends nobody more', async () => {
    const before: GroupParts['before'] = (look, group) => {
      if (look === 2) group.servers = [live(90), ...group.servers.slice(1)];
    };
    expect(await orderOf([live(), ...proved(3)], { before })).toEqual([
      'look',
      'ended i-1',
      'look',
      'desired 4',
    ]);
  });

  it.each([
    ['the minimum', { group: { minSize: 3 } }],
    ['a floor', { intent: aFloor(3), group: { maxSize: 5 } }],
    // Set while they were ended.
    ['a minimum that was raised meanwhile', { before: raisedAt(2, 4) }],
  ])('goes no further than %s', async (_, parts) => {
    const servers = [live(), queued('i-q1'), queued('i-q2'), ...proved(2)];
    const order = await orderOf(servers, parts);
    const least = 'before' in parts ? 4 : 3;
    expect(order.filter((what) => what.startsWith('ended'))).toHaveLength(servers.length - least);
  });

  it('ends nobody on a look that still shows the one before in service', async () => {
    const writer: GroupParts['writer'] = { terminateInstance: () => Promise.resolve(APPLIED) };
    const { world } = aStandingGroup([live(), ...proved(3)], { writer });
    await runTick(RDB_GROUP, world.ports);
    expect(world.stateStore.journal).toMatchObject([
      { kind: 'retire' },
      { kind: 'hold', reason: { code: 'retirement-unseen', operands: { instanceId: 'i-1' } } },
    ]);
  });

  it.each([
    ['rejected', { kind: 'rejected', code: 'ScalingActivityInProgress', message: 'busy' }],
    ['unknown', { kind: 'unknown', message: 'time-out' }],
  ] as const)('ends nobody more once a call was %s', async (_, outcome) => {
    const writer: GroupParts['writer'] = { terminateInstance: () => Promise.resolve(outcome) };
    expect(await orderOf([live(), ...proved(3)], { writer })).toEqual(['look']);
  });

  it('decides once in a dry run', async () => {
    expect(await orderOf([live(), ...proved(3)], { tags: { 'spillway:mode': 'dry-run' } })).toEqual(['look']);
  });

  it('begins no further cycle without time for it', async () => {
    let asked = 0;
    const order = await orderOf([live(), ...proved(5)], {}, () => (asked += 1) <= 4);
    expect(order.filter((what) => what.startsWith('ended'))).toEqual(['ended i-1', 'ended i-2']);
  });

  it('runs a bounded number of them', async () => {
    const order = await orderOf([live(), ...proved(FURTHER_CYCLES_MAX + 5)]);
    expect(order.filter((what) => what.startsWith('ended'))).toHaveLength(1 + FURTHER_CYCLES_MAX);
  });

  it('leaves the live node of a dormant group to a tick of its own', async () => {
    const idle = (id: string) =>
      provedOnce(
        live(5, {
          node: { instanceId: id },
          report: { rows: 0 },
          learned: { last: { changedAtMs: NOW_MS - 30 * MINUTE_MS } },
        }),
      );
    const { world, order } = aStandingGroup([idle('i-live'), ...proved(2)], {
      intent: aDormancy(),
      group: { minSize: 0 },
    });
    await runTick(RDB_GROUP, world.ports);
    expect(order).toEqual(['look', 'ended i-1', 'look', 'ended i-2']);
    world.advance(MINUTE_MS);
    await runTick(RDB_GROUP, world.ports);
    expect(order.slice(4)).toEqual(['look', 'ended i-live']);
  });
});

describe('a node of which the first proof is half a minute old', () => {
  const since = (agoMs: number) => {
    const sampledFromMs = NOW_MS - MINUTE_MS - agoMs;
    return aServer('i-1', {
      learned: {
        turn: { everLive: true, everFilled: true },
        emptiness: { proof: { sampledFromMs, observedAtMs: sampledFromMs + MINUTE_MS } },
      },
    });
  };

  it.each([
    [30 * SECOND_MS - 1, 0],
    [30 * SECOND_MS, 1],
    [30 * SECOND_MS + 1, 1],
  ])('is ended, and not before: after %d ms', async (agoMs, endedCount) => {
    const order = await orderOf([live(), since(agoMs)]);
    expect(order.filter((what) => what.startsWith('ended'))).toHaveLength(endedCount);
  });
});

function raisedAt(look: number, minSize: number): NonNullable<GroupParts['before']> {
  return (now, group) => {
    if (now === look) group.group = { ...group.group, minSize };
  };
}
