// What one tick leaves goes on in another: those very targets, as far as they still need it.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { LOOK_AHEAD_MAX_MS } from '../../lib/core/look-ahead.ts';
import { SECOND_MS } from '../../lib/core/units.ts';
import { TARGETS_PER_BATCH_MAX } from '../../lib/cycle/batch-limits.ts';
import { LEASE_AHEAD_MAX_MS, LEASE_DURATION_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';
import type { FakeGroup, FakeParts, FakeWorld } from '../build/fake-world.ts';
import { aWorld } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';

const full = (id: string): FakeGroup => ({ servers: [live(90, { node: { instanceId: id } })] });

/** So many groups in need, `g0` first; each is due for longer than the one after it. */
function aFleet(count: number, parts: Partial<FakeParts> = {}): FakeWorld & { names: readonly string[] } {
  const names = Array.from({ length: count }, (_, i) => `g${i}`);
  const groups = Object.fromEntries(names.map((name) => [name, full(`i-${name}`)]));
  const world = aWorld({ groups, ...parts });
  names.forEach((name, i) => change(world, name, { nextLookAtMs: NOW_MS - (count - i) * SECOND_MS }));
  return { ...world, names };
}

function change(world: FakeWorld, name: string, more: object): void {
  const item = world.stateStore.items.get(name);
  world.stateStore.items.set(name, { fence: 0, ...item, ...more });
}

const namesOf = ({ results }: { readonly results: readonly { readonly name: string }[] }) =>
  results.map(({ name }) => name);

describe('a tick that goes on with what another left', () => {
  it('serves those alone, in their order, and lists nothing', async () => {
    const world = aFleet(5);
    const served = await runTick(RDB_GROUP, world.ports, { names: ['g3', 'g1'] });
    expect(namesOf(served)).toEqual(['g3', 'g1']);
    expect(served).toMatchObject({ targetCount: 2, failures: [] });
    expect(world.reads).not.toContain('listManagedNames');
  });

  it('skips what another tick has served meanwhile, and serves a target never looked at', async () => {
    const world = aFleet(3);
    change(world, 'g0', { nextLookAtMs: NOW_MS + LOOK_AHEAD_MAX_MS });
    world.stateStore.items.delete('g2');
    expect(namesOf(await runTick(RDB_GROUP, world.ports, { names: world.names }))).toEqual(['g1', 'g2']);
  });

  it.each([
    ['is in a cycle', false, LEASE_DURATION_MS],
    ['was in a cycle that never gave the lease back', true, 0],
    ['has a lease that no healthy clock has given', true, LEASE_AHEAD_MAX_MS + 1],
  ])('looks into a target that %s: %s', async (_, looks, expiresInMs) => {
    const world = aFleet(1);
    const lease = { name: 'g0', owner: 'other', fence: 0, expiresAtMs: NOW_MS + expiresInMs };
    change(world, 'g0', { lease });
    const served = await runTick(RDB_GROUP, world.ports, { names: world.names });
    expect(namesOf(served)).toEqual(looks ? ['g0'] : []);
    expect(served.failures).toEqual([]);
  });

  it('does not touch a group whose tag was taken off meanwhile', async () => {
    const world = aFleet(1, { groups: { g0: { ...full('i-g0'), group: { tags: {} } } } });
    const served = await runTick(RDB_GROUP, world.ports, { names: ['g0', 'gone'] });
    expect(served.results).toMatchObject([{ kind: 'not-managed' }, { kind: 'not-found' }]);
    expect(world.sent).toEqual([]);
  });

  it('leaves in turn those for which it has no time', async () => {
    const world = aFleet(TARGETS_PER_BATCH_MAX + 2);
    let asked = 0;
    const served = await runTick(RDB_GROUP, world.ports, {
      names: world.names,
      hasTime: () => (asked += 1) === 1,
    });
    expect(served.results).toHaveLength(TARGETS_PER_BATCH_MAX);
    expect(served.left).toEqual(world.names.slice(-2));
  });

  it('fails under the name * for a batch whose due times cannot be read, and serves the others', async () => {
    const world = aFleet(TARGETS_PER_BATCH_MAX + 2);
    const { stateStore } = world.ports;
    const readDueTimes: typeof stateStore.readDueTimes = (names) =>
      names.includes('g0')
        ? Promise.reject(new PortError('test:Call', 'Broken', 'no due times'))
        : stateStore.readDueTimes(names);
    const ports = { ...world.ports, stateStore: { ...stateStore, readDueTimes } };
    const served = await runTick(RDB_GROUP, ports, { names: world.names });
    expect(namesOf(served)).toEqual(world.names.slice(-2));
    expect(served.failures).toMatchObject([{ name: '*', error: { message: /no due times/ } }]);
  });

  it('says of those that it came to what needs attention', async () => {
    const world = aFleet(2);
    change(world, 'g1', { troubles: { failing: NOW_MS - 3_600 * SECOND_MS } });
    await runTick(RDB_GROUP, world.ports, { names: ['g0'] });
    expect(world.attention).toEqual(['g0 late-roll']);
    change(world, 'g1', { nextLookAtMs: NOW_MS + LOOK_AHEAD_MAX_MS });
    await runTick(RDB_GROUP, world.ports, { names: ['g1'] });
    expect(world.attention).toEqual(['g0 late-roll', 'g1 failing']);
  });
});

describe('a tick over more than a batch', () => {
  it('leaves to another what that has served since the listing', async () => {
    const world = aFleet(TARGETS_PER_BATCH_MAX + 2);
    const last = world.names.at(-1) ?? '';
    const served = await runTick(RDB_GROUP, world.ports, {
      hasTime: () => {
        change(world, last, { nextLookAtMs: NOW_MS + LOOK_AHEAD_MAX_MS });
        return true;
      },
    });
    expect(namesOf(served)).toEqual(world.names.slice(0, -1));
  });
});
