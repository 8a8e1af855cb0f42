import { describe, expect, it } from 'vitest';
import { GIB, MINUTE_MS } from '../../../lib/core/units.ts';
import type { ClusterSpec } from '../../../lib/sim/memorydb/cluster-state.ts';
import { holdingsOf } from '../../../lib/sim/memorydb/holdings.ts';
import { equalSlots, SLOT_COUNT } from '../../../lib/sim/memorydb/slots.ts';
import { createWorld } from '../../../lib/sim/world.ts';

const START_MS = Date.parse('2026-03-04T12:00:00Z');

function aWorld(spec: Partial<ClusterSpec> = {}) {
  const world = createWorld({ startMs: START_MS, memoryDb: { reshardMs: () => 10 * MINUTE_MS } });
  world.memoryDb.addCluster({
    name: 'cache',
    shardCount: 2,
    nodeBytes: 10 * GIB,
    bytesAt: () => 12 * GIB,
    ...spec,
  });
  const { memoryDb, clock } = world;
  return {
    memoryDb,
    pass: (minutes: number) => world.runUntil(clock.nowMs() + minutes * MINUTE_MS),
    gib: () =>
      holdingsOf(memoryDb.describe('cache'), clock.nowMs()).map(
        ({ usedBytes }) => Math.round((10 * usedBytes) / GIB) / 10,
      ),
    shards: () => memoryDb.describe('cache').shards.map(({ name }) => name),
  };
}

describe('slots', () => {
  it.each([1, 2, 3, 7, 500])('of %i shards are all of them, each once, in one piece', (count) => {
    const ranges = equalSlots(count);
    expect(ranges[0]?.first).toBe(0);
    expect(ranges.at(-1)?.end).toBe(SLOT_COUNT);
    for (const [i, range] of ranges.entries()) if (i > 0) expect(range.first).toBe(ranges[i - 1]?.end);
  });
});

describe('what shards hold', () => {
  it('moves with their slots, from the old part to the new', async () => {
    const { memoryDb, pass, gib } = aWorld();
    expect(gib()).toEqual([6, 6]);
    memoryDb.updateShards({ name: 'cache', shardCount: 3 });
    await pass(5);
    expect(gib()).toEqual([5, 5, 2]);
    await pass(5);
    expect(gib()).toEqual([4, 4, 4]);
  });

  it('is no more than a node has room for: the rest is refused', async () => {
    const { memoryDb, pass, gib } = aWorld({ bytesAt: () => 24 * GIB });
    await pass(1);
    expect(gib()).toEqual([10, 10]);
    expect(memoryDb.refusedBytes('cache')).toBe(4 * GIB);
  });

  it('is more where a slot is hot', () => {
    const { gib } = aWorld({ heavy: [{ slot: 3, share: 0.5 }] });
    expect(gib()).toEqual([9, 3]);
  });
});

describe('a shard that goes', () => {
  it('is the last one, and its slots with it', async () => {
    const { memoryDb, pass, gib, shards } = aWorld({ shardCount: 3, bytesAt: () => 6 * GIB });
    memoryDb.updateShards({ name: 'cache', shardCount: 2 });
    await pass(10);
    expect(shards()).toEqual(['0001', '0002']);
    expect(gib()).toEqual([3, 3]);
  });

  it('stays where it has a key that is too large to be moved', async () => {
    const heavy = [{ slot: SLOT_COUNT - 1, share: 0.1, isTooLargeToMove: true }];
    const { memoryDb, pass, shards } = aWorld({ shardCount: 3, heavy });
    memoryDb.updateShards({ name: 'cache', shardCount: 2 });
    await pass(10);
    expect(shards()).toEqual(['0001', '0002', '0003']);
    expect(memoryDb.describe('cache').status).toBe('available');
  });
});

describe('a new shard', () => {
  it('has as many nodes as the smallest, and one of them is the primary', async () => {
    const { memoryDb, pass } = aWorld({ replicaCount: 2 });
    memoryDb.updateShards({ name: 'cache', shardCount: 3 });
    await pass(10);
    expect(memoryDb.describe('cache').shards[2]).toMatchObject({
      nodeNames: ['cache-0003-001', 'cache-0003-002', 'cache-0003-003'],
      primary: 'cache-0003-001',
    });
  });

  it('has no name that another had before', async () => {
    const { memoryDb, pass, shards } = aWorld({ shardCount: 2, bytesAt: () => GIB });
    for (const shardCount of [1, 2]) {
      memoryDb.updateShards({ name: 'cache', shardCount });
      await pass(10);
    }
    expect(shards()).toEqual(['0001', '0003']);
  });
});

describe('replicas', () => {
  it('that are taken and given back are nodes of their own, whichever node is the primary', async () => {
    const { memoryDb, pass } = aWorld();
    memoryDb.moveRole({ name: 'cache', shardNumber: 1 });
    for (const replicaCount of [0, 2]) {
      memoryDb.updateReplicas({ name: 'cache', replicaCount });
      await pass(10);
    }
    expect(memoryDb.describe('cache').shards.map(({ nodeNames }) => nodeNames)).toEqual([
      ['cache-0001-002', 'cache-0001-001', 'cache-0001-003'],
      ['cache-0002-001', 'cache-0002-002', 'cache-0002-003'],
    ]);
  });
});
