import { demandByName } from './demand-by-name.ts';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAwsCalls } from '../../../lib/aws/aws-calls.ts';
import { createAwsClients, READ_ATTEMPTS_MAX } from '../../../lib/aws/clients.ts';
import { createAwsStreamReader } from '../../../lib/aws/kinesis-stream/aws-stream-reader.ts';
import { createAwsStreamWriter } from '../../../lib/aws/kinesis-stream/aws-stream-writer.ts';
import { createCloudWatchDemand } from '../../../lib/aws/kinesis-stream/cloudwatch-demand.ts';
import { shardCountOutcome } from '../../../lib/aws/kinesis-stream/kinesis-failures.ts';
import { startEmulator } from '../../../lib/emulator/start-emulator.ts';
import type { WireFault } from '../../../lib/emulator/wire/wire-faults.ts';
import { createWorld } from '../../../lib/sim/world.ts';
import { TEST_ACCOUNT } from '../start-dynalite.ts';

const START_MS = Date.parse('2026-11-20T15:00:00Z');

async function aStreamOnAws(options: { datapointsPageMax?: number; remainingTimeMs?: () => number } = {}) {
  const { remainingTimeMs, ...rest } = options;
  const world = createWorld({ startMs: START_MS });
  world.kinesis.addStream({ name: 'feed', shardCount: 4, tags: { 'spillway:managed': 'true' } });
  const emulator = await startEmulator({ world, stateTable: null, tick: null, ...rest });
  const readRetryStrategy = new StandardRetryStrategy({
    maxAttempts: READ_ATTEMPTS_MAX,
    backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined },
  });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint, readRetryStrategy });
  onTestFinished(async () => {
    clients.destroy();
    await emulator.stop();
  });
  const calls = createAwsCalls(remainingTimeMs);
  return {
    world,
    emulator,
    reader: createAwsStreamReader(clients, calls),
    demand: createCloudWatchDemand(clients.cloudWatch, calls),
    toEight: () =>
      createAwsStreamWriter(clients, calls).updateShardCount({ streamName: 'feed', shardCount: 8 }),
  };
}

describe('LimitExceededException, of a change of the shard count', () => {
  const outcomeOf = (message: string, streamName = 'feed') =>
    shardCountOutcome(
      { kind: 'rejected', code: 'LimitExceededException', message, failure: 'refused' },
      streamName,
    );

  it.each([
    ['UpdateShardCount cannot be called more than 10 times in a rolling 24 hour period', 'spent'],
    ['Cannot run UpdateShardCount more than 10 times in a 24 hour period', 'spent'],
    ['Exceeded 10 changes per 24-hour period', 'spent'],
    ['The limit of scaling operations in 24hrs was reached', 'spent'],
    ['Daily limit of scaling operations reached for stream feed', 'spent'],
    ['Rate exceeded for stream feed under account 123456789012.', 'refused'],
    ['This request would exceed the shard limit for the account 240000000024 in us-east-1.', 'refused'],
    ['Target shard count or number of open shards cannot be greater than 10000.', 'refused'],
    ['', 'refused'],
  ])('"%s" is %2$s', (message, failure) => {
    expect(outcomeOf(message)).toMatchObject({ kind: 'rejected', failure, message });
  });

  it('is not read for what the stream is called', () => {
    const message = 'Rate exceeded for stream daily-24h-trades under account 123456789012.';
    expect(outcomeOf(message, 'daily-24h-trades')).toMatchObject({ failure: 'refused' });
  });

  it('is the only code whose words are read', () => {
    const given = { kind: 'rejected', code: 'ValidationException', message: '24 hours' } as const;
    expect(shardCountOutcome(given, 'feed')).toBe(given);
    expect(shardCountOutcome({ kind: 'applied' }, 'feed')).toEqual({ kind: 'applied' });
  });
});

describe('a change of the shard count', () => {
  it.each<[string, WireFault, object, number]>([
    ['throttled', { kind: 'throttle' }, { kind: 'rejected', failure: 'refused' }, 4],
    ['denied', { kind: 'deny' }, { kind: 'rejected', failure: 'denied' }, 4],
    ['failed', { kind: 'server-error' }, { kind: 'unknown' }, 4],
    ['cut off before it', { kind: 'reset-before' }, { kind: 'unknown' }, 4],
    ['cut off after it', { kind: 'reset-after' }, { kind: 'unknown' }, 8],
    ['cut off within its answer', { kind: 'truncate' }, { kind: 'unknown' }, 8],
  ])('that is %s is sent once, and says what is known', async (_, fault, outcome, shardCount) => {
    const { world, emulator, toEight } = await aStreamOnAws();
    emulator.injectWireFault({ action: 'UpdateShardCount', fault });
    expect(await toEight()).toMatchObject(outcome);
    expect(emulator.awsCalls()['UpdateShardCount']).toBe(1);
    await world.runUntil(START_MS + 3_600_000);
    expect(world.kinesis.openCount('feed')).toBe(shardCount);
  });

  it('is not sent when the invocation has no time left', async () => {
    const { emulator, toEight } = await aStreamOnAws({ remainingTimeMs: () => 1_999 });
    expect(await toEight()).toMatchObject({ kind: 'not-sent', why: 'deadline' });
    expect(emulator.awsCalls()).toEqual({});
  });
});

describe('reading', () => {
  it('is tried again where it was throttled', async () => {
    const { emulator, reader } = await aStreamOnAws();
    emulator.injectWireFault({ action: 'DescribeStreamSummary', fault: { kind: 'throttle' } });
    emulator.injectWireFault({ action: 'ListTagsForStream', fault: { kind: 'throttle' } });
    expect(await reader.readStream('feed')).toMatchObject({ shardCount: 4 });
  });

  it.each([
    ['DescribeStreamSummary', 'throttle', 'throttled', 'LimitExceededException'],
    ['ListTagsForStream', 'deny', 'denied', 'AccessDeniedException'],
    ['DescribeStreamSummary', 'server-error', 'unknown', 'InternalFailure'],
  ] as const)('%s says what failed: %s', async (action, kind, failure, code) => {
    const { emulator, reader } = await aStreamOnAws();
    emulator.injectWireFault({ action, fault: { kind }, times: Number.POSITIVE_INFINITY });
    await expect(reader.readStream('feed')).rejects.toMatchObject({
      call: `kinesis:${action}`,
      failure,
      code,
    });
  });

  it('of a listing throttled for good says so', async () => {
    const { emulator, reader } = await aStreamOnAws();
    const fault = { kind: 'throttle' } as const;
    emulator.injectWireFault({ action: 'tag:GetResources', fault, times: Number.POSITIVE_INFINITY });
    const listing = reader.listManagedStreams()[Symbol.asyncIterator]().next();
    await expect(listing).rejects.toMatchObject({ call: 'tag:GetResources', failure: 'throttled' });
  });

  it('of demand goes over all pages', async () => {
    const { world, demand } = await aStreamOnAws({ datapointsPageMax: 2 });
    const endMs = START_MS + 5 * 60_000;
    world.kinesis.addFlow('feed', { startMs: START_MS, endMs, records: 3_000, bytes: 3_000 });
    await world.runUntil(endMs);
    const streams = [{ streamName: 'feed', consumerNames: [], shardIds: [] }];
    const answer = await demandByName(demand, { streams, fromMs: START_MS, nowMs: endMs });
    expect(
      answer.get('feed')?.minutes.map(({ records, throttledRecords }) => [records, throttledRecords]),
    ).toEqual(Array.from({ length: 5 }, () => [600, 0]));
  });
});
