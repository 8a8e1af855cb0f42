import { describe, expect, it } from 'vitest';
import { PortError } from '../../lib/core/errors.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { LeaseRequest } from '../../lib/ports/state-store.ts';
import { LOOK_AHEAD_MAX_MS } from '../../lib/core/look-ahead.ts';
import { CLOCK_SKEW_MAX_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { CYCLES_AT_ONCE, TARGETS_PER_BATCH_MAX } from '../../lib/cycle/batch-limits.ts';
import type { FakeGroup, FakeWorld } from '../build/fake-world.ts';
import { aWorld, TAGS } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';
import { aFloor, aGroup, anOpenWindow } from '../build/snapshot.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const full = (id: string): FakeGroup => ({ servers: [live(90, { node: { instanceId: id } })] });
const GROUPS = { a: full('i-a'), b: full('i-b'), c: full('i-c') };
const broken = (message: string) => Promise.reject(new PortError('test:Call', 'Broken', message));

function dueAt(world: FakeWorld, name: string, nextLookAtMs: number, intent = {}): void {
  const item = world.stateStore.items.get(name);
  world.stateStore.items.set(name, { fence: 0, ...item, nextLookAtMs, ...intent });
}

describe('a tick', () => {
  it('looks into every group that was never looked into, and acts where needed', async () => {
    const world = aWorld({ groups: GROUPS });
    const result = await runTick(RDB_GROUP, world.ports);
    expect(result).toMatchObject({ targetCount: 3, failures: [] });
    expect([...world.sent].sort()).toEqual(['a', 'b', 'c'].map((name) => `setDesiredCapacity ${name} 2`));
  });

  it.each([
    [-1, true],
    [0, true],
    [5 * SECOND_MS, true],
    [5 * SECOND_MS + 1, false],
    [LOOK_AHEAD_MAX_MS, false],
    [LOOK_AHEAD_MAX_MS + CLOCK_SKEW_MAX_MS, false],
    // No healthy clock sets such a time.
    [LOOK_AHEAD_MAX_MS + CLOCK_SKEW_MAX_MS + 1, true],
    [3 * HOUR_MS, true],
  ])('looks into a group that is due in %d ms: %s', async (inMs, looks) => {
    const world = aWorld({ groups: { a: full('i-a') } });
    dueAt(world, 'a', NOW_MS + inMs);
    expect((await runTick(RDB_GROUP, world.ports)).results).toHaveLength(looks ? 1 : 0);
  });

  it.each([
    ['an open window', { intent: anOpenWindow() }, true],
    ['a floor', { intent: aFloor(2) }, true],
    ['a floor that has ended', { intent: aFloor(2, 0) }, false],
    ['neither', {}, false],
  ])('looks into a group with %s, due or not: %j', async (_, intent, looks) => {
    const world = aWorld({ groups: { a: full('i-a') } });
    dueAt(world, 'a', NOW_MS + LOOK_AHEAD_MAX_MS, intent);
    expect((await runTick(RDB_GROUP, world.ports)).results).toHaveLength(looks ? 1 : 0);
  });

  it.each([
    [14, 0],
    [15, 1],
    [24, 1],
    [60, 1],
  ])('comes %d s after an alarm’s look at a group that fills, and looks into %d', async (seconds, looks) => {
    const world = aWorld({ groups: { a: full('i-a') } });
    await runCycle(RDB_GROUP, { name: 'a', trigger: 'alarm' }, world.ports);
    world.advance(seconds * SECOND_MS);
    expect((await runTick(RDB_GROUP, world.ports)).results).toHaveLength(looks);
  });

  it('looks once more into a group whose lease a trigger found taken, and then leaves it', async () => {
    const world = aWorld({ groups: { quiet: { servers: [live(10)] } } });
    await runTick(RDB_GROUP, world.ports);
    expect((await runTick(RDB_GROUP, world.ports)).results).toEqual([]);
    await world.ports.stateStore.markForLook('quiet', NOW_MS);
    expect((await runTick(RDB_GROUP, world.ports)).results).toHaveLength(1);
    expect((await runTick(RDB_GROUP, world.ports)).results).toEqual([]);
  });

  it('looks into a group whose item cannot be read, and into all others of its page', async () => {
    const world = aWorld({ groups: GROUPS });
    for (const name of ['a', 'b']) dueAt(world, name, NOW_MS + LOOK_AHEAD_MAX_MS);
    world.stateStore.writeIntentText('a', '{');
    const result = await runTick(RDB_GROUP, world.ports);
    expect(result.results.map((r) => r.name).sort()).toEqual(['a', 'c']);
    expect(result.failures).toEqual([]);
  });

  it('leaves a group alone that was listed and is not managed', async () => {
    const world = aWorld({ groups: { a: { ...full('i-a'), group: { tags: {} } } } });
    expect(await runTick(RDB_GROUP, world.ports)).toEqual({ targetCount: 0, results: [], failures: [] });
    expect(world.stateStore.items.get('a')?.fence).toBe(0);
  });

  it('runs a bounded number of cycles at once', async () => {
    let now = 0;
    let most = 0;
    const groups = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`g${i}`, full(`i-${i}`)]));
    const world = aWorld({ groups });
    const { stateStore } = world.ports;
    const one = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
      most = Math.max(most, (now += 1));
      await new Promise(setImmediate);
      now -= 1;
      return call();
    };
    const gated = {
      ...stateStore,
      takeLease: (request: LeaseRequest) => one(() => stateStore.takeLease(request)),
      giveBack: (...given: Parameters<typeof stateStore.giveBack>) =>
        one(() => stateStore.giveBack(...given)),
    };
    const served = await runTick(RDB_GROUP, { ...world.ports, stateStore: gated });
    expect(served.results).toHaveLength(40);
    expect(most).toBe(CYCLES_AT_ONCE);
  });

  it('finds its groups a batch to a call, those due for longest first', async () => {
    const count = TARGETS_PER_BATCH_MAX + 2;
    const groups = Object.fromEntries(Array.from({ length: count }, (_, i) => [`g${i}`, full(`i-${i}`)]));
    const world = aWorld({ groups });
    // The last one has been due for longest.
    for (let i = 0; i < count; i += 1) dueAt(world, `g${i}`, NOW_MS - i * SECOND_MS);
    const { fleetReader } = world.ports;
    const read: (readonly string[])[] = [];
    const readGroups: typeof fleetReader.readGroups = (names) => {
      read.push(names);
      return fleetReader.readGroups(names);
    };
    await runTick(RDB_GROUP, { ...world.ports, fleetReader: { ...fleetReader, readGroups } });
    expect(read.map((names) => names.length)).toEqual([TARGETS_PER_BATCH_MAX, 2]);
    expect([read[0]?.[0], read[1]?.at(-1)]).toEqual([`g${count - 1}`, 'g0']);
  });

  it('names those for which there was no time, in their order, and leaves them due', async () => {
    const count = TARGETS_PER_BATCH_MAX + 2;
    const groups = Object.fromEntries(Array.from({ length: count }, (_, i) => [`g${i}`, full(`i-${i}`)]));
    const world = aWorld({ groups });
    for (let i = 0; i < count; i += 1) dueAt(world, `g${i}`, NOW_MS - i * SECOND_MS);
    let asked = 0;
    const served = await runTick(RDB_GROUP, world.ports, { hasTime: () => (asked += 1) === 1 });
    expect(served.results).toHaveLength(TARGETS_PER_BATCH_MAX);
    expect(served.left).toEqual(['g1', 'g0']);
    const next = await runTick(RDB_GROUP, world.ports);
    expect(next.results.map(({ name }) => name)).toEqual(['g1', 'g0']);
    expect(next).not.toHaveProperty('left');
  });
});

