// The functions that serve streams beside groups, as Lambda calls them.
import { describe, expect, it } from 'vitest';
import type { Serve } from '../../functions/lambda-handler.ts';
import { lambdaHandler } from '../../functions/lambda-handler.ts';
import { serveAlarm } from '../../functions/on-alarm.ts';
import { serveTick } from '../../functions/on-tick.ts';
import { KINESIS_STREAMS } from '../../lib/wiring/kinesis-stream/kinesis-streams.ts';
import { openKind } from '../../lib/wiring/served-kind.ts';
import { throttled } from '../../lib/sim/aws/aws-error.ts';
import type { AttentionEntry } from '../../lib/ports/announcer.ts';
import { aWorld, type FakeParts, TAGS as GROUP_TAGS } from '../build/fake-world.ts';
import { live } from '../build/servers.ts';
import { aFlow, aStreamWorld, FEED, TAGS, type StreamWorld } from '../cycle/streams/a-stream-world.ts';

const CONTEXT = { awsRequestId: 'request-1', functionName: 'test', getRemainingTimeInMillis: () => 60_000 };

async function aBusyStream(tags: Readonly<Record<string, string>> = TAGS): Promise<StreamWorld> {
  const busy = aStreamWorld({ tags, flows: [aFlow(3.5)] });
  await busy.pass(60);
  return busy;
}

function invoke(
  serve: Serve,
  event: unknown,
  { ports }: Pick<StreamWorld, 'ports'>,
  given: FakeParts['groups'] = { 'rdb-fx': { servers: [live(79)] } },
) {
  const groups = aWorld({ groups: given });
  const handler = lambdaHandler('test', serve, () => ({
    ...groups.ports,
    kinds: [openKind(KINESIS_STREAMS, ports)],
  }));
  return { groups, served: handler(event, CONTEXT as never) };
}

const alarmOf = (...names: readonly string[]) => ({
  Records: names.map((StreamName) => ({
    Sns: {
      Message: JSON.stringify({
        AlarmName: 'throttled',
        NewStateValue: 'ALARM',
        AlarmContributorAttributes: { StreamName },
      }),
    },
  })),
});

describe('on-alarm', () => {
  it('reaches the stream that an alarm names, without listing, once for two alarms', async () => {
    const busy = await aBusyStream();
    const { groups, served } = invoke(serveAlarm, alarmOf(FEED, FEED), busy);
    await expect(served).resolves.toMatchObject({ results: [], others: [{ results: [{ name: FEED }] }] });
    expect(busy.world.kinesis.describe(FEED).status).toBe('UPDATING');
    expect(busy.world.calls.counts()).not.toHaveProperty('GetResources');
    expect(groups.reads).toEqual([]);
  });

  it('serves both where an alarm names a group and a stream', async () => {
    const busy = await aBusyStream();
    const attributes = { AutoScalingGroupName: 'rdb-fx', StreamName: FEED };
    const event = {
      source: 'aws.cloudwatch',
      alarmData: { alarmName: 'both', state: { value: 'ALARM' }, alarmContributor: { attributes } },
    };
    const { groups, served } = invoke(serveAlarm, event, busy);
    await expect(served).resolves.toMatchObject({
      results: [{ name: 'rdb-fx' }],
      others: [{ results: [{ name: FEED }] }],
    });
    expect(groups.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(busy.shardCalls()).toBe(1);
  });

  it('serves every target that is named, fails for those that failed, and says which', async () => {
    const busy = await aBusyStream();
    const attributes = { AutoScalingGroupName: 'rdb-fx', StreamName: FEED };
    const event = {
      source: 'aws.cloudwatch',
      alarmData: { alarmName: 'both', state: { value: 'ALARM' }, alarmContributor: { attributes } },
    };
    busy.world.calls.intercept(({ action }) =>
      action === 'GetMetricData' ? { kind: 'refuse', error: throttled() } : undefined,
    );
    const { groups, served } = invoke(serveAlarm, event, busy);
    await expect(served).rejects.toThrow(/^1 of 2 targets failed: kinesis:feed: PortError: .*Throttling/);
    expect(groups.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  it('acknowledges a stream that is not managed, and touches nothing', async () => {
    const bare = await aBusyStream({});
    const { served } = invoke(serveAlarm, alarmOf(FEED), bare);
    await expect(served).resolves.toMatchObject({
      others: [{ results: [{ kind: 'not-managed' }] }],
      note: expect.stringContaining('the stream feed is not managed') as string,
    });
    expect(bare.shardCalls()).toBe(0);
  });
});

describe('on-tick', () => {
  it('serves groups and streams', async () => {
    const busy = await aBusyStream();
    const { groups, served } = invoke(serveTick, {}, busy);
    await expect(served).resolves.toMatchObject({
      results: [{ name: 'rdb-fx', plan: { kind: 'scale-out' } }],
      others: [{ kind: { many: 'streams' }, results: [{ name: FEED, plan: { kind: 'grow' } }] }],
    });
    expect(groups.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  it('serves the groups to their end where a kind cannot be loaded, and fails', async () => {
    const groups = aWorld({ groups: { 'rdb-fx': { servers: [live(79)] } } });
    const { ports } = await aBusyStream();
    const broken = { ...KINESIS_STREAMS, load: () => Promise.reject(new Error('no such chunk')) };
    const kinds = [openKind(broken, ports)];
    const handler = lambdaHandler('test', serveTick, () => ({ ...groups.ports, kinds }));
    await expect(handler({}, CONTEXT as never)).rejects.toThrow('no such chunk');
    expect(groups.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  it('says of each kind what needs attention: a group and a stream of one name are told apart', async () => {
    const heldTags = { ...TAGS, 'spillway:shards-max': 'many' };
    const busy = await aBusyStream(heldTags);
    const told: string[] = [];
    const ports = {
      ...busy.ports,
      announcer: {
        ...busy.ports.announcer,
        publishAttention: (entries: readonly AttentionEntry[]) =>
          void told.push(...entries.map(({ target, kind }) => `${target} ${kind}`)),
      },
    };
    const heldGroup = { servers: [live(79)], group: { tags: { ...GROUP_TAGS, 'spillway:policy': 'none' } } };
    const { groups, served } = invoke(serveTick, {}, { ...busy, ports }, { [FEED]: heldGroup });
    await served;
    expect([...groups.attention, ...told]).toEqual(['feed held', 'kinesis:feed held']);
  });

  it('names a stream that failed as at the command line, and does not fail', async () => {
    const busy = await aBusyStream();
    busy.world.calls.intercept(({ action }) =>
      action === 'GetMetricData' ? { kind: 'refuse', error: throttled() } : undefined,
    );
    const { served } = invoke(serveTick, {}, busy);
    await expect(served).resolves.toMatchObject({
      toldFailures: [{ name: 'kinesis:feed' }],
      others: [{ results: [] }],
    });
  });

  it('fails where the streams could not be listed, after the groups were served', async () => {
    const busy = await aBusyStream();
    busy.world.calls.intercept(({ action }) =>
      action === 'GetResources' ? { kind: 'refuse', error: throttled() } : undefined,
    );
    const { groups, served } = invoke(serveTick, {}, busy);
    await expect(served).rejects.toThrow(/1 of 2 targets failed: \*: PortError: tag:GetResources/);
    expect(groups.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });
});
