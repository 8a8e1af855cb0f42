import { PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { MIB } from '../../../lib/core/units.ts';
import { refusalOf, START_MS, startLocalAws } from '../local-aws.ts';

const StreamName = 'feed';
const LAST_KEY = String((1n << 128n) - 1n);

async function withStream() {
  const aws = await startLocalAws();
  aws.world.kinesis.addStream({ name: StreamName, shardCount: 2 });
  return aws;
}

const record = (sizeBytes: number, more: { PartitionKey?: string; ExplicitHashKey?: string } = {}) => ({
  Data: new Uint8Array(sizeBytes),
  PartitionKey: 'k',
  ...more,
});

describe('records put on the wire', () => {
  it('go where the MD5 of their key points, or where they say', async () => {
    const { kinesis } = await withStream();
    const shardOf = async (more: object) =>
      (await kinesis.send(new PutRecordCommand({ StreamName, ...record(1, more) }))).ShardId;
    // md5('k') begins with 8, md5('b') with 9, md5('a') with 0.
    expect(await shardOf({ PartitionKey: 'k' })).toBe('shardId-000000000001');
    expect(await shardOf({ PartitionKey: 'a' })).toBe('shardId-000000000000');
    expect(await shardOf({ ExplicitHashKey: '0' })).toBe('shardId-000000000000');
    expect(await shardOf({ ExplicitHashKey: LAST_KEY })).toBe('shardId-000000000001');
  });

  it('are throttled one by one, each answer naming its shard', async () => {
    const { kinesis } = await withStream();
    const answer = await kinesis.send(
      new PutRecordsCommand({
        StreamName,
        Records: [
          record(MIB - 2, { ExplicitHashKey: '0' }),
          record(2, { ExplicitHashKey: '0' }),
          record(2, { ExplicitHashKey: LAST_KEY }),
        ],
      }),
    );
    expect(answer.FailedRecordCount).toBe(1);
    expect(answer.Records).toMatchObject([
      { ShardId: 'shardId-000000000000', SequenceNumber: expect.any(String) as string },
      {
        ErrorCode: 'ProvisionedThroughputExceededException',
        ErrorMessage:
          'Rate exceeded for shard shardId-000000000000 in stream feed under account 123456789012.',
      },
      { ShardId: 'shardId-000000000001' },
    ]);
  });

  it('are refused singly with the code of the throughput, and taken a second later', async () => {
    const { emulator, kinesis } = await withStream();
    const put = () => kinesis.send(new PutRecordCommand({ StreamName, ...record(MIB - 1) }));
    await put();
    expect(await refusalOf(put())).toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await emulator.runUntil(START_MS + 1_000);
    expect((await put()).ShardId).toBe('shardId-000000000001');
  });

  it.each([
    ['too large', [record(MIB + 1)]],
    ['too many', Array.from({ length: 501 }, () => record(1))],
    ['none', []],
    ['with a hash key that is none', [record(1, { ExplicitHashKey: 'x' })]],
  ])('are refused when %s', async (_, Records) => {
    const { kinesis } = await withStream();
    expect(await refusalOf(kinesis.send(new PutRecordsCommand({ StreamName, Records })))).toMatchObject({
      name: 'ValidationException',
    });
  });

  it('are refused for a hash key that no shard can hold', async () => {
    const { kinesis } = await withStream();
    const beyond = record(1, { ExplicitHashKey: String(1n << 128n) });
    expect(await refusalOf(kinesis.send(new PutRecordCommand({ StreamName, ...beyond })))).toMatchObject({
      name: 'InvalidArgumentException',
    });
  });
});