describe('one group’s failure', () => {
  it('stops no other, and is named', async () => {
    const reader = {
      readGroup: (name: string) =>
        name === 'b' ? broken('b is broken') : Promise.resolve(aGroup({ name, tags: TAGS, nodes: [] })),
    };
    const result = await runTick(RDB_GROUP, aWorld({ groups: GROUPS, reader }).ports);
    expect(result.results.map((r) => r.name).sort()).toEqual(['a', 'c']);
    expect(result.failures).toMatchObject([
      { name: 'b', error: { message: 'test:Call: Broken: b is broken' } },
    ]);
  });

  it('of its tags is a result, not a failure', async () => {
    const groups = { ...GROUPS, b: { ...full('i-b'), group: { tags: { ...TAGS, 'spillway:mode': '?' } } } };
    const world = aWorld({ groups });
    const result = await runTick(RDB_GROUP, world.ports);
    expect(result.failures).toEqual([]);
    expect(result.results.find((r) => r.name === 'b')).toMatchObject({
      kind: 'decided',
      plan: { kind: 'hold', reason: { code: 'bad-tag' } },
      actions: [],
    });
    expect(world.sent).toHaveLength(2);
  });

  it('of its permission is a failure, and the others are served', async () => {
    const world = aWorld({
      groups: GROUPS,
      outcome: { kind: 'rejected', code: 'AccessDenied', message: 'no', failure: 'denied' },
    });
    const result = await runTick(RDB_GROUP, world.ports);
    expect(result.failures.map((f) => f.name).sort()).toEqual(['a', 'b', 'c']);
    expect(world.stateStore.recordedFences).toHaveLength(3);
  });
});

describe('a listing', () => {
  it('that breaks off is a failure under the name *, and what was found until then is served', async () => {
    const reader = {
      async *listManagedNames() {
        yield await Promise.resolve(['a']);
        throw new PortError('autoscaling:DescribeTags', 'Throttling', 'page 2');
      },
    };
    const result = await runTick(RDB_GROUP, aWorld({ groups: GROUPS, reader }).ports);
    expect(result.results.map((r) => r.name)).toEqual(['a']);
    expect(result.failures).toMatchObject([{ name: '*' }]);
  });

  it('whose due times cannot be read for one page goes on with the next', async () => {
    const store = {
      readDueTimes: (names: readonly string[]) =>
        names.includes('b') ? broken('no due times') : Promise.resolve(new Map()),
    };
    const world = aWorld({ groups: GROUPS, store });
    const result = await runTick(RDB_GROUP, world.ports);
    expect(result.results.map((r) => r.name).sort()).toEqual(['a', 'c']);
    expect(result.failures).toMatchObject([{ name: '*' }]);
  });

  it('over a denied state table changes nothing in AWS', async () => {
    const denied = () => broken('AccessDenied');
    const world = aWorld({ groups: GROUPS, store: { readDueTimes: denied, takeLease: denied } });
    const result = await runTick(RDB_GROUP, world.ports);
    expect(result.results).toEqual([]);
    expect(result.failures.length).toBeGreaterThan(0);
    expect(world.sent).toEqual([]);
  });
});

describe('the same tick again', () => {
  it('at once looks only into what is still due', async () => {
    const world = aWorld({ groups: { quiet: { servers: [live(10)] } } });
    await runTick(RDB_GROUP, world.ports);
    expect((await runTick(RDB_GROUP, world.ports)).results).toEqual([]);
    world.advance(MINUTE_MS);
    expect((await runTick(RDB_GROUP, world.ports)).results).toHaveLength(1);
  });
});
