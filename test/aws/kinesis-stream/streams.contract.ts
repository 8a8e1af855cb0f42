// What every adapter of the stream ports must do, on a world with streams: run on the simulated ones, and on AWS's over
// the emulator.
import { demandByName } from './demand-by-name.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { SHARD_METRICS, type StreamSpec } from '../../../lib/sim/kinesis/stream-state.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';
import type { DemandReader } from '../../../lib/targets/kinesis-stream/ports/demand.ts';
import type {
  ListedStream,
  StreamReader,
  StreamWriter,
} from '../../../lib/targets/kinesis-stream/ports/streams.ts';

export interface StreamPorts {
  readonly reader: StreamReader;
  readonly writer: StreamWriter;
  readonly demand: DemandReader;
  close(): Promise<void>;
}

export const START_MS = Date.parse('2026-11-20T15:00:00Z');
const RESHARD_MS = 5 * MINUTE_MS;
const MANAGED = { 'spillway:managed': 'true', 'spillway:shards-max': '64' };

export function streamsContract(name: string, overWorld: (world: World) => Promise<StreamPorts>): void {
  describe(`${name} keep the contract`, () => {
    let world: World;
    let ports: StreamPorts;
    beforeEach(async () => {
      const kinesis = { reshardMs: () => RESHARD_MS, shardLimit: 250, listingDelayMs: MINUTE_MS };
      world = createWorld({ startMs: START_MS, kinesis });
      ports = await overWorld(world);
    });
    afterEach(async () => {
      await ports.close();
    });

    const add = (spec: Partial<StreamSpec> = {}) =>
      world.kinesis.addStream({ name: 'feed', shardCount: 4, tags: MANAGED, ...spec });
    const listed = async () => {
      const all: ListedStream[] = [];
      for await (const page of ports.reader.listManagedStreams()) all.push(...page);
      return all;
    };
    const update = (shardCount: number, streamName = 'feed') =>
      ports.writer.updateShardCount({ streamName, shardCount });
    const minutesPass = (count: number) => world.runUntil(world.clock.nowMs() + count * MINUTE_MS);

    it('lists the streams that are managed, 201 of them', async () => {
      add({ tags: { 'spillway:managed': 'false' } });
      world.kinesis.addStream({ name: 'bare' });
      for (let index = 0; index < 201; index += 1)
        world.kinesis.addStream({ name: `s${index}`, tags: { ...MANAGED, index: `${index}` } });
      await minutesPass(1);
      const streams = await listed();
      expect(streams).toHaveLength(201);
      expect(streams.find(({ tags }) => tags['index'] === '200')).toEqual({
        name: 's200',
        tags: { ...MANAGED, index: '200' },
      });
    });

    it('lists none where there are none', async () => {
      expect(await listed()).toEqual([]);
    });

    it('reads tags as they are, though the listing lags', async () => {
      add();
      await minutesPass(1);
      world.kinesis.putTags('feed', { 'spillway:mode': 'off' });
      expect(await listed()).toEqual([{ name: 'feed', tags: MANAGED }]);
      expect((await ports.reader.readStream('feed'))?.tags).toEqual({ ...MANAGED, 'spillway:mode': 'off' });
    });

    it('reads a stream with all that is known of it', async () => {
      add({
        shardMetrics: SHARD_METRICS,
        consumers: [
          { name: 'rdb', kind: 'enhanced-fan-out', behindMs: () => 0 },
          { name: 'cep', kind: 'enhanced-fan-out', behindMs: () => 0 },
          { name: 'poller', kind: 'polling', behindMs: () => 0 },
        ],
      });
      const summary = {
        name: 'feed',
        status: 'active',
        mode: 'provisioned',
        shardCount: 4,
        createdAtMs: START_MS,
        consumerNames: ['cep', 'rdb'],
        shardMetrics: 'on',
      };
      expect(await ports.reader.readStream('feed')).toEqual({ ...summary, tags: MANAGED });
      expect(await ports.reader.readSummary('feed')).toEqual(summary);
    });

    it('reads fifty tags, and a hundred consumers and more', async () => {
      const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, `${index}`]));
      const consumers = Array.from({ length: 101 }, (_, index) => ({
        name: `c${String(index).padStart(3, '0')}`,
        kind: 'enhanced-fan-out' as const,
        behindMs: () => 0,
      }));
      add({ tags, consumers });
      const stream = await ports.reader.readStream('feed');
      expect(stream?.tags).toEqual(tags);
      expect(stream?.consumerNames).toEqual(consumers.map((consumer) => consumer.name));
    });

    it.each([
      ['on demand', { mode: 'ON_DEMAND' }, { mode: 'on-demand', shardCount: 4 }],
      ['with some of its shard-level metrics', { shardMetrics: ['IncomingBytes'] }, { shardMetrics: 'off' }],
    ] as const)('reads a stream %s', async (_, spec, seen) => {
      add(spec);
      expect(await ports.reader.readStream('feed')).toMatchObject(seen);
    });

    it('reads nothing of a stream that is not there', async () => {
      expect(await ports.reader.readStream('feed')).toBeUndefined();
      expect(await ports.reader.readSummary('feed')).toBeUndefined();
      expect(await ports.reader.readOpenShardIds('feed')).toEqual([]);
    });

    it('reads a stream that is being deleted as that', async () => {
      add();
      world.kinesis.deleteStream({ name: 'feed', consumers: 'must-be-none' });
      expect((await ports.reader.readStream('feed'))?.status).toBe('deleting');
    });

    it('changes the shard count: the stream is updating, then active with new shards', async () => {
      add({ shardCount: 2 });
      expect(await update(4)).toEqual({ kind: 'applied' });
      expect((await ports.reader.readSummary('feed'))?.status).toBe('updating');
      await minutesPass(5);
      expect(await ports.reader.readSummary('feed')).toMatchObject({ status: 'active', shardCount: 4 });
      expect(await ports.reader.readOpenShardIds('feed')).toEqual(
        [2, 3, 4, 5].map((number) => `shardId-00000000000${number}`),
      );
    });

    it.each([
      ['more than double', 9, 'InvalidArgumentException'],
      ['below half', 1, 'InvalidArgumentException'],
      ['the same again', 4, 'InvalidArgumentException'],
    ])('is refused %s', async (_, count, code) => {
      add();
      expect(await update(count)).toMatchObject({ kind: 'rejected', code, failure: 'refused' });
    });

    it('is refused while a change runs, beyond the account’s shards and for a stream on demand', async () => {
      add();
      world.kinesis.addStream({ name: 'busy', shardCount: 2 });
      await update(4, 'busy');
      expect(await update(3, 'busy')).toMatchObject({ code: 'ResourceInUseException', failure: 'refused' });
      world.kinesis.addStream({ name: 'large', shardCount: 200 });
      expect(await update(300, 'large')).toMatchObject({
        kind: 'rejected',
        code: 'LimitExceededException',
        failure: 'refused',
      });
      world.kinesis.addStream({ name: 'theirs', mode: 'ON_DEMAND' });
      expect(await update(8, 'theirs')).toMatchObject({ code: 'ValidationException', failure: 'refused' });
      expect(await update(8, 'nobody')).toMatchObject({ kind: 'rejected', failure: 'absent' });
    });

    it('is spent after ten changes, for 24 hours', async () => {
      add();
      for (let change = 0; change < 10; change += 1) {
        expect(await update(change % 2 === 0 ? 8 : 4)).toEqual({ kind: 'applied' });
        await world.runUntil(START_MS + (change + 1) * HOUR_MS);
      }
      const spent = { kind: 'rejected', code: 'LimitExceededException', failure: 'spent' };
      expect(await update(8)).toMatchObject(spent);
      await world.runUntil(START_MS + DAY_MS);
      expect(await update(8)).toEqual({ kind: 'applied' });
    });

    it('tells of minutes that are over, in order, each with what there is', async () => {
      add({
        flows: [
          { startMs: START_MS, endMs: START_MS + MINUTE_MS, records: 600, bytes: 6_000 },
          {
            startMs: START_MS + 2 * MINUTE_MS,
            endMs: START_MS + 4 * MINUTE_MS,
            records: 600_000,
            bytes: 600_000,
          },
        ],
        consumers: [
          { name: 'poller', kind: 'polling', behindMs: () => 250 },
          { name: 'cep', kind: 'enhanced-fan-out', behindMs: () => 10 },
          { name: 'rdb', kind: 'enhanced-fan-out', behindMs: () => 20 },
        ],
      });
      await world.runUntil(START_MS + 3 * MINUTE_MS + 30_000);
      const demand = await demandByName(ports.demand, {
        streams: [
          { streamName: 'feed', consumerNames: ['cep', 'rdb'], shardIds: [] },
          { streamName: 'silent', consumerNames: [], shardIds: [] },
        ],
        fromMs: START_MS + 30_000,
        nowMs: world.clock.nowMs(),
      });
      const behindMs = new Map([
        ['cep', 10],
        ['rdb', 20],
      ]);
      const consumers = { iteratorAgeMs: 250, behindMs };
      expect(demand.get('feed')).toEqual({
        minutes: [
          { startMs: START_MS, bytes: 6_000, records: 600, throttledRecords: 0, ...consumers },
          { startMs: START_MS + MINUTE_MS, ...consumers },
          {
            startMs: START_MS + 2 * MINUTE_MS,
            bytes: 240_000,
            records: 240_000,
            throttledRecords: 60_000,
            ...consumers,
          },
        ],
        shards: new Map(),
      });
      expect(demand.get('silent')).toEqual({ minutes: [], shards: new Map() });
    });

    it('tells of single shards where they are asked for, and tell', async () => {
      add({
        shardCount: 2,
        shardMetrics: SHARD_METRICS,
        flows: [{ startMs: START_MS, endMs: START_MS + MINUTE_MS, records: 600, bytes: 6_000 }],
      });
      await minutesPass(1);
      const [first = ''] = await ports.reader.readOpenShardIds('feed');
      const demand = await demandByName(ports.demand, {
        streams: [{ streamName: 'feed', consumerNames: [], shardIds: [first, 'shardId-000000000009'] }],
        fromMs: START_MS,
        nowMs: world.clock.nowMs(),
      });
      expect(demand.get('feed')?.shards).toEqual(
        new Map([[first, [{ startMs: START_MS, bytes: 3_000, records: 300, throttledRecords: 0 }]]]),
      );
    });

    it('has nothing to tell before a minute is over', async () => {
      add();
      const streams = [{ streamName: 'feed', consumerNames: [], shardIds: [] }];
      const demand = await demandByName(ports.demand, {
        streams,
        fromMs: START_MS,
        nowMs: START_MS + 59_999,
      });
      expect(demand.get('feed')?.minutes).toEqual([]);
      expect(world.calls.counts()['GetMetricData']).toBeUndefined();
    });

    it('asks 500 metrics a call, of many streams together', async () => {
      const streams = Array.from({ length: 126 }, (_, index) => ({
        streamName: `s${index}`,
        consumerNames: [],
        shardIds: [],
      }));
      world.kinesis.addStream({
        name: 's125',
        flows: [{ startMs: START_MS, endMs: START_MS + MINUTE_MS, records: 60, bytes: 60 }],
      });
      await minutesPass(1);
      const demand = await demandByName(ports.demand, {
        streams,
        fromMs: START_MS,
        nowMs: world.clock.nowMs(),
      });
      expect(world.calls.counts()['GetMetricData']).toBe(2);
      expect([demand.size, demand.get('s125')?.minutes[0]?.records]).toEqual([126, 60]);
    });
  });
}
