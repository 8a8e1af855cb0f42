import { describe, expect, it } from 'vitest';
import { UTC_CALENDAR } from '../../../lib/core/calendar.ts';
import { PortError } from '../../../lib/core/errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { runTick } from '../../../lib/cycle/triggers/run-tick.ts';
import { throttled } from '../../../lib/sim/aws/aws-error.ts';
import { limitExceeded } from '../../../lib/sim/kinesis/kinesis-errors.ts';
import { SHARD_METRICS } from '../../../lib/sim/kinesis/stream-state.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/kinesis-stream/domain/learned.ts';
import { KINESIS_STREAM } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { aFlow, aStreamWorld, FEED, RESHARD_MS, TAGS, teach, type StreamWorld } from './a-stream-world.ts';

/** Four shards, and 3.5 of them used, an hour long. */
async function aBusyStream(tags: Readonly<Record<string, string>> = TAGS): Promise<StreamWorld> {
  const busy = aStreamWorld({ tags, flows: [aFlow(3.5)] });
  await busy.pass(60);
  return busy;
}

/** A cycle whose function is ended before it has recorded anything. Its lease is free again. */
async function endingAfterItsCall({ ports, cycle }: StreamWorld): Promise<void> {
  const { giveBack } = ports.stateStore;
  const ended = 'the function was ended';
  ports.stateStore.giveBack = () => Promise.reject(new Error(ended));
  await expect(cycle()).rejects.toThrow(ended);
  ports.stateStore.giveBack = giveBack;
  const item = ports.stateStore.items.get(FEED);
  if (item) ports.stateStore.items.set(FEED, { ...item, lease: undefined });
}

const SPENT = limitExceeded(
  'UpdateShardCount cannot be called more than 10 times in a rolling 24 hour period for stream feed.',
);

const itemOf = ({ ports }: StreamWorld) => ports.stateStore.items.get(FEED);
const ledgerOf = (streamWorld: StreamWorld) => itemOf(streamWorld)?.learned?.changes.ledger ?? [];
const gaugeOf = ({ world }: StreamWorld, name: string) => {
  const series = world.metrics.find('Spillway', name, { StreamName: FEED });
  if (!series) return undefined;
  const at = { fromMs: 0, toMs: world.clock.nowMs() + MINUTE_MS, periodMs: MINUTE_MS };
  return world.metrics.statistics(series, { ...at, statistic: 'Maximum' }).at(-1)?.value;
};

