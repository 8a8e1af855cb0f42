import { describe, expect, it } from 'vitest';
import { HOUR_MS, MIB, MINUTE_MS } from '../../../lib/core/units.ts';
import { equalRanges } from '../../../lib/sim/kinesis/hash-ranges.ts';
import { SHARD_METRICS, type Flow } from '../../../lib/sim/kinesis/stream-state.ts';
import {
  aWorldWithStream,
  FEED,
  minutes,
  refusal,
  reshard,
  RESHARD_MS,
  sumsOf,
  T0_MS,
} from './kinesis-world.ts';

const THROTTLED = 'WriteProvisionedThroughputExceeded';

/** Records of 100 bytes, at an even rate over whole minutes. */
const records = (perS: number, minuteCount: number, from = 0): Flow => ({
  startMs: minutes(from),
  endMs: minutes(from + minuteCount),
  records: perS * 60 * minuteCount,
  bytes: perS * 60 * minuteCount * 100,
});

describe('what flows into a stream', () => {
  it('is told by the minute, in the minute’s sums', async () => {
    const world = aWorldWithStream({ flows: [records(2_000, 2)] });
    await world.runUntil(minutes(4));
    expect(sumsOf(world, 'IncomingRecords')).toEqual([
      [0, 120_000],
      [1, 120_000],
    ]);
    expect(sumsOf(world, 'IncomingBytes')).toEqual([
      [0, 12_000_000],
      [1, 12_000_000],
    ]);
    expect(sumsOf(world, THROTTLED)).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it.each([
    ['at what the shards take', 4_000, 240_000, 0],
    ['over it', 4_001, 240_000, 60],
    ['at twice of it', 8_000, 240_000, 240_000],
  ])('by records, %s: 4 shards and %i records/s', async (_, perS, taken, throttled) => {
    const world = aWorldWithStream({ flows: [records(perS, 1)] });
    await world.runUntil(minutes(1));
    expect(sumsOf(world, 'IncomingRecords')).toEqual([[0, taken]]);
    expect(sumsOf(world, THROTTLED)).toEqual([[0, throttled]]);
  });

  it('is throttled by bytes too', async () => {
    const flow: Flow = { startMs: T0_MS, endMs: minutes(1), records: 600, bytes: 8 * 60 * MIB };
    const world = aWorldWithStream({ flows: [flow] });
    await world.runUntil(minutes(1));
    expect(sumsOf(world, 'IncomingBytes')).toEqual([[0, 4 * 60 * MIB]]);
    expect(sumsOf(world, THROTTLED)).toEqual([[0, 300]]);
  });

  it('finds more room with each shard that is split', async () => {
    const world = aWorldWithStream({ flows: [records(8_000, 10)] });
    world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });
    await world.runUntil(minutes(10));
    const throttled = sumsOf(world, THROTTLED).map(([, sum]) => sum);
    expect(throttled[0]).toBe(240_000);
    expect(throttled.slice(5)).toEqual([0, 0, 0, 0, 0]);
    expect(throttled.slice(0, 5)).toEqual(throttled.slice(0, 5).toSorted((a, b) => (b ?? 0) - (a ?? 0)));
  });

  it('overruns one shard where its keys are few, though the sum fits', async () => {
    const [keys] = equalRanges(4);
    const world = aWorldWithStream({
      flows: [{ ...records(1_500, 1), ...(keys && { keys }) }],
      shardMetrics: [THROTTLED],
    });
    await world.runUntil(minutes(1));
    expect(sumsOf(world, THROTTLED)).toEqual([[0, 30_000]]);
    expect(sumsOf(world, THROTTLED, { ShardId: 'shardId-000000000000' })).toEqual([[0, 30_000]]);
    expect(sumsOf(world, 'IncomingRecords', { ShardId: 'shardId-000000000000' })).toEqual([]);
  });

  it('has no datapoint for a minute in which nothing came', async () => {
    const world = aWorldWithStream({ flows: [records(10, 1, 2)] });
    await world.runUntil(minutes(5));
    expect(sumsOf(world, 'IncomingRecords')).toEqual([[2, 600]]);
    expect(sumsOf(world, THROTTLED)).toEqual([[2, 0]]);
  });

  it('is seen only after the delay of the metrics', async () => {
    const world = aWorldWithStream({ flows: [records(10, 1)] }, { metricsDelayMs: MINUTE_MS });
    await world.runUntil(minutes(2) - 1);
    expect(sumsOf(world, 'IncomingRecords')).toEqual([]);
    await world.runUntil(minutes(2));
    expect(sumsOf(world, 'IncomingRecords')).toEqual([[0, 600]]);
  });

  it('is told of each shard where that is asked for, closed ones too in the minute of their end', async () => {
    const world = aWorldWithStream({
      shardCount: 1,
      shardMetrics: SHARD_METRICS,
      flows: [records(600, 10)],
    });
    await reshard(world, 2);
    await world.runUntil(minutes(6));
    const of = (shard: number) =>
      sumsOf(world, 'IncomingRecords', { ShardId: `shardId-00000000000${shard}` });
    expect(of(0).map(([minute]) => minute)).toEqual([0, 1, 2, 3, 4]);
    expect(of(1)).toEqual([[5, 18_000]]);
  });
});

