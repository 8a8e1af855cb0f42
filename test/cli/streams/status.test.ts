import { describe, expect, it } from 'vitest';
import type { StreamStatus } from '../../../lib/operate/kinesis-stream/status/read-stream-status.ts';
import { aPlainGroup, START_MS, startLocalOperator } from '../local-operator.ts';
import { aFlow, aStream, cycle, FEED, startOperatorOf, TAGS, TARGET } from './a-stream.ts';

const MANAGED = { 'spillway:managed': 'true' };
/** The lowest sixteenth of all keys: one shard of four has them. */
const HOT = { first: 0n, last: 2n ** 124n - 1n };

describe('spillway status of a stream', () => {
  it('shows mode, shards, bounds, load, readers, changes left, lease and the last plan', async () => {
    const operator = await startOperatorOf();
    await cycle(operator);
    await operator.pass(1);
    const { exitStatus, text } = await operator.run(`status ${TARGET}`);
    expect(exitStatus).toBe(0);
    expect(text).toContain('kinesis:feed  act  provisioned, active  min 1 · max 64  lease free');
    expect(text).toMatch(/│ 4 +│ 4 +│ █{5}░{15} 25\.0 % │ 0 +│ up to date +│ 10 of 10 +│/);
    expect(text).toContain('last plan, 60 s ago: hold: 4 shards carry what arrives, 25 % of them used.');
    expect(text).toContain('now: hold: 4 shards carry what arrives');
  });

  it('prints JSON that can be read by a program', async () => {
    const operator = await startOperatorOf({ flows: [aFlow(6)] });
    const { text } = await operator.run('status --json');
    const [status] = JSON.parse(text) as readonly StreamStatus[];
    expect(status).toMatchObject({
      streamName: FEED,
      managed: true,
      mode: 'act',
      capacityMode: 'provisioned',
      status: 'active',
      shardsOpen: 4,
      shardsMin: 1,
      shardsMax: 64,
      demandPercent: 150,
      changesLeft: 10,
      readersBehindMs: 0,
      attention: [],
      wouldNow: expect.stringMatching(/^grow: Growing from 4 to 8 shards/) as string,
    });
    expect(status?.shardsWanted).toBeGreaterThan(4);
    expect(status?.throttledRecords).toBeGreaterThan(0);
  });

  it('names the busiest shard where records are refused and shards are told of one by one', async () => {
    const shardMetrics = ['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded'] as const;
    const flows = [aFlow(1.5, { keys: HOT })];
    const { run } = await startOperatorOf({ shardMetrics, flows });
    const { text } = await run(`status ${TARGET}`);
    expect(text).toMatch(/busiest shard: shardId-000000000000, asked for 1\d\d % of what a shard takes\./);
  });

  it('says what holds it, and that nobody reads it', async () => {
    const { run } = await startOperatorOf({ tags: MANAGED, consumers: [] });
    const { text } = await run(`status ${TARGET}`);
    expect(text).toContain('held: bad tags');
    expect(text).toContain('spillway:shards-max');
    expect(text).toContain('unknown');
  });

  it('says of an on-demand stream what provisioned would take', async () => {
    const { run } = await startOperatorOf({ mode: 'ON_DEMAND' });
    const { text } = await run(`status ${TARGET}`);
    expect(text).toContain('on-demand, active');
    expect(text).toContain(
      'AWS scales this stream on demand. Provisioned, its busiest minute would take 2 shards',
    );
  });

  it('shows the changes that are on their way', async () => {
    const operator = await startOperatorOf();
    operator.world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });
    await operator.pass(1);
    const { text } = await operator.run(`status ${TARGET}`);
    expect(text).toContain('provisioned, updating');
    expect(text).toContain('now: hold: The stream is being resharded');
  });

  it('comes after the groups where none is named, and draws again with --watch', async () => {
    const { run, world } = await startLocalOperator([aPlainGroup({ tags: MANAGED })], {
      streams: [aStream()],
    });
    const { text } = await run('status --watch --every 30m');
    expect(text.match(/min 1 · desired 3/g)).toHaveLength(3);
    expect(text.match(/kinesis:feed {2}act/g)).toHaveLength(3);
    expect(text.indexOf('rdb-fx')).toBeLessThan(text.indexOf('kinesis:feed'));
    expect(world.clock.nowMs()).toBe(START_MS + 3_600_000);
  });

  it('changes nothing and takes no lease', async () => {
    const operator = await startOperatorOf();
    await operator.run('status');
    const writes = Object.keys(operator.emulator.awsCalls()).filter(
      (action) => !/^(Describe|Get|BatchGet|Query|List)/.test(action),
    );
    expect(writes).toEqual([]);
  });
});

describe('spillway status of everything', () => {
  it('shows the groups where streams may not be looked for, and says so in a line', async () => {
    const { run, emulator } = await startLocalOperator([aPlainGroup({ tags: MANAGED })], {
      streams: [aStream()],
    });
    emulator.injectWireFault({ action: 'GetResources', fault: { kind: 'deny' }, times: Infinity });
    const { exitStatus, text } = await run('status');
    expect(exitStatus).toBe(0);
    expect(text).toContain('No stream is shown: you may not call tag:GetResources.');
    expect(text).toContain('rdb-fx  act');
  });

  it('loads nothing of Kinesis where there are no streams', async () => {
    const { run, emulator } = await startLocalOperator([aPlainGroup({ tags: MANAGED })]);
    const { text } = await run('status');
    expect(text).toContain('rdb-fx  act');
    expect(Object.keys(emulator.awsCalls()).filter((action) => /Stream/.test(action))).toEqual([]);
  });

  it('leaves out a stream that is gone since it was listed', async () => {
    const operator = await startOperatorOf({ tags: TAGS }, { listingDelayMs: 3_600_000 });
    operator.world.kinesis.deleteStream({ name: FEED, consumers: 'deleted-too' });
    await operator.pass(5);
    const { exitStatus, text } = await operator.run('status');
    expect({ exitStatus, text }).toMatchObject({ exitStatus: 0 });
    expect(text).not.toContain('kinesis:feed');
  });
});
