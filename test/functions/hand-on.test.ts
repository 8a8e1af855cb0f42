// What a tick has no time for, from invocation to invocation, as Lambda begins them one after the other.
import { describe, expect, it } from 'vitest';
import { leftEvents, parseLeftEvent } from '../../functions/events/left-event.ts';
import { handOnLeft } from '../../functions/hand-on.ts';
import { lambdaHandler, type Served } from '../../functions/lambda-handler.ts';
import { serveTick } from '../../functions/on-tick.ts';
import { PortError, UnknownEventError } from '../../lib/core/errors.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { BATCH_TIME_MS, TARGETS_PER_BATCH_MAX } from '../../lib/cycle/batch-limits.ts';
import { EVENT_BYTES_MAX, GENERATIONS_MAX } from '../../lib/ports/next-invocation.ts';
import { throttled } from '../../lib/sim/aws/aws-error.ts';
import { createSimNextInvocation } from '../../lib/sim/ports/sim-next-invocation.ts';
import { createWorld } from '../../lib/sim/world.ts';
import { KINESIS_STREAMS } from '../../lib/wiring/kinesis-stream/kinesis-streams.ts';
import { openKind } from '../../lib/wiring/served-kind.ts';
import { aWorld, type FakeGroup } from '../build/fake-world.ts';
import { live, NOW_MS } from '../build/servers.ts';
import { aFlow, aStreamWorld, FEED } from '../cycle/streams/a-stream-world.ts';

const need = (name: string): FakeGroup => ({ servers: [live(79, { node: { instanceId: `i-${name}` } })] });

/** So many groups in need of a spare, `g0` due for longest; after so many of them an invocation has no more time. */
function aTick(groupCount: number, groupsEach: number) {
  const names = Array.from({ length: groupCount }, (_, i) => `g${i}`);
  const groups = aWorld({ groups: Object.fromEntries(names.map((name) => [name, need(name)])) });
  names.forEach((name, i) => {
    const item = groups.stateStore.items.get(name);
    const nextLookAtMs = NOW_MS - (groupCount - i) * SECOND_MS;
    groups.stateStore.items.set(name, { fence: 0, ...item, nextLookAtMs });
  });
  const streams = aStreamWorld({ flows: [aFlow(3.5)] });
  const lambda = createWorld({ startMs: NOW_MS });
  const served: Served[] = [];
  const errors: unknown[] = [];
  const events: unknown[] = [];
  const invoke = async (event: unknown): Promise<void> => {
    events.push(event);
    const sentBefore = groups.sent.length;
    const context = {
      awsRequestId: `request-${events.length}`,
      functionName: 'on-tick',
      getRemainingTimeInMillis: () =>
        groups.sent.length - sentBefore < groupsEach ? BATCH_TIME_MS : BATCH_TIME_MS - 1,
    };
    const kinds = [openKind(KINESIS_STREAMS, streams.ports)];
    const handler = lambdaHandler('on-tick', serveTick, () => ({ ...groups.ports, kinds, nextInvocation }));
    try {
      served.push(await handler(event, context as never));
    } catch (error) {
      errors.push(error);
    }
  };
  const nextInvocation = createSimNextInvocation(lambda, invoke);
  return {
    names,
    groups,
    streams,
    lambda,
    served,
    errors,
    events,
    /** A tick's own event, and all that follows from it. */
    run: async () => {
      await invoke({ scheduledTime: '2026-11-20T09:00:00Z' });
      await lambda.runUntil(NOW_MS + MINUTE_MS);
    },
  };
}

const raised = (name: string) => `setDesiredCapacity ${name} 2`;