describe('single records', () => {
  const small = { bytes: 100, hashKey: 0n };

  it('are taken until their shard has had a thousand in a second, and again in the next', async () => {
    const world = aWorldWithStream();
    for (let put = 0; put < 1_000; put += 1) expect(world.kinesis.put(FEED, small).kind).toBe('taken');
    expect(world.kinesis.put(FEED, small)).toEqual({ kind: 'throttled', shardId: 'shardId-000000000000' });
    const [, , , otherKeys] = equalRanges(4);
    expect(world.kinesis.put(FEED, { ...small, hashKey: otherKeys?.first ?? 0n }).kind).toBe('taken');
    await world.runUntil(T0_MS + 1_000);
    expect(world.kinesis.put(FEED, small).kind).toBe('taken');
    await world.runUntil(minutes(1));
    expect(sumsOf(world, 'IncomingRecords')).toEqual([[0, 1_002]]);
    expect(sumsOf(world, THROTTLED)).toEqual([[0, 1]]);
  });

  it('are taken up to a mebibyte a second', () => {
    const world = aWorldWithStream();
    const put = (bytes: number) => world.kinesis.put(FEED, { bytes, hashKey: 0n }).kind;
    expect([put(MIB - 10), put(11), put(10), put(1)]).toEqual(['taken', 'throttled', 'taken', 'throttled']);
  });

  it('share the shard with what flows', () => {
    const world = aWorldWithStream({ flows: [records(3_996, 1)] });
    expect([world.kinesis.put(FEED, small).kind, world.kinesis.put(FEED, small).kind]).toEqual([
      'taken',
      'throttled',
    ]);
  });

  it('are taken while the stream reshards, and not while it is made', () => {
    const world = aWorldWithStream();
    world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });
    expect(world.kinesis.put(FEED, small).kind).toBe('taken');
    world.kinesis.createStream({ name: 'new', shardCount: 1 });
    expect(refusal(() => world.kinesis.put('new', small)).code).toBe('ResourceInUseException');
  });
});

describe('consumers', () => {
  it('that poll are told of by the iterator age; nobody’s reading is told of by silence', async () => {
    const world = aWorldWithStream();
    await world.runUntil(minutes(1));
    world.kinesis.setConsumer(FEED, { name: 'rdb', kind: 'polling', behindMs: () => 1_500 });
    await world.runUntil(minutes(2));
    expect(sumsOf(world, 'GetRecords.IteratorAgeMilliseconds')).toEqual([[1, 1_500]]);
  });

  it('with enhanced fan-out are told of by name, and call no GetRecords', async () => {
    const world = aWorldWithStream({
      consumers: [{ name: 'cep', kind: 'enhanced-fan-out', behindMs: (atMs) => atMs - T0_MS }],
    });
    await world.runUntil(minutes(2));
    const behind = 'SubscribeToShardEvent.MillisBehindLatest';
    expect(sumsOf(world, behind, { ConsumerName: 'cep' })).toEqual([
      [0, 0],
      [1, 60_000],
    ]);
    expect(sumsOf(world, 'GetRecords.IteratorAgeMilliseconds')).toEqual([]);
  });
});

describe('a stream on demand', () => {
  it('begins with four shards, and grows for twice its peak a quarter of an hour behind it', async () => {
    const world = aWorldWithStream({ mode: 'ON_DEMAND', flows: [records(4_000, 60)] });
    await world.runUntil(minutes(15));
    expect(world.kinesis.openCount(FEED)).toBe(4);
    await world.runUntil(minutes(16));
    expect(world.kinesis.openCount(FEED)).toBe(8);
    expect(world.kinesis.describe(FEED).status).toBe('ACTIVE');
  });

  it('throttles what more than doubles before that', async () => {
    const world = aWorldWithStream({ mode: 'ON_DEMAND', flows: [records(5_000, 5)] });
    await world.runUntil(minutes(1));
    expect(sumsOf(world, THROTTLED)).toEqual([[0, 60_000]]);
  });

  it('keeps its shards when its mode changes, twice in 24 hours at most', async () => {
    const world = aWorldWithStream({ shardCount: 6 });
    for (const mode of ['ON_DEMAND', 'PROVISIONED'] as const) {
      world.kinesis.updateStreamMode({ name: FEED, mode });
      expect(world.kinesis.describe(FEED)).toMatchObject({ mode, status: 'UPDATING' });
      await world.runUntil(world.clock.nowMs() + RESHARD_MS);
    }
    expect(world.kinesis.openCount(FEED)).toBe(6);
    const third = () => world.kinesis.updateStreamMode({ name: FEED, mode: 'ON_DEMAND' });
    expect(refusal(third).code).toBe('LimitExceededException');
    await world.runUntil(T0_MS + 24 * HOUR_MS);
    third();
  });
});
