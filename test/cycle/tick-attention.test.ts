import { describe, expect, it } from 'vitest';
import { LEASE_AHEAD_MAX_MS, LEASE_DURATION_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { attentionAfterTick } from '../../lib/cycle/triggers/tick-attention.ts';
import { LOOK_AHEAD_MAX_MS } from '../../lib/core/look-ahead.ts';
import { PortError, type FailureKind } from '../../lib/core/errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import type { DueTime } from '../../lib/ports/state-store.ts';
import { aWorld, type FakeParts, type FakeWorld } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';
import { NOTHING_LEARNED } from '../../lib/targets/rdb-group/domain/state.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

const GROUPS: FakeParts['groups'] = {
  a: { servers: [live(10, { node: { instanceId: 'i-a' } })] },
  b: { servers: [live(10, { node: { instanceId: 'i-b' } })] },
};

/** What the last of so many ticks, a minute apart, publishes. */
async function attentionAfter(tickCount: number, world: FakeWorld): Promise<readonly string[]> {
  for (let tick = 1; tick <= tickCount; tick += 1) {
    if (tick > 1) world.advance(MINUTE_MS);
    world.attention.length = 0;
    await runTick(RDB_GROUP, world.ports);
  }
  return world.attention;
}

function put(world: FakeWorld, name: string, item: object): void {
  world.stateStore.items.set(name, { fence: 0, ...world.stateStore.items.get(name), ...item });
}

describe('a tick publishes', () => {
  it('nothing where all is well', async () => {
    expect(await attentionAfter(5, aWorld({ groups: GROUPS }))).toEqual([]);
  });

  it('what an item says of a group that it does not look at', async () => {
    const world = aWorld({ groups: GROUPS });
    const troubles = { refused: NOW_MS - 5 * MINUTE_MS, blind: NOW_MS - MINUTE_MS };
    put(world, 'a', { nextLookAtMs: NOW_MS + LOOK_AHEAD_MAX_MS, troubles });
    expect(await attentionAfter(1, world)).toEqual(['a refused']);
  });

  it('each trouble of each group by itself, minute after minute: two groups with one kind, one with two', async () => {
    const world = aWorld({ groups: { ...GROUPS, c: { servers: [] } } });
    const untilMs = NOW_MS + LOOK_AHEAD_MAX_MS;
    put(world, 'a', { nextLookAtMs: untilMs, troubles: { retained: NOW_MS, 'two-live': NOW_MS } });
    put(world, 'b', { nextLookAtMs: untilMs, troubles: { retained: NOW_MS } });
    put(world, 'c', { nextLookAtMs: untilMs });
    const shown = ['a retained', 'a two-live', 'b retained'];
    for (const tickCount of [1, 2, 3]) expect(await attentionAfter(tickCount, world)).toEqual(shown);
  });

  it('nothing of a group that is not managed', async () => {
    const world = aWorld({ groups: { a: { servers: [], group: { tags: {} } } } });
    put(world, 'a', { troubles: { retained: NOW_MS } });
    expect(await attentionAfter(1, world)).toEqual([]);
  });

  it('a group whose item cannot be read as held, at once', async () => {
    const world = aWorld({ groups: GROUPS });
    world.stateStore.writeIntentText('b', '{');
    expect(await attentionAfter(1, world)).toEqual(['b held']);
  });
});

describe('a group whose cycles fail', () => {
  const failing = (options: { failure?: FailureKind }, until = Number.POSITIVE_INFINITY) => {
    let reads = 0;
    return aWorld({
      groups: GROUPS,
      reader: {
        readGroup: (name) => {
          if (name === 'a' && (reads += 1) <= until)
            return Promise.reject(new PortError('test:Call', 'Broken', 'no', options));
          return Promise.resolve(undefined);
        },
      },
    });
  };

  it.each([
    [3, []],
    [4, ['a failing']],
    [9, ['a failing']],
  ])('is shown after three minutes: at tick %i, %j', async (tickCount, shown) => {
    expect(await attentionAfter(tickCount, failing({}))).toEqual(shown);
  });

  it('is shown as throttled besides, after five minutes, where AWS says so', async () => {
    expect(await attentionAfter(5, failing({ failure: 'throttled' }))).toEqual(['a failing']);
    expect(await attentionAfter(6, failing({ failure: 'throttled' }))).toEqual(['a failing', 'a throttled']);
  });

  it('is no longer shown once one succeeds', async () => {
    expect(await attentionAfter(6, failing({ failure: 'throttled' }, 5))).toEqual([]);
  });
});

describe('a group whose lease is taken', () => {
  it('at every look is shown after five minutes, counted from the first that found it so', async () => {
    const world = aWorld({ groups: GROUPS, store: { takeLease: heldFor('a') } });
    const startMs = world.ports.clock.nowMs();
    const shown: [number, boolean][] = [];
    for (let tick = 1; tick <= 8; tick += 1) {
      world.attention.length = 0;
      await runTick(RDB_GROUP, world.ports);
      shown.push([world.ports.clock.nowMs() - startMs, world.attention.includes('a lease-taken')]);
      world.advance(MINUTE_MS);
    }
    expect(shown.filter(([, isShown]) => isShown).length).toBeGreaterThan(1);
    for (const [sinceMs, isShown] of shown) {
      if (sinceMs < 5 * MINUTE_MS) expect(isShown).toBe(false);
      if (sinceMs > 5 * MINUTE_MS + 10_000) expect(isShown).toBe(true);
    }
  });

  function heldFor(held: string): FakeWorld['stateStore']['takeLease'] {
    return ({ name: groupName, owner, nowMs }) =>
      Promise.resolve(
        groupName === held
          ? { kind: 'held-by-other' }
          : {
              kind: 'taken',
              lease: { name: groupName, owner, fence: 1, expiresAtMs: nowMs + LEASE_DURATION_MS },
              state: { learned: NOTHING_LEARNED },
            },
      );
  }

  it.each([
    ['for as long as a healthy clock can say', NOW_MS + LEASE_AHEAD_MAX_MS, []],
    ['for longer than any healthy clock can say', NOW_MS + LEASE_AHEAD_MAX_MS + 1, ['lease-taken']],
    ['for three hours', NOW_MS + 3 * HOUR_MS, ['lease-taken']],
    ['and over for less than five minutes', NOW_MS - 5 * MINUTE_MS + 1, []],
    ['and over for five minutes, and nobody took it', NOW_MS - 5 * MINUTE_MS, ['lease-taken']],
  ])('%s is told by its item: %d', (_, expiresAtMs, kinds) => {
    const lease = { name: 'a', owner: 'x', fence: 1, expiresAtMs };
    const due: DueTime = { nextLookAtMs: NOW_MS, lease };
    expect(attentionAfterTick([{ name: 'a', due }], NOW_MS).map(({ kind }) => kind)).toEqual(kinds);
  });
});
