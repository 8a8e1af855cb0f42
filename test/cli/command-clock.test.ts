import { describe, expect, it, onTestFinished } from 'vitest';
import { createCommandClock, isLoopback } from '../../cli/command-clock.ts';
import { openAwsPorts } from '../../cli/operator-ports.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { watchAwsClock } from '../../lib/aws/aws-clock.ts';
import { CLOCK_SKEW_MAX_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { ToldTime } from '../../lib/ports/clock.ts';
import { jsonError, queryError, startWireServer } from '../aws/wire-server.ts';
import { aPlainGroup, GROUP, START_MS, startLocalOperator } from './local-operator.ts';

const machine = { nowMs: () => START_MS, sleep: () => Promise.resolve() };
/** `aheadMs`: by what AWS, or an emulator, was ahead of this machine when it answered. */
function clockOf(aheadMs: number | undefined, endpoint?: string) {
  const told = aheadMs === undefined ? undefined : { atMs: START_MS + aheadMs, aheadMs };
  return createCommandClock({ endpoint, machine, awsClock: { told: () => told } });
}

describe('before a command writes', () => {
  it.each([0, CLOCK_SKEW_MAX_MS, -CLOCK_SKEW_MAX_MS])('a clock that differs by %d ms will do', (aheadMs) => {
    const { mustAgree, clock } = clockOf(aheadMs);
    mustAgree();
    expect(clock.nowMs()).toBe(START_MS);
  });

  it.each([
    [CLOCK_SKEW_MAX_MS + 1, /behind AWS's/],
    [-CLOCK_SKEW_MAX_MS - 1, /ahead of AWS's/],
    [-3 * HOUR_MS, /the clock of this machine is 3 h ahead of AWS's, allowed is 10 s: nothing was changed/],
    [undefined, /AWS has not said what time it is/],
  ])('a clock of which AWS is ahead by %s ms is refused', (aheadMs, words) => {
    expect(() => clockOf(aheadMs).mustAgree()).toThrow(words);
    expect(() => clockOf(aheadMs, 'https://autoscaling.eu-west-1.amazonaws.com').mustAgree()).toThrow(words);
  });

  it('an emulator on this machine gives its own time', () => {
    const { mustAgree, clock } = clockOf(-72 * HOUR_MS, 'http://127.0.0.1:4566');
    mustAgree();
    expect(clock.nowMs()).toBe(START_MS - 72 * HOUR_MS);
  });

  it('an emulator gives whole milliseconds: what is learned keeps no others', () => {
    expect(clockOf(-0.5, 'http://127.0.0.1:4566').clock.nowMs()).toBe(START_MS);
    expect(clockOf(1000.5, 'http://127.0.0.1:4566').clock.nowMs()).toBe(START_MS + 1001);
  });

  describe('a sleep by an emulator', () => {
    /** Its time passes so many times as fast as the machine's. */
    function sleeper(speed: number | undefined) {
      let realMs = 0;
      let told: ToldTime | undefined;
      const { clock } = createCommandClock({
        endpoint: 'http://127.0.0.1:4566',
        machine: {
          nowMs: () => realMs,
          sleep: async (durationMs) => void (realMs += durationMs),
        },
        awsClock: { told: () => told },
        askTime: async () => (speed === undefined ? undefined : START_MS + realMs * speed),
      });
      const hear = (atMs: number) => void (told = { atMs, aheadMs: atMs - realMs });
      return { clock, realNowMs: () => realMs, hear };
    }

    it('ends when so much of its time has passed, and then knows what time it is', async () => {
      const { clock, realNowMs, hear } = sleeper(60);
      await clock.sleep(15 * SECOND_MS);
      expect(realNowMs()).toBe(250);
      expect(clock.nowMs()).toBe(START_MS + 15 * SECOND_MS);
      hear(START_MS + 20 * SECOND_MS);
      expect(clock.nowMs()).toBe(START_MS + 20 * SECOND_MS);
    });

    it('lasts no longer than by a clock on the wall where that time stands still, or is not told', async () => {
      for (const speed of [0, undefined]) {
        const { clock, realNowMs } = sleeper(speed);
        await clock.sleep(2 * SECOND_MS);
        expect(realNowMs()).toBe(2 * SECOND_MS);
      }
    });

    it('moves the clock by what was slept where nobody answers any more, so that a wait has an end', async () => {
      const { clock, hear } = sleeper(undefined);
      hear(START_MS);
      expect(clock.nowMs()).toBe(START_MS);
      await clock.sleep(2 * SECOND_MS);
      expect(clock.nowMs()).toBe(START_MS + 2 * SECOND_MS);
    });

    it('is not undone by a call that tells less than what was heard on waking', async () => {
      const { clock, hear } = sleeper(60);
      hear(START_MS);
      await clock.sleep(15 * SECOND_MS);
      hear(START_MS + 14.5 * SECOND_MS);
      expect(clock.nowMs()).toBe(START_MS + 15 * SECOND_MS);
    });
  });

  describe('the time of an emulator', () => {
    /** What its answers have told, and the machine's time meanwhile. */
    function listener() {
      let realMs = START_MS;
      let told: ToldTime | undefined;
      const { clock } = createCommandClock({
        endpoint: 'http://127.0.0.1:4566',
        machine: { nowMs: () => realMs, sleep: () => Promise.resolve() },
        awsClock: { told: () => told },
      });
      const hear = (atMs: number) => void (told = { atMs, aheadMs: atMs - realMs });
      return { clock, hear, pass: (durationMs: number) => void (realMs += durationMs) };
    }
    const THEN_MS = START_MS - 72 * HOUR_MS;

    it('never goes back, neither by an answer that was overtaken nor where it stands still', () => {
      const { clock, hear, pass } = listener();
      hear(THEN_MS + SECOND_MS);
      expect(clock.nowMs()).toBe(THEN_MS + SECOND_MS);
      pass(5 * SECOND_MS);
      expect(clock.nowMs()).toBe(THEN_MS + SECOND_MS);
      hear(THEN_MS);
      expect(clock.nowMs()).toBe(THEN_MS + SECOND_MS);
      hear(THEN_MS + 2 * SECOND_MS);
      expect(clock.nowMs()).toBe(THEN_MS + 2 * SECOND_MS);
    });

    it('is that of the emulator that answers now, if it was started anew', () => {
      const { clock, hear } = listener();
      hear(THEN_MS);
      clock.nowMs();
      hear(THEN_MS - HOUR_MS + 1);
      expect(clock.nowMs()).toBe(THEN_MS);
      hear(THEN_MS - HOUR_MS);
      expect(clock.nowMs()).toBe(THEN_MS - HOUR_MS);
    });
  });

  it.each([
    ['http://127.0.0.1:4566', true],
    ['http://127.8.9.10', true],
    ['http://[::1]:4566', true],
    ['http://localhost:4566', true],
    ['http://10.0.0.1:4566', false],
    ['http://128.0.0.1', false],
    ['https://localhost.example.com', false],
    ['https://127.example.com', false],
    ['nonsense', false],
  ])('%s is an emulator on this machine: %s', (endpoint, is) => {
    expect(isLoopback(endpoint)).toBe(is);
  });
});

describe("AWS's time", () => {
  it.each([
    ['DescribeAutoScalingGroups', queryError(400, 'AccessDenied', 'no'), 'autoScaling'],
    ['GetItem', jsonError(400, 'AccessDeniedException', 'no'), 'dynamoDb'],
    ['ListShards', jsonError(400, 'AccessDeniedException', 'no'), 'kinesis'],
  ] as const)('is told by a refusal of %s as well', async (action, reply, client) => {
    const server = await startWireServer();
    const clients = createAwsClients({
      endpoint: server.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    onTestFinished(async () => {
      clients.destroy();
      await server.close();
    });
    server.script(action, (response) => {
      response.setHeader('date', new Date(START_MS + 3 * HOUR_MS).toUTCString());
      reply(response);
    });
    const awsClock = watchAwsClock(clients, () => START_MS);
    expect(awsClock.told()).toBeUndefined();
    const { DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling');
    const { GetCommand } = await import('@aws-sdk/lib-dynamodb');
    const { ListShardsCommand } = await import('@aws-sdk/client-kinesis');
    const ask = {
      autoScaling: () => clients.autoScaling.retrying.send(new DescribeAutoScalingGroupsCommand({})),
      dynamoDb: () =>
        clients.dynamoDb.retrying.send(new GetCommand({ TableName: 't', Key: { pk: 'a', sk: 'b' } })),
      // Made when it is first used, and listened to from then on.
      kinesis: async () => (await awsClock.clients.kinesis()).retrying.send(new ListShardsCommand({})),
    };
    await expect(ask[client]()).rejects.toThrow();
    expect(Math.abs((awsClock.told()?.aheadMs ?? 0) - 3 * HOUR_MS)).toBeLessThanOrEqual(SECOND_MS);
  });

  it('is an emulated day, for a command that names the emulator', async () => {
    const operator = await startLocalOperator([aPlainGroup()]);
    await operator.pass(20);
    const { kinds, clock, mustAgreeOnTime } = openAwsPorts({ endpoint: operator.emulator.endpoint });
    await kinds[0]?.exists(GROUP);
    mustAgreeOnTime();
    const offMs = clock.nowMs() - (START_MS + 20 * MINUTE_MS);
    expect(Math.abs(offMs)).toBeLessThan(MINUTE_MS);
  });
});