describe('a cycle of a stream', () => {
  it('asks for shards, enters the call in the ledger, and tells the journal, the bus and the metrics', async () => {
    const busy = await aBusyStream();
    expect(await busy.cycle()).toMatchObject({
      kind: 'decided',
      plan: { kind: 'grow' },
      actions: [{ action: { kind: 'set-shards', from: 4, shards: 6 }, outcome: { kind: 'applied' } }],
      troubles: {},
      remarks: { gauges: { ShardsOpen: 4, ShardsWanted: 6, ChangesLeft: 10, DemandPercent: 87.5 } },
    });
    expect(busy.world.kinesis.describe(FEED).status).toBe('UPDATING');
    expect(ledgerOf(busy)).toMatchObject([{ by: 'us', to: 6 }]);
    expect(itemOf(busy)).toMatchObject({ lease: undefined, learned: { lastPlan: { kind: 'grow' } } });
    expect(busy.ports.stateStore.journal).toMatchObject([
      { kind: 'grow', gauges: { ShardsOpen: 4 }, actions: [{ kind: 'set-shards', shards: 6 }] },
    ]);
    expect(busy.ports.announcer.announcements).toMatchObject([{ type: 'Spillway Scaling Decision' }]);
    expect(gaugeOf(busy, 'ShardsWanted')).toBe(6);
    await busy.pass(RESHARD_MS / MINUTE_MS);
    expect(busy.openShards()).toBe(6);
  });

  it('that holds looks at the stream, its tags, its calendar and its demand, and keeps quiet', async () => {
    const quiet = aStreamWorld({ flows: [aFlow(1)] });
    await quiet.pass(60);
    expect(await quiet.cycle()).toMatchObject({ plan: { kind: 'hold', reason: { code: 'enough' } } });
    expect(quiet.world.calls.counts()).toEqual({
      DescribeStreamSummary: 1,
      GetItem: 1,
      GetMetricData: 1,
      ListTagsForStream: 1,
    });
    expect(quiet.ports.stateStore.journal).toEqual([]);
  });

  it('shrinks where past days leave enough changes, and nothing arrives or little does', async () => {
    for (const flows of [[aFlow(1)], []]) {
      const quiet = aStreamWorld({ shardCount: 10, flows });
      await quiet.pass(60);
      teach(quiet, (hour) => (hour >= 7 && hour < 10 ? 9 : 1));
      expect(await quiet.cycle()).toMatchObject({
        plan: { kind: 'shrink' },
        actions: [{ action: { shards: 5 }, outcome: { kind: 'applied' } }],
      });
    }
  });

  it('does not take minutes that CloudWatch has not told of yet for silence', async () => {
    const late = aStreamWorld({ flows: [aFlow(3.5)] }, { metricsDelayMs: MINUTE_MS + 1 });
    await late.pass(60);
    expect(await late.cycle()).toMatchObject({ plan: { gauges: { DemandPercent: 87.5 } } });
    expect(itemOf(late)?.learned?.demand.latest?.shards).toBeCloseTo(3.5);
  });

  it('tells load that is refused from a shard that is, once Kinesis tells of shards', async () => {
    const full = aStreamWorld({ flows: [aFlow(5)] });
    await full.pass(60);
    expect(await full.cycle()).toMatchObject({
      plan: { reason: { code: 'throttled' } },
      troubles: { throttled: full.world.clock.nowMs() },
    });
    const keys = { first: 0n, last: 1n << 120n };
    const shardMetrics = SHARD_METRICS;
    const hot = aStreamWorld({ shardMetrics, flows: [{ ...aFlow(1.5), keys }] });
    await hot.pass(60);
    expect(await hot.cycle()).toMatchObject({
      plan: { kind: 'hold' },
      troubles: { 'hot-shard': hot.world.clock.nowMs() },
    });
    expect(hot.world.calls.counts()).toMatchObject({ ListShards: 1, GetMetricData: 2 });
  });

  it('says after a resharding how long it took', async () => {
    const busy = await aBusyStream();
    await busy.cycle();
    await busy.pass(6);
    await busy.cycle();
    expect(itemOf(busy)?.learned?.resharding).toEqual({
      seen: [{ from: 4, to: 6, durationMs: 6 * MINUTE_MS }],
      grownAtMs: busy.world.clock.nowMs(),
    });
  });
});

describe('a stream that is left alone', () => {
  it.each([
    ['in a dry run, all but the call', { 'spillway:mode': 'dry-run' }, 'grow', 'not-sent'],
    ['while it is paused', { 'spillway:pause-until': '2026-03-05T00:00:00Z' }, 'hold', undefined],
    ['while it is off', { 'spillway:mode': 'off' }, 'hold', undefined],
  ])('%s', async (_title, tags, kind, outcome) => {
    const left = await aBusyStream({ ...TAGS, ...tags });
    const result = await left.cycle();
    expect(result).toMatchObject({ plan: { kind } });
    expect(result.kind === 'decided' && result.actions[0]?.outcome.kind).toBe(outcome);
    expect(left.shardCalls()).toBe(0);
    expect(ledgerOf(left)).toEqual([]);
  });

  it('for a bad tag is held, and says so', async () => {
    const bad = await aBusyStream({ 'spillway:managed': 'true' });
    expect(await bad.cycle()).toMatchObject({
      plan: { kind: 'hold', reason: { code: 'bad-tag' } },
      troubles: { held: bad.world.clock.nowMs() },
    });
    expect(bad.shardCalls()).toBe(0);
  });

  it('where what was learned of it cannot be read, which stays as it is', async () => {
    const odd = await aBusyStream();
    const learned = { version: 1, changes: 'ten' } as never;
    odd.ports.stateStore.items.set(FEED, { fence: 0, learned });
    expect(await odd.cycle()).toMatchObject({
      plan: { kind: 'hold', reason: { code: 'bad-item' } },
      troubles: { held: odd.world.clock.nowMs() },
    });
    expect(itemOf(odd)?.learned).toMatchObject({ version: 1, changes: 'ten' });
  });

  it('while it is being resharded, whoever asked for that', async () => {
    const busy = await aBusyStream();
    busy.world.kinesis.updateShardCount({ name: FEED, targetCount: 5 });
    expect(await busy.cycle()).toMatchObject({ plan: { kind: 'hold', reason: { code: 'resharding' } } });
    expect(ledgerOf(busy)).toMatchObject([{ by: 'other' }]);
  });

  it('without the tag, and one that is not there', async () => {
    const bare = await aBusyStream({});
    expect(await bare.cycle()).toEqual({ kind: 'not-managed', name: FEED });
    expect(bare.ports.stateStore.items.size).toBe(0);
    const gone = aStreamWorld({ name: 'another' });
    expect(await gone.cycle()).toEqual({ kind: 'not-found', name: FEED });
  });
});

