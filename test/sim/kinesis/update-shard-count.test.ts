import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { aWorldWithStream, FEED, minutes, refusal, reshard, RESHARD_MS, T0_MS } from './kinesis-world.ts';

describe('a change of the shard count', () => {
  it('makes the stream UPDATING until the resharding time is over, and ACTIVE after', async () => {
    const world = aWorldWithStream();
    expect(world.kinesis.updateShardCount({ name: FEED, targetCount: 8 })).toBe(4);
    expect(world.kinesis.describe(FEED).status).toBe('UPDATING');
    await world.runUntil(T0_MS + RESHARD_MS - 1);
    expect(world.kinesis.describe(FEED).status).toBe('UPDATING');
    await world.runUntil(T0_MS + RESHARD_MS);
    expect(world.kinesis.describe(FEED).status).toBe('ACTIVE');
    expect(world.kinesis.openCount(FEED)).toBe(8);
  });

  it('takes longer the more shards are split or merged', async () => {
    const world = aWorldWithStream({ shardCount: 20 }, { reshardMs: (steps) => steps * MINUTE_MS });
    world.kinesis.updateShardCount({ name: FEED, targetCount: 40 });
    await world.runUntil(minutes(10));
    expect(world.kinesis.openCount(FEED)).toBe(30);
    await world.runUntil(minutes(20));
    expect(world.kinesis.describe(FEED).status).toBe('ACTIVE');
  });

  it.each([
    [4, 8, 'carried out'],
    [4, 9, 'InvalidArgumentException'],
    [4, 2, 'carried out'],
    [4, 1, 'InvalidArgumentException'],
    [5, 3, 'carried out'],
    [5, 2, 'InvalidArgumentException'],
    [1, 2, 'carried out'],
    [4, 4, 'InvalidArgumentException'],
    [10_000, 10_001, 'LimitExceededException'],
  ])('from %i to %i shards is: %s', (from, to, outcome) => {
    const world = aWorldWithStream({ shardCount: from });
    const change = () => world.kinesis.updateShardCount({ name: FEED, targetCount: to });
    if (outcome === 'carried out') expect(change()).toBe(from);
    else expect(refusal(change).code).toBe(outcome);
  });

  it('is refused while one runs, and counts for nothing then', () => {
    const world = aWorldWithStream();
    world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });
    const { code, message } = refusal(() => world.kinesis.updateShardCount({ name: FEED, targetCount: 4 }));
    expect(code).toBe('ResourceInUseException');
    expect(message).toBe('Stream feed under account 123456789012 not ACTIVE, instead in state UPDATING');
    expect(world.kinesis.describe(FEED).shardCountUpdates).toHaveLength(1);
  });

  it('is refused for a stream on demand, and for one that is not there', () => {
    const world = aWorldWithStream({ mode: 'ON_DEMAND' });
    const change = (name: string) => refusal(() => world.kinesis.updateShardCount({ name, targetCount: 8 }));
    expect(change(FEED).code).toBe('ValidationException');
    expect(change('nobody')).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Stream nobody under account 123456789012 not found.',
    });
  });
});

describe('ten changes in a rolling 24 hours', () => {
  async function tenChanges() {
    const world = aWorldWithStream();
    for (let change = 0; change < 10; change += 1) {
      await world.runUntil(T0_MS + change * HOUR_MS);
      await reshard(world, change % 2 === 0 ? 8 : 4);
    }
    return world;
  }
  const eleventh = (world: Awaited<ReturnType<typeof tenChanges>>) =>
    world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });

  it('are all that there are: the eleventh is refused until the first is a day old', async () => {
    const world = await tenChanges();
    const { code, message } = refusal(() => eleventh(world));
    expect(code).toBe('LimitExceededException');
    expect(message).toMatch(/10 times in a rolling 24 hour period/);
    await world.runUntil(T0_MS + DAY_MS - 1);
    expect(refusal(() => eleventh(world)).code).toBe('LimitExceededException');
    await world.runUntil(T0_MS + DAY_MS);
    expect(eleventh(world)).toBe(4);
  });

  it('are each stream’s own', async () => {
    const world = await tenChanges();
    world.kinesis.addStream({ name: 'other', shardCount: 1 });
    expect(world.kinesis.updateShardCount({ name: 'other', targetCount: 2 })).toBe(1);
  });
});

describe("the account's shard limit", () => {
  it('counts the open shards of all streams, and those that live only for the change', () => {
    const world = aWorldWithStream({ shardCount: 4 }, { shardLimit: 10 });
    world.kinesis.addStream({ name: 'other', shardCount: 2 });
    expect(world.kinesis.limits()).toMatchObject({ shardLimit: 10, openShardCount: 6 });
    expect(world.kinesis.updateShardCount({ name: FEED, targetCount: 8 })).toBe(4);
  });

  it('refuses one shard more, in words that name no period', () => {
    const world = aWorldWithStream({ shardCount: 4 }, { shardLimit: 9 });
    world.kinesis.addStream({ name: 'other', shardCount: 2 });
    const { code, message } = refusal(() => world.kinesis.updateShardCount({ name: FEED, targetCount: 8 }));
    expect(code).toBe('LimitExceededException');
    expect(message).toMatch(/^This request would exceed the shard limit for the account 123456789012/);
    expect(message).toMatch(/Current shard count for the account: 6. Limit: 9./);
    expect(message).not.toMatch(/24|hour/);
  });

  it('refuses even a shrinking that splits on its way', () => {
    const world = aWorldWithStream({ shardCount: 4 }, { shardLimit: 4 });
    expect(refusal(() => world.kinesis.updateShardCount({ name: FEED, targetCount: 3 })).code).toBe(
      'LimitExceededException',
    );
    expect(world.kinesis.updateShardCount({ name: FEED, targetCount: 2 })).toBe(4);
  });

  it('refuses streams beyond it', () => {
    const world = aWorldWithStream({ shardCount: 4 }, { shardLimit: 5 });
    expect(refusal(() => world.kinesis.createStream({ name: 'more', shardCount: 2 })).code).toBe(
      'LimitExceededException',
    );
  });
});
