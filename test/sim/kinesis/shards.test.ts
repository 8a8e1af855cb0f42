import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../lib/core/units.ts';
import type { ShardFilter } from '../../../lib/sim/kinesis/shards.ts';
import type { World } from '../../../lib/sim/world.ts';
import { aWorldWithStream, FEED, minutes, reshard, T0_MS } from './kinesis-world.ts';

const numbers = (world: World, filter: ShardFilter) =>
  world.kinesis.listShards(FEED, filter).map(({ number }) => number);

describe('shards', () => {
  it('that were split or merged are closed, and their children name them', async () => {
    const world = aWorldWithStream({ shardCount: 2 });
    await reshard(world, 4);
    await reshard(world, 2);
    const shards = world.kinesis.listShards(FEED, { type: 'FROM_TRIM_HORIZON' });
    expect(shards.map(({ shardId, parentIds, closedAtMs }) => [shardId, parentIds, closedAtMs])).toEqual([
      ['shardId-000000000000', [], expect.any(Number)],
      ['shardId-000000000001', [], expect.any(Number)],
      ['shardId-000000000002', ['shardId-000000000000'], expect.any(Number)],
      ['shardId-000000000003', ['shardId-000000000000'], expect.any(Number)],
      ['shardId-000000000004', ['shardId-000000000001'], expect.any(Number)],
      ['shardId-000000000005', ['shardId-000000000001'], expect.any(Number)],
      ['shardId-000000000006', ['shardId-000000000002', 'shardId-000000000003'], undefined],
      ['shardId-000000000007', ['shardId-000000000004', 'shardId-000000000005'], undefined],
    ]);
  });

  it('have sequence numbers that grow, and end when they are closed', async () => {
    const world = aWorldWithStream({ shardCount: 1 });
    await reshard(world, 2);
    const [parent, child] = world.kinesis.listShards(FEED, { type: 'FROM_TRIM_HORIZON' });
    const [start, end] = [parent?.startingSequenceNumber ?? '', parent?.endingSequenceNumber ?? ''];
    expect(end > start && (child?.startingSequenceNumber ?? '') > end).toBe(true);
    expect([start.length, child?.endingSequenceNumber]).toEqual([56, undefined]);
  });

  it('that are closed are kept until the retention is over', async () => {
    const world = aWorldWithStream({ shardCount: 1, retentionHours: 24 });
    await reshard(world, 2);
    await world.runUntil(minutes(5) + 24 * HOUR_MS - 1);
    expect(numbers(world, { type: 'FROM_TRIM_HORIZON' })).toEqual([0, 1, 2]);
    await world.runUntil(minutes(5) + 24 * HOUR_MS);
    expect(numbers(world, { type: 'FROM_TRIM_HORIZON' })).toEqual([1, 2]);
  });

  it.each<[ShardFilter, number[]]>([
    [{ type: 'AT_LATEST' }, [3, 4, 5, 6]],
    [{ type: 'FROM_TRIM_HORIZON' }, [0, 1, 2, 3, 4, 5, 6]],
    [{ type: 'AT_TRIM_HORIZON' }, [0]],
    [{ type: 'AT_TIMESTAMP', atMs: minutes(1) }, [0]],
    [{ type: 'AT_TIMESTAMP', atMs: minutes(6) }, [1, 2]],
    [{ type: 'FROM_TIMESTAMP', atMs: minutes(6) }, [1, 2, 3, 4, 5, 6]],
    [{ type: 'AFTER_SHARD_ID', shardId: 'shardId-000000000004' }, [5, 6]],
  ])('are listed by filter %j: %j', async (filter, expected) => {
    const world = aWorldWithStream({ shardCount: 1 });
    await reshard(world, 2);
    await reshard(world, 4);
    expect(numbers(world, filter)).toEqual(expected);
  });
});

describe('a stream', () => {
  it('that is created is CREATING for a while, then ACTIVE', async () => {
    const world = aWorldWithStream();
    world.kinesis.createStream({ name: 'new', shardCount: 1 });
    expect(world.kinesis.describe('new').status).toBe('CREATING');
    await world.runUntil(minutes(1));
    expect(world.kinesis.describe('new').status).toBe('ACTIVE');
  });

  it('that is deleted is DELETING for a while, then gone', async () => {
    const world = aWorldWithStream();
    world.kinesis.deleteStream({ name: FEED, consumers: 'must-be-none' });
    expect(world.kinesis.describe(FEED).status).toBe('DELETING');
    await world.runUntil(minutes(1));
    expect(world.kinesis.list()).toEqual([]);
  });

  it('is listed by its tags as they were some time ago', async () => {
    const world = aWorldWithStream({ tags: { a: '1' } }, { listingDelayMs: 60_000 });
    expect(world.kinesis.listTagged()).toEqual([]);
    await world.runUntil(minutes(1));
    world.kinesis.putTags(FEED, { a: '2' });
    expect(world.kinesis.listTagged()).toEqual([{ name: FEED, tags: { a: '1' } }]);
    await world.runUntil(minutes(2));
    expect(world.kinesis.listTagged()).toEqual([{ name: FEED, tags: { a: '2' } }]);
    world.kinesis.deleteStream({ name: FEED, consumers: 'must-be-none' });
    await world.runUntil(minutes(3));
    expect(world.kinesis.listTagged()).toHaveLength(1);
    await world.runUntil(T0_MS + HOUR_MS);
    expect(world.kinesis.listTagged()).toEqual([]);
  });
});