describe('a call', () => {
  it.each<[string, (busy: StreamWorld) => void, RegExp]>([
    ['its tag is taken off', ({ world }) => world.kinesis.removeTags(FEED, ['spillway:managed']), /no tag/],
    ['it is told to wait', ({ world }) => world.kinesis.putTags(FEED, { 'spillway:mode': 'off' }), /is off/],
    [
      'its maximum is lowered',
      ({ world }) => world.kinesis.putTags(FEED, { 'spillway:shards-max': '5' }),
      /its tags allow 5 shards now/,
    ],
    [
      'somebody else changes it',
      ({ world }) => world.kinesis.updateShardCount({ name: FEED, targetCount: 8 }),
      /is updating/,
    ],
  ])('is not sent when meanwhile %s', async (_title, meanwhile, message) => {
    const busy = await aBusyStream();
    let tagReads = 0;
    busy.world.calls.intercept(({ action }) => {
      if (action === 'ListTagsForStream') tagReads += 1;
      return undefined;
    });
    const { readDemand } = busy.ports.demandReader;
    const demandReader = {
      readDemand: async (query: Parameters<typeof readDemand>[0]) => {
        const demand = await readDemand(query);
        meanwhile(busy);
        return demand;
      },
    };
    const before = busy.shardCalls();
    Object.assign(busy.ports, { demandReader });
    expect(await busy.cycle()).toMatchObject({
      actions: [
        {
          outcome: { kind: 'not-sent', why: 'overtaken', message: expect.stringMatching(message) as string },
        },
      ],
    });
    expect([busy.shardCalls() - before, tagReads]).toEqual([0, 2]);
    expect(ledgerOf(busy)).toEqual([]);
  });

  it('for fewer shards is not sent when meanwhile its minimum is raised', async () => {
    const quiet = aStreamWorld({ shardCount: 10, flows: [aFlow(1)] });
    await quiet.pass(60);
    teach(quiet, (hour) => (hour >= 7 && hour < 10 ? 9 : 1));
    const { readDemand } = quiet.ports.demandReader;
    quiet.ports.demandReader.readDemand = (query) => {
      quiet.world.kinesis.putTags(FEED, { 'spillway:shards-min': '8' });
      return readDemand(query);
    };
    expect(await quiet.cycle()).toMatchObject({
      plan: { kind: 'shrink' },
      actions: [{ outcome: { kind: 'not-sent', why: 'overtaken' } }],
    });
    expect(quiet.shardCalls()).toBe(0);
  });

  it('without an answer spends a change, and is not sent again', async () => {
    const busy = await aBusyStream();
    const error = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    busy.ports.streamWriter.updateShardCount = () =>
      Promise.resolve({ kind: 'unknown', message: String(error) });
    await busy.cycle();
    expect(ledgerOf(busy)).toMatchObject([{ by: 'us', to: 6 }]);
    await busy.pass(1);
    expect(await busy.cycle()).toMatchObject({ plan: { reason: { code: 'resharding' } } });
    // It has changed nothing: three minutes later it is asked for again, and both count.
    await busy.pass(3);
    await busy.cycle();
    expect(ledgerOf(busy)).toHaveLength(2);
  });

  it('that is refused is trouble, and tried again after a quarter of an hour', async () => {
    const busy = await aBusyStream();
    const stop = busy.world.calls.intercept(({ action }) =>
      action === 'UpdateShardCount' ? { kind: 'refuse', error: throttled() } : undefined,
    );
    expect(await busy.cycle()).toMatchObject({ troubles: { refused: busy.world.clock.nowMs() } });
    await busy.pass(14);
    const sinceMs = busy.world.clock.nowMs();
    const isTold = { troubles: { 'cannot-grow': sinceMs } };
    expect(await busy.cycle()).toMatchObject({ plan: { reason: { code: 'refused' } }, ...isTold });
    await busy.pass(1);
    // Refused again, it is that trouble still.
    expect(await busy.cycle()).toMatchObject({ plan: { kind: 'grow' }, ...isTold });
    stop();
    await busy.pass(15);
    expect(await busy.cycle()).toMatchObject({ plan: { kind: 'grow' } });
    expect(ledgerOf(busy)).toHaveLength(1);
  });

  it('that is refused as the day’s changes are spent is that trouble still, with no minute between', async () => {
    const busy = await aBusyStream();
    busy.world.calls.intercept(({ action }) =>
      action === 'UpdateShardCount' ? { kind: 'refuse', error: SPENT } : undefined,
    );
    const sinceMs = busy.world.clock.nowMs();
    const isSpent = { troubles: { 'budget-spent': sinceMs } };
    expect(await busy.cycle()).toMatchObject({ plan: { kind: 'grow' }, ...isSpent });
    await busy.pass(59);
    expect(await busy.cycle()).toMatchObject({ plan: { reason: { code: 'budget-spent' } }, ...isSpent });
    await busy.pass(1);
    expect(await busy.cycle()).toMatchObject({ plan: { kind: 'grow' }, ...isSpent });
  });

  it('is in the ledger, though the function ended between it and the record', async () => {
    const busy = await aBusyStream();
    await endingAfterItsCall(busy);
    expect(busy.shardCalls()).toBe(1);
    expect(ledgerOf(busy)).toMatchObject([{ by: 'us', to: 6 }]);
    await busy.pass(12);
    await busy.cycle();
    expect(ledgerOf(busy)).toHaveLength(1);
    expect(itemOf(busy)?.learned?.resharding.seen).toMatchObject([{ from: 4, to: 6 }]);
  });

  it('is in the ledger, though the shards of somebody else’s resharding hide it', async () => {
    const busy = aStreamWorld({ shardCount: 8, flows: [aFlow(4.5)] });
    await busy.pass(60);
    busy.world.kinesis.updateShardCount({ name: FEED, targetCount: 5 });
    await busy.cycle();
    await busy.pass(RESHARD_MS / MINUTE_MS);
    await endingAfterItsCall(busy);
    await busy.pass(1);
    // It is updating as it was at the look before, and nobody can see that it is for another reason.
    expect(busy.world.kinesis.describe(FEED).status).toBe('UPDATING');
    await busy.cycle();
    expect(busy.shardCalls()).toBe(1);
    expect(ledgerOf(busy)).toMatchObject([{ by: 'other' }, { by: 'us' }]);
  });

  it.each<[string, () => Promise<boolean>, RegExp]>([
    ['cannot be written', () => Promise.reject(new Error('the table is gone')), /the table is gone/],
    ['is written by another by now', () => Promise.resolve(false), /lease ran out before anything was sent/],
  ])('is not sent where the ledger %s before it', async (_title, keepForeseen, message) => {
    const busy = await aBusyStream();
    busy.ports.stateStore.keepForeseen = keepForeseen;
    await expect(busy.cycle()).rejects.toThrow(message);
    expect(busy.shardCalls()).toBe(0);
    expect(ledgerOf(busy)).toEqual([]);
  });

  it('that was never made costs a change, and is made three minutes later', async () => {
    const busy = await aBusyStream();
    const { updateShardCount } = busy.ports.streamWriter;
    busy.ports.streamWriter.updateShardCount = () => Promise.reject(new Error('the function was ended'));
    await endingAfterItsCall(busy);
    busy.ports.streamWriter.updateShardCount = updateShardCount;
    await busy.pass(3);
    await busy.cycle();
    expect(busy.shardCalls()).toBe(1);
    expect(ledgerOf(busy)).toHaveLength(2);
  });

  it('of a second alarm changes nothing', async () => {
    const busy = await aBusyStream();
    await busy.cycle('alarm');
    await busy.cycle('alarm');
    await busy.pass(1);
    await busy.cycle('alarm');
    expect(busy.shardCalls()).toBe(1);
    expect(ledgerOf(busy)).toHaveLength(1);
  });
});

