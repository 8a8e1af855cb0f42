// The lease of a cycle: found taken, running out, lost.
import { describe, expect, it } from 'vitest';
import { DeadlineError } from '../../lib/core/errors.ts';
import { HOUR_MS, SECOND_MS } from '../../lib/core/units.ts';
import { LEASE_ATTEMPTS_MAX, LEASE_DURATION_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import { aWorld } from '../build/fake-world.ts';
import { live, NOW_MS, rolled } from '../build/servers.ts';
import { cycle, FULL, GROUP } from './one-cycle.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

describe('the lease', () => {
  const heldUntil = (world: ReturnType<typeof aWorld>, expiresAtMs: number) => {
    const lease = { name: GROUP, owner: 'another', fence: 7, expiresAtMs };
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
    expect(await cycle(world.ports)).toEqual({ kind: 'lease-held', name: GROUP });
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
    expect(await cycle(world.ports)).toEqual({ kind: 'lease-held', name: GROUP });
    expect((await world.stateStore.readDueTimes([GROUP])).get(GROUP)).toMatchObject({ isWoken: true });
  });

  it.each([
    ['is not there', 'ghost', 'not-found'],
    ['is not managed', 'plain', 'not-managed'],
  ])('of a group that %s leaves no item behind', async (_, groupName, kind) => {
    const world = aWorld({ groups: { plain: { servers: [], group: { tags: {} } } } });
    world.stateStore.items.clear();
    expect(await runCycle(RDB_GROUP, { name: groupName, trigger: 'alarm' }, world.ports)).toEqual({
      kind,
      name: groupName,
    });
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
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toBeUndefined();
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
    expect(world.stateStore.items.get(GROUP)?.learned?.nodes['i-w']?.hook?.heartbeatAtMs).toBeUndefined();
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
    expect(world.stateStore.items.get(GROUP)?.learned?.changes.lastScaleOut).toBeUndefined();
  });
});
