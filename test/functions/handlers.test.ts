// The cycle functions as Lambda calls them: what acts, what is acknowledged, and what counts as failed.
import { eachSettled } from '../../lib/ports/settled.ts';
import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, test, vi } from 'vitest';
import type { Serve } from '../../functions/lambda-handler.ts';
import { lambdaHandler } from '../../functions/lambda-handler.ts';
import { serveAlarm } from '../../functions/on-alarm.ts';
import { serveLifecycle } from '../../functions/on-lifecycle.ts';
import { serveSchedule } from '../../functions/on-schedule.ts';
import { serveTick } from '../../functions/on-tick.ts';
import { BATCH_TIME_MS } from '../../lib/cycle/batch-limits.ts';
import { PortError, UnknownEventError } from '../../lib/core/errors.ts';
import type { FakeParts } from '../build/fake-world.ts';
import { aWorld } from '../build/fake-world.ts';
import { live, queued } from '../build/servers.ts';

const CONTEXT = { awsRequestId: 'request-1', functionName: 'test', getRemainingTimeInMillis: () => 60_000 };

/** A group whose live node is above its scale threshold, with no spare. */
const IN_NEED: FakeParts['groups'] = { 'rdb-fx': { servers: [live(79)] } };

function invoke(serve: Serve, event: unknown, parts: FakeParts) {
  const world = aWorld(parts);
  const handler = lambdaHandler('test', serve, () => world.ports);
  return { world, served: handler(event, CONTEXT as never) };
}

/** A group that cannot be read, and another that needs a spare. */
function withABadGroup() {
  const world = aWorld({
    groups: {
      'rdb-bad': { servers: [live(10)] },
      ...IN_NEED,
    },
  });
  const { fleetReader } = world.ports;
  const ports = {
    ...world.ports,
    fleetReader: {
      ...fleetReader,
      readGroups: (names: readonly string[]) =>
        eachSettled(names, 1, (name) =>
          name === 'rdb-bad'
            ? Promise.reject(
                new PortError('autoscaling:DescribeAutoScalingGroups', 'Throttling', 'Rate exceeded'),
              )
            : fleetReader.readGroup(name),
        ),
    },
  };

  return { world, ports };
}

function alarm(state: string, attributes: Record<string, string>) {
  return {
    source: 'aws.cloudwatch',
    alarmData: { alarmName: 'memory', state: { value: state }, alarmContributor: { attributes } },
  };
}

describe('what AWS refuses or does not answer', () => {
  test.each([
    [
      { kind: 'rejected', code: 'ScalingActivityInProgress', message: 'busy' },
      'was refused: ScalingActivityInProgress: busy',
    ],
    [{ kind: 'unknown', message: 'no answer within 8000 ms' }, 'was not answered: no answer within 8000 ms'],
  ] as const)('is a warning in the log, with what was asked: %s', async (outcome, came) => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const { served } = invoke(serveAlarm, alarm('ALARM', { AutoScalingGroupName: 'rdb-fx' }), {
      groups: IN_NEED,
      writer: { setDesiredCapacity: () => Promise.resolve(outcome) },
    });

    await served;
    expect(String(warned.mock.calls[0]?.[0])).toContain(`{"kind":"set-desired","desiredCapacity":2} ${came}`);
    warned.mockRestore();
  });
});