describe('a stream’s days', () => {
  const NYSE = { timeZone: 'America/New_York', holidays: ['2026-12-25'], halfDays: [] };

  it.each<[string, Record<string, string>, object]>([
    ['are those of UTC without a calendar', {}, UTC_CALENDAR],
    ['are those of its calendar', { 'spillway:calendar': 'nyse' }, NYSE],
    ['are those of UTC while its calendar is not known', { 'spillway:calendar': 'lse' }, UTC_CALENDAR],
  ])('%s', async (_title, tags, calendar) => {
    const { ports } = await aBusyStream({ ...TAGS, ...tags });
    await ports.calendars.writeCalendar('nyse', NYSE);
    const [found] = await KINESIS_STREAM.findEach([{ name: FEED }], ports);
    if (!found?.ok || !found.value) throw new Error('the stream is there');
    const { policy } = KINESIS_STREAM.policyOf(found.value);
    const look = { found: found.value, policy, state: { learned: NOTHING_LEARNED } };
    const [observing] = KINESIS_STREAM.observe([look], ports);
    expect(await observing).toMatchObject({ ok: true, value: { calendar } });
  });
});

describe('a tick', () => {
  it('looks at the managed streams that are due, and tells what needs attention', async () => {
    const busy = aStreamWorld({ tags: { ...TAGS, 'spillway:shards-max': '4' }, flows: [aFlow(3.5)] });
    busy.world.kinesis.addStream({ name: 'bare', shardCount: 1 });
    await busy.pass(60);
    expect(await runTick(KINESIS_STREAM, busy.ports)).toMatchObject({
      targetCount: 1,
      results: [{ name: FEED, plan: { reason: { code: 'at-maximum' } } }],
      failures: [],
    });
    const series = busy.world.metrics.find('Spillway', 'Attention', { Target: FEED, Kind: 'cannot-grow' });
    expect(series).toBeDefined();
    expect((await runTick(KINESIS_STREAM, busy.ports)).results).toEqual([]);
  });

  it('takes the tags of many streams from the listing, and reads those of one alone that it changes', async () => {
    const busy = aStreamWorld({ flows: [aFlow(3.5)] });
    for (let i = 0; i < 20; i += 1)
      busy.world.kinesis.addStream({ name: `quiet-${i}`, shardCount: 1, tags: TAGS });
    await busy.pass(60);
    const { results, failures } = await runTick(KINESIS_STREAM, busy.ports);
    expect(failures).toEqual([]);
    expect(results).toHaveLength(21);
    expect(busy.shardCalls()).toBe(1);
    expect(busy.world.calls.counts()).toMatchObject({ DescribeStreamSummary: 22, ListTagsForStream: 1 });
  });

  it.each([
    ['switched off', { 'spillway:mode': 'off' }, 'its tag spillway:mode is off now'],
    ['opted out', { 'spillway:managed': 'false' }, 'it has no tag spillway:managed = true any more'],
    ['bounded', { 'spillway:shards-max': '4' }, 'its tags allow 4 shards now'],
  ])('sends nothing to a stream that was %s since the listing knew', async (_, tags, message) => {
    const busy = aStreamWorld({ flows: [aFlow(3.5)] }, { listingDelayMs: HOUR_MS });
    await busy.pass(120);
    busy.world.kinesis.putTags(FEED, tags);
    const { results } = await runTick(KINESIS_STREAM, busy.ports);
    expect(results).toMatchObject([{ plan: { kind: 'grow' }, actions: [{ outcome: { kind: 'not-sent' } }] }]);
    expect(JSON.stringify(results)).toContain(message);
    expect(busy.shardCalls()).toBe(0);
  });

  it('that cannot read a stream leaves what was learned as it was', async () => {
    const busy = await aBusyStream();
    await busy.cycle();
    const learned = itemOf(busy)?.learned;
    await busy.pass(6);
    busy.world.calls.intercept(({ action }) =>
      action === 'GetMetricData' ? { kind: 'refuse', error: throttled() } : undefined,
    );
    await expect(busy.cycle()).rejects.toThrow(PortError);
    expect(itemOf(busy)).toMatchObject({
      learned,
      troubles: { failing: busy.world.clock.nowMs(), throttled: busy.world.clock.nowMs() },
    });
  });
});
