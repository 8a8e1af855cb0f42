// Cycles of a cluster over the simulated MemoryDB: what is done, what is left, what is remembered.
import { describe, expect, it } from 'vitest';
import { GIB, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { LEASE_DURATION_MS } from '../../../lib/cycle/lease/lease-limits.ts';
import { aClusterWorld, CACHE, T0_MS, TAGS } from './a-cluster-world.ts';

/** Rises by so many GiB an hour from six on. */
const rising = (gibPerHour: number) => (atMs: number) => (6 + (gibPerHour * (atMs - T0_MS)) / HOUR_MS) * GIB;

describe('a cluster that fills', () => {
  it('has its shards before any of them refuses a write', async () => {
    const { live, shards, world } = await aClusterWorld({ bytesAt: rising(4) });
    const kinds = await live(6 * 60);
    expect(kinds.slice(0, 2)).toEqual(['hold', 'grow']);
    expect(shards()).toBeGreaterThan(4);
    expect(world.memoryDb.refusedBytes(CACHE)).toBe(0);
    expect(world.calls.counts()['UpdateCluster']).toBe(kinds.filter((kind) => kind === 'grow').length);
  });

  it('learns how long its reshardings take', async () => {
    const { live, ports } = await aClusterWorld({ bytesAt: rising(4) }, { reshardMs: () => 17 * MINUTE_MS });
    await live(5 * 60);
    const seen = ports.stateStore.items.get(CACHE)?.learned?.change.seen ?? [];
    expect(seen.length).toBeGreaterThan(0);
    for (const { durationMs } of seen)
      expect(Math.abs(durationMs - 17 * MINUTE_MS)).toBeLessThan(2 * MINUTE_MS);
  });

  it('is sent one change at a time: none while AWS would refuse it', async () => {
    const { cycle, pass, world } = await aClusterWorld({ bytesAt: () => 18 * GIB });
    await cycle();
    await pass(1);
    await cycle();
    await pass(1);
    await cycle();
    expect(world.calls.counts()['UpdateCluster']).toBe(1);
  });
});

describe('a cluster that was emptied', () => {
  it('loses one shard at a time, a day after its peak, and none whose data does not fit', async () => {
    const bytesAt = (atMs: number) => (atMs < T0_MS + HOUR_MS ? 20 : 4) * GIB;
    const { live, shards, world } = await aClusterWorld({ shardCount: 4, bytesAt });
    await live(23 * 60, 5);
    expect(shards()).toBe(4);
    await live(5 * 60, 5);
    expect(shards()).toBeLessThan(4);
    await live(24 * 60, 5);
    expect(shards()).toBe(1);
    expect(world.memoryDb.refusedBytes(CACHE)).toBe(0);
  });

  it('keeps a shard that a large key holds, names it, and does not try again', async () => {
    const heavy = [{ slot: 16_000, share: 0.05, isTooLargeToMove: true }];
    const { live, shards, world, cycle } = await aClusterWorld({ shardCount: 2, bytesAt: () => GIB, heavy });
    await live(30 * 60, 5);
    expect(shards()).toBe(2);
    expect(world.calls.counts()['UpdateCluster']).toBe(1);
    const result = await cycle();
    expect(result).toMatchObject({
      plan: { considered: [expect.objectContaining({ code: 'ended-short' })] as unknown },
    });
  });
});

describe('a change that may not have been written down', () => {
  it('is not made twice', async () => {
    const { cycle, pass, ports, world } = await aClusterWorld({ bytesAt: () => 18 * GIB });
    await cycle();
    const under = ports.stateStore.items.get(CACHE)?.learned?.change.under;
    expect(under).toMatchObject({ by: 'us', from: 2, to: 3 });
    await pass(1);
    expect((await cycle()).kind).toBe('decided');
    expect(world.calls.counts()['UpdateCluster']).toBe(1);
  });
});

describe('what the owner says', () => {
  it.each([
    ['dry-run', { 'spillway:mode': 'dry-run' }],
    ['off', { 'spillway:mode': 'off' }],
  ])('holds in mode %s', async (_, mode) => {
    const { live, world } = await aClusterWorld({ bytesAt: () => 18 * GIB, tags: { ...TAGS, ...mode } });
    await live(3);
    expect(world.calls.counts()['UpdateCluster']).toBeUndefined();
  });

  it('is asked of MemoryDB itself, just before the call', async () => {
    const { cycle, world, ports } = await aClusterWorld({ bytesAt: () => 18 * GIB });
    const { readCluster } = ports.clusterReader;
    let reads = 0;
    ports.clusterReader.readCluster = async (name) => {
      reads += 1;
      if (reads === 2) world.memoryDb.removeTags(CACHE, ['spillway:managed']);
      return readCluster(name);
    };
    expect(await cycle()).toMatchObject({ actions: [{ outcome: { kind: 'not-sent', why: 'overtaken' } }] });
    expect(world.calls.counts()['UpdateCluster']).toBeUndefined();
  });

  it('is not followed by a call once asking has used up the lease', async () => {
    const { cycle, world, ports } = await aClusterWorld({ bytesAt: () => 18 * GIB });
    const { readCluster } = ports.clusterReader;
    let reads = 0;
    ports.clusterReader.readCluster = async (name) => {
      const answer = await readCluster(name);
      if ((reads += 1) === 2) await world.runUntil(world.clock.nowMs() + LEASE_DURATION_MS);
      return answer;
    };
    await cycle().catch(() => undefined);
    expect(world.calls.counts()['UpdateCluster']).toBeUndefined();
  });

  it('does not take away replicas that somebody has added since the look', async () => {
    const { cycle, world, ports } = await aClusterWorld({
      replicaCount: 1,
      tags: { ...TAGS, 'spillway:replicas-min': '2' },
    });
    const { readCluster } = ports.clusterReader;
    let reads = 0;
    ports.clusterReader.readCluster = async (name) => {
      const answer = await readCluster(name);
      if ((reads += 1) < 2 || !answer) return answer;
      return { ...answer, shards: answer.shards.map((one) => ({ ...one, nodeNames: ['1', '2', '3', '4'] })) };
    };
    expect(await cycle()).toMatchObject({ actions: [{ outcome: { kind: 'not-sent', why: 'overtaken' } }] });
    expect(world.calls.counts()['UpdateCluster']).toBeUndefined();
  });

  it.each<[string, object]>([
    ['its snapshot window opens', { snapshotWindow: '00:00-23:59' }],
    ['its snapshot begins', { status: 'snapshotting' }],
    ['its maintenance window opens', { maintenanceWindow: 'mon:00:00-sun:23:59' }],
  ])('waits where %s between the look and the call', async (_, change) => {
    const { cycle, world, ports } = await aClusterWorld({ bytesAt: () => 18 * GIB });
    const { readCluster } = ports.clusterReader;
    let reads = 0;
    ports.clusterReader.readCluster = async (name) => {
      const answer = await readCluster(name);
      return answer && (reads += 1) === 2 ? { ...answer, ...change } : answer;
    };
    expect(await cycle()).toMatchObject({ actions: [{ outcome: { kind: 'not-sent', why: 'overtaken' } }] });
    expect(world.calls.counts()['UpdateCluster']).toBeUndefined();
  });
});