describe('a tick that has no time for all', () => {
  it('goes on in other invocations until all are served, each once, those due for longest first', async () => {
    const count = 2 * TARGETS_PER_BATCH_MAX + 50;
    const tick = aTick(count, TARGETS_PER_BATCH_MAX);
    await tick.streams.pass(60);
    await tick.run();
    expect(tick.errors).toEqual([]);
    expect(tick.groups.sent).toHaveLength(count);
    expect(new Set(tick.groups.sent)).toEqual(new Set(tick.names.map(raised)));
    const rank = (name: string) => Math.floor(tick.groups.sent.indexOf(raised(name)) / TARGETS_PER_BATCH_MAX);
    expect(tick.names.map(rank)).toEqual(tick.names.map((_, i) => Math.floor(i / TARGETS_PER_BATCH_MAX)));
    expect(tick.streams.shardCalls()).toBe(1);
    expect(tick.served.map(({ handedOnCount }) => handedOnCount)).toEqual([150, 50, 0]);
    expect(tick.events.slice(1)).toEqual([
      { left: { groups: tick.names.slice(-150) }, generation: 1 },
      { left: { groups: tick.names.slice(-50) }, generation: 2 },
    ]);
    expect(tick.groups.reads.filter((name) => name === 'listManagedNames')).toHaveLength(1);
  });

  it('hands on the targets of every kind, and the kinds are told apart', async () => {
    const tick = aTick(1, 0);
    tick.streams.world.kinesis.addStream({ name: 'g0', shardCount: 1, tags: { 'spillway:managed': 'true' } });
    await tick.run();
    expect(tick.events[1]).toEqual({ left: { groups: ['g0'], streams: [FEED, 'g0'] }, generation: 1 });
  });

  it('serves a kind that was not handed on no more: it is not even listed', async () => {
    const tick = aTick(TARGETS_PER_BATCH_MAX + 1, TARGETS_PER_BATCH_MAX);
    await tick.run();
    expect(tick.served).toHaveLength(2);
    expect(tick.streams.world.calls.counts()['GetResources']).toBe(1);
  });

  it('leaves no more than a bounded number of invocations behind it, and then fails', async () => {
    const tick = aTick(1, 0);
    await tick.run();
    expect(tick.events).toHaveLength(GENERATIONS_MAX + 1);
    expect(GENERATIONS_MAX + 1).toBeLessThan(16);
    expect(String(tick.errors)).toMatch(
      /no time was left for 2 targets that are due, from g0 on, after 13 invocations one after the other: the next/,
    );
    expect(tick.groups.sent).toEqual([]);
  });

  it('fails, and says why, where they cannot be handed on; they stay due', async () => {
    const tick = aTick(1, 0);
    tick.lambda.calls.intercept(() => ({ kind: 'refuse', error: throttled() }));
    await tick.run();
    expect(tick.errors).toHaveLength(1);
    expect(String(tick.errors)).toMatch(
      /from g0 on, and they could not be handed on \(PortError: lambda:Invoke: Throttling: Rate exceeded\)/,
    );
    expect(tick.events).toHaveLength(1);
    expect(tick.groups.stateStore.items.get('g0')?.nextLookAtMs).toBe(NOW_MS - SECOND_MS);
  });
});

describe('what is handed on', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => `${'g'.repeat(120)}é"${i}`);

  it('is small enough for Lambda and for its dead letters, in as many events as it takes, in its order', () => {
    const events = leftEvents({ groups: many, streams: ['feed'] }, 3, {});
    expect(events.length).toBeGreaterThan(2);
    for (const event of events)
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(EVENT_BYTES_MAX);
    expect(events.flatMap(({ left }) => left['groups'] ?? [])).toEqual(many);
    expect(events.at(-1)?.left['streams']).toEqual(['feed']);
    for (const event of events) expect(parseLeftEvent(event, ['groups', 'streams'])).toEqual(event);
  });

  it('is told of by name and number where one of several events was not taken', async () => {
    let asked = 0;
    const handOn = () =>
      (asked += 1) === 2 ? Promise.reject(new PortError('lambda:Invoke', 'Broken', 'no')) : Promise.resolve();
    const prefixOf = () => '';
    const done = await handOnLeft({
      left: { groups: many },
      generation: 0,
      otherwise: 'somebody else does',
      prefixOf,
      nextInvocation: { handOn },
    });
    const [first, second] = leftEvents({ groups: many }, 1, {}).map(({ left }) => left['groups'] ?? []);
    expect(done.handedOnCount).toBe(many.length - (second?.length ?? 0));
    expect(String(done.failures[0]?.error)).toContain(
      `no time was left for ${second?.length} targets that are due, from ${many[first?.length ?? 0]} on`,
    );
  });

  it.each([
    ['names that are no list', { left: { groups: 'g0' }, generation: 1 }, /left\.groups/],
    ['an empty list', { left: { groups: [] }, generation: 1 }, /left\.groups/],
    ['a name that is none', { left: { groups: [''] }, generation: 1 }, /left\.groups\[0\]/],
    ['a kind that is not served', { left: { caches: ['c'] }, generation: 1 }, /caches/],
    ['no generation', { left: { groups: ['g0'] } }, /generation/],
    ['a generation of a tick', { left: { groups: ['g0'] }, generation: 0 }, /generation/],
    [
      'a generation beyond the last',
      { left: { groups: ['g0'] }, generation: GENERATIONS_MAX + 1 },
      /generation/,
    ],
    ['more than that', { left: { groups: ['g0'] }, generation: 1, then: 1 }, /then/],
    ['nothing', { left: null, generation: 1 }, /left/],
  ])('is refused with %s, by name, and nothing is done', async (_, event, named) => {
    const tick = aTick(1, 5);
    const ports = { ...tick.groups.ports, kinds: [openKind(KINESIS_STREAMS, tick.streams.ports)] };
    const context = { awsRequestId: 'r', functionName: 'on-tick', getRemainingTimeInMillis: () => 60_000 };
    const done = lambdaHandler('on-tick', serveTick, () => ports)(event, context as never);
    await expect(done).rejects.toBeInstanceOf(UnknownEventError);
    await expect(done).rejects.toThrow(named);
    expect(tick.groups.reads).toEqual([]);
  });

  it.each([{}, 'tick', null, { scheduledTime: 'now' }, []])('is not %j: that is a tick', (event) => {
    expect(parseLeftEvent(event, ['groups'])).toBeUndefined();
  });
});