describe('on-alarm', () => {
  test('raises the capacity of the group that an alarm names', async () => {
    const { world, served } = invoke(serveAlarm, alarm('ALARM', { AutoScalingGroupName: 'rdb-fx' }), {
      groups: IN_NEED,
    });

    await expect(served).resolves.toMatchObject({ results: [{ kind: 'decided', name: 'rdb-fx' }] });
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  test('finds the group of an alarm that names an instance', async () => {
    const { world, served } = invoke(serveAlarm, alarm('ALARM', { InstanceId: 'i-live' }), {
      groups: IN_NEED,
      reader: { groupNameOfInstance: (id) => Promise.resolve(id === 'i-live' ? 'rdb-fx' : undefined) },
    });

    await served;
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  test.each(['OK', 'INSUFFICIENT_DATA'])('does nothing for a change to %s', async (state) => {
    const { world, served } = invoke(serveAlarm, alarm(state, { AutoScalingGroupName: 'rdb-fx' }), {
      groups: IN_NEED,
    });

    await expect(served).resolves.toMatchObject({ results: [], note: `no action: memory is ${state}` });
    expect([...world.reads, ...world.sent]).toEqual([]);
  });

  test('acknowledges an instance that is in no group, and says so', async () => {
    const { world, served } = invoke(serveAlarm, alarm('ALARM', { InstanceId: 'i-elsewhere' }), {
      groups: IN_NEED,
      reader: { groupNameOfInstance: () => Promise.resolve(undefined) },
    });

    await expect(served).resolves.toMatchObject({
      note: 'no action: memory names i-elsewhere, which is in no Auto Scaling group',
    });
    expect(world.sent).toEqual([]);
  });

  test('acknowledges a group that is not managed, and touches nothing', async () => {
    const { world, served } = invoke(serveAlarm, alarm('ALARM', { AutoScalingGroupName: 'rdb-fx' }), {
      groups: { 'rdb-fx': { servers: [live(79)], group: { tags: {} } } },
    });

    await expect(served).resolves.toMatchObject({
      results: [{ kind: 'not-managed' }],
      note: expect.stringContaining('rdb-fx is not managed') as string,
    });
    expect(world.sent).toEqual([]);
  });

  test('acknowledges a group that has vanished', async () => {
    const { served } = invoke(serveAlarm, alarm('ALARM', { AutoScalingGroupName: 'gone' }), { groups: {} });

    await expect(served).resolves.toMatchObject({ results: [{ kind: 'not-found', name: 'gone' }] });
  });

  test('serves every group that alarms name, and fails once all are served if one failed', async () => {
    const ringing = (AutoScalingGroupName: string) => ({
      Sns: {
        Message: JSON.stringify({
          AlarmName: 'memory',
          NewStateValue: 'ALARM',
          AlarmContributorAttributes: { AutoScalingGroupName },
        }),
      },
    });
    const { world, ports } = withABadGroup();
    const event = { Records: ['rdb-bad', 'rdb-fx'].map(ringing) };
    const served = lambdaHandler('on-alarm', serveAlarm, () => ports)(event, CONTEXT as never);

    await expect(served).rejects.toThrow(/^1 of 2 groups failed: rdb-bad: PortError: .*Rate exceeded$/);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  test('fails for a node whose group cannot be found out, and names the alarm', async () => {
    const { served } = invoke(serveAlarm, alarm('ALARM', { InstanceId: 'i-live' }), {
      groups: IN_NEED,
      reader: { groupNameOfInstance: () => Promise.reject(new PortError('test:Call', 'Broken', 'no')) },
    });

    await expect(served).rejects.toThrow(/^1 of 1 groups failed: memory: PortError/);
  });

  test('fails for an event of no known shape, so that the dead-letter queue keeps it', async () => {
    const { served } = invoke(serveAlarm, { hello: 'world' }, { groups: {} });

    await expect(served).rejects.toBeInstanceOf(UnknownEventError);
  });
});

describe('on-lifecycle', () => {
  test('fails for an event that is no lifecycle event', async () => {
    const { served } = invoke(serveLifecycle, alarm('ALARM', {}), { groups: {} });

    await expect(served).rejects.toThrow(/EC2 Instance-terminate Lifecycle Action/);
  });

  test('runs a cycle for the group of a launch that failed', async () => {
    const event = {
      source: 'aws.autoscaling',
      'detail-type': 'EC2 Instance Launch Unsuccessful',
      detail: { AutoScalingGroupName: 'rdb-fx' },
    };
    const { served } = invoke(serveLifecycle, event, { groups: IN_NEED });

    await expect(served).resolves.toMatchObject({ results: [{ kind: 'decided', name: 'rdb-fx' }] });
  });
});

describe('on-schedule', () => {
  test('fails for a payload with a wrong value, and names the key', async () => {
    const { served } = invoke(serveSchedule, { action: 'ensure-capacity', nodeCount: -1 }, { groups: {} });

    await expect(served).rejects.toThrow(/nodeCount/);
  });

  test('sets the floor of the groups that it names, and of no other', async () => {
    const event = { action: 'ensure-capacity', nodeCount: 3, groups: ['rdb-fx'] };
    const { world, served } = invoke(serveSchedule, event, {
      groups: {
        'rdb-fx': { servers: [live(10), queued('i-spare')] },
        'rdb-rates': { servers: [live(10)] },
      },
    });

    await served;
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 3']);
  });
});

describe('on-tick', () => {
  test('serves the other groups when one fails, says which in the log, and does not fail', async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'INFO');
    const lines: string[] = [];
    const write = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => lines.push(String(text)) > 0);
    const { world, ports } = withABadGroup();

    await lambdaHandler('on-tick', serveTick, () => ports)({}, CONTEXT as never);
    write.mockRestore();
    vi.unstubAllEnvs();

    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(JSON.parse(lines.find((line) => line.includes('rdb-bad')) ?? '{}')).toMatchObject({
      level: 'ERROR',
      message: 'on-tick: failed for rdb-bad',
      failures: [expect.stringMatching(/rdb-bad: PortError: .*Rate exceeded/)],
    });
  });

  test('fails, and says how many targets are left, when there is no time for their cycles', async () => {
    const world = aWorld({ groups: IN_NEED });
    const short = { ...CONTEXT, getRemainingTimeInMillis: () => BATCH_TIME_MS - 1 };
    const served = lambdaHandler('on-tick', serveTick, () => world.ports)({}, short as never);
    await expect(served).rejects.toThrow(/no time was left for 1 targets that are due, from rdb-fx on/);
    expect(world.sent).toEqual([]);
    // They are due still.
    await lambdaHandler('on-tick', serveTick, () => world.ports)({}, CONTEXT as never);
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
  });

  test('fails when every group that it ran has failed', async () => {
    const { served } = invoke(
      serveTick,
      {},
      {
        groups: IN_NEED,
        reader: { readGroup: () => Promise.reject(new PortError('test:Call', 'Broken', 'no')) },
      },
    );
    await expect(served).rejects.toThrow(/1 of 1 groups failed: rdb-fx/);
  });

  test.each<[string, Partial<FakeParts>]>([
    ['its groups cannot be listed', { reader: { listManagedNames: noList } }],
    [
      'due times cannot be read',
      { store: { readDueTimes: () => Promise.reject(new PortError('test:Call', 'Broken', 'no')) } },
    ],
  ])('fails when %s', async (_, parts) => {
    const { served } = invoke(serveTick, {}, { groups: IN_NEED, ...parts });
    await expect(served).rejects.toThrow(/groups failed: \*: PortError/);
  });

  async function* noList(): AsyncIterable<never> {
    yield await Promise.reject(new PortError('test:Call', 'Broken', 'no'));
  }

  test('says of a group held for its tags, as an error, what is wrong, and serves the others', async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'INFO');
    const lines: string[] = [];
    const write = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => lines.push(String(text)) > 0);
    const tags = { 'spillway:managed': 'true', 'spillway:mode': 'acting' };
    const { world, served } = invoke(
      serveTick,
      {},
      { groups: { 'rdb-bad': { servers: [live(79)], group: { tags } }, ...IN_NEED } },
    );

    await served;
    write.mockRestore();
    vi.unstubAllEnvs();
    expect(world.sent).toEqual(['setDesiredCapacity rdb-fx 2']);
    expect(JSON.parse(lines.find((line) => line.includes('rdb-bad')) ?? '{}')).toMatchObject({
      level: 'ERROR',
      message: 'test: rdb-bad is held: tag spillway:mode is "acting", allowed is one of act, dry-run, off',
    });
  });
});
