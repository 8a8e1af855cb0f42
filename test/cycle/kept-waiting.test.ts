// Nodes that wait in their terminating hook are kept waiting, whatever is wrong with their group.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { ADOPTED_HOOK_TAG, KEEP_DATA_HOOK } from '../../lib/targets/rdb-group/domain/group.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { APPLIED } from '../../lib/core/outcome.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import type { FakeParts } from '../build/fake-world.ts';
import { aWorld, TAGS } from '../build/fake-world.ts';
import type { Server } from '../build/servers.ts';
import { flushed, live, NOW_MS, rolled } from '../build/servers.ts';
import { HOOK } from '../build/snapshot.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const GROUP = 'rdb-fx';
const inHook = {
  node: { stage: 'terminating-wait' },
  learned: { hook: { waitingSinceMs: NOW_MS - HOUR_MS } },
} as const;
const FULL = rolled('i-w', inHook);
const EMPTY = flushed('i-w', inHook);

/** A world with a node in its hook, and the names of the hooks that were sent a heartbeat. */
function withWaiting(server: Server, group: Partial<Group> = {}, parts: Partial<FakeParts> = {}) {
  const heartbeats: string[] = [];
  const world = aWorld({
    groups: { [GROUP]: { servers: [live(90), server], group } },
    ...parts,
    writer: {
      heartbeatHook: ({ hookName, instanceId }) => {
        heartbeats.push(`${hookName} ${instanceId}`);
        return Promise.resolve(APPLIED);
      },
    },
  });
  const cycle = (ports = world.ports) => runCycle(RDB_GROUP, { name: GROUP, trigger: 'tick' }, ports);
  const learnedOfNode = () => world.stateStore.items.get(GROUP)?.learned?.nodes['i-w'];
  return { world, heartbeats, cycle, learnedOfNode };
}

describe('a node in its hook is kept waiting, and nothing else is sent', () => {
  it.each<[string, Record<string, string>, string]>([
    ['held for a bad tag', { 'spillway:burst-factor': 'many' }, 'bad-tag'],
    ['paused', { 'spillway:pause-until': '2026-11-21T00:00:00Z' }, 'paused'],
  ])('while its group is %s, full or proved empty', async (_, tags, code) => {
    for (const server of [FULL, EMPTY]) {
      const { world, heartbeats, cycle, learnedOfNode } = withWaiting(server, { tags: { ...TAGS, ...tags } });
      expect(await cycle()).toMatchObject({ kind: 'decided', plan: { kind: 'hold', reason: { code } } });
      expect(heartbeats).toEqual(['drain i-w']);
      expect(world.sent).toEqual([]);
      expect(learnedOfNode()?.hook?.heartbeatAtMs).toBe(NOW_MS);
    }
  });

  it('while its group is held for a state item that cannot be read', async () => {
    for (const server of [FULL, EMPTY]) {
      const { world, heartbeats, cycle } = withWaiting(server);
      world.stateStore.writeIntentText(GROUP, '{');
      const reason = { code: 'bad-item' };
      expect(await cycle()).toMatchObject({ kind: 'decided', plan: { kind: 'hold', reason } });
      expect(heartbeats).toEqual(['drain i-w']);
      expect(world.sent).toEqual([]);
    }
  });

  it('while its group is in dry-run: what else was decided is not sent, and is said so', async () => {
    const tags = { ...TAGS, 'spillway:mode': 'dry-run' };
    const full = withWaiting(FULL, { tags });
    await full.cycle();
    expect(full.heartbeats).toEqual(['drain i-w']);
    const empty = withWaiting(EMPTY, { tags });
    expect(await empty.cycle()).toMatchObject({
      actions: [
        { action: { kind: 'set-desired' }, outcome: { kind: 'not-sent', why: 'dry-run' } },
        { action: { kind: 'continue' }, outcome: { kind: 'not-sent', why: 'dry-run' } },
        { action: { kind: 'heartbeat' }, outcome: { kind: 'applied' } },
      ],
    });
    expect(empty.heartbeats).toEqual(['drain i-w']);
    expect(empty.world.sent).toEqual([]);
    expect(empty.learnedOfNode()?.hook?.heartbeatAtMs).toBe(NOW_MS);
  });

  it('in a dry run near the hook’s limit, where it would be retained', async () => {
    const late = rolled('i-w', { ...inHook, learned: { hook: { waitingSinceMs: NOW_MS - 47 * HOUR_MS } } });
    const { world, heartbeats, cycle } = withWaiting(late, { tags: { ...TAGS, 'spillway:mode': 'dry-run' } });
    await cycle();
    expect(world.sent).toEqual([]);
    expect(heartbeats).toEqual(['drain i-w']);
  });

  it('not while its group is off: its owner has taken it over', async () => {
    const { world, heartbeats, cycle } = withWaiting(FULL, { tags: { ...TAGS, 'spillway:mode': 'off' } });
    await cycle();
    expect([...heartbeats, ...world.sent]).toEqual([]);
  });

  it('though its nodes cannot be looked at; the cycle fails all the same', async () => {
    const { world, heartbeats, cycle, learnedOfNode } = withWaiting(EMPTY);
    const readReports = () => Promise.reject(new PortError('cloudwatch:GetMetricData', 'Throttling', 'slow'));
    const ports = { ...world.ports, telemetryFor: () => ({ readReports }) };
    await expect(cycle(ports)).rejects.toThrow('Throttling');
    await expect(cycle(ports)).rejects.toThrow('Throttling');
    // Once for both: that it was sent is remembered.
    expect(heartbeats).toEqual(['drain i-w']);
    expect(world.sent).toEqual([]);
    expect(learnedOfNode()?.hook?.heartbeatAtMs).toBe(NOW_MS);
    world.advance(30 * MINUTE_MS);
    await expect(cycle(ports)).rejects.toThrow('Throttling');
    expect(heartbeats).toHaveLength(2);
  });
});

describe('a look that saw nothing', () => {
  it('changes no capacity, though the group has been blind for an hour', async () => {
    const { world, heartbeats, cycle } = withWaiting(FULL);
    await cycle();
    const known = world.stateStore.items.get(GROUP);
    if (!known?.learned) throw new Error('nothing is remembered');
    const learned = { ...known.learned, claims: { blindSinceMs: NOW_MS - HOUR_MS } };
    world.stateStore.items.set(GROUP, { ...known, learned });
    const sentBefore = world.sent.length;
    world.advance(HOUR_MS);
    const readReports = () => Promise.reject(new PortError('cloudwatch:GetMetricData', 'Throttling', 'slow'));
    await expect(cycle({ ...world.ports, telemetryFor: () => ({ readReports }) })).rejects.toThrow(
      'Throttling',
    );
    expect(heartbeats).toHaveLength(2);
    expect(world.sent).toHaveLength(sentBefore);
  });
});

describe('of several terminating hooks', () => {
  const named = (...names: readonly string[]) => ({
    reader: { readTerminatingHooks: () => Promise.resolve(names.map((name) => ({ ...HOOK, name }))) },
  });

  it.each<[string, readonly string[], Record<string, string>, string | undefined]>([
    ['the one of adopt, though another comes first', ['a-backup', KEEP_DATA_HOOK], {}, KEEP_DATA_HOOK],
    ['the adopted one', [KEEP_DATA_HOOK, 'theirs'], { [ADOPTED_HOOK_TAG]: 'theirs' }, 'theirs'],
    [
      'the one of adopt, if the adopted one is gone',
      [KEEP_DATA_HOOK, 'b'],
      { [ADOPTED_HOOK_TAG]: 'x' },
      KEEP_DATA_HOOK,
    ],
    ['the only one there is', ['theirs'], {}, 'theirs'],
    ['none of two that belong to others', ['a-backup', 'b-drain'], {}, undefined],
  ])('is answered: %s', async (_, names, tags, answered) => {
    const { heartbeats, cycle } = withWaiting(FULL, { tags: { ...TAGS, ...tags } }, named(...names));
    await cycle();
    expect(heartbeats).toEqual(answered === undefined ? [] : [`${answered} i-w`]);
  });
});

describe('a cycle that fails', () => {
  it('is named in the item since its first failure, and no more once one has ended', async () => {
    const { world, cycle } = withWaiting(FULL);
    const troubles = () => world.stateStore.items.get(GROUP)?.troubles;
    const readReports = () => Promise.reject(new PortError('cloudwatch:GetMetricData', 'Throttling', 'slow'));
    const ports = { ...world.ports, telemetryFor: () => ({ readReports }) };
    await expect(cycle(ports)).rejects.toThrow('Throttling');
    world.advance(MINUTE_MS);
    await expect(cycle(ports)).rejects.toThrow('Throttling');
    expect(troubles()).toEqual({ failing: NOW_MS });
    world.advance(MINUTE_MS);
    await cycle();
    // What waits in its hook is seen again.
    expect(troubles()).toMatchObject({ 'waiting-in-hook': NOW_MS + 2 * MINUTE_MS });
    expect(troubles()?.failing).toBeUndefined();
  });
});
