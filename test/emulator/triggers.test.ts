import { TerminateInstanceInAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { AlarmSpec } from '../../lib/sim/aws/alarms.ts';
import { aGroup, type LocalAws, present, START_MS, startLocalAws } from './local-aws.ts';

/** Handlers that note which event reached them when. */
function recorder(clock: () => LocalAws) {
  const seen: { name: string; atMs: number; event: Record<string, unknown> }[] = [];
  const noting = (name: string) => (event: Record<string, unknown>) => {
    seen.push({ name, atMs: clock().world.clock.nowMs(), event });
    return Promise.resolve();
  };
  return { seen, noting };
}

const alarm: AlarmSpec = {
  alarmName: 'full',
  watched: {
    kind: 'metric',
    namespace: 'Spillway',
    metricName: 'Used',
    dimensions: {},
    stat: 'Maximum',
    periodSeconds: 60,
  },
  threshold: 75,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: 'notBreaching',
};

/** Puts samples a minute apart, each due to be seen in its own evaluation. */
function publish({ world }: LocalAws, values: readonly number[]): void {
  const series = world.metrics.open('Spillway', 'Used', {});
  values.forEach((value, minute) => {
    const atMs = START_MS + minute * MINUTE_MS + 30 * SECOND_MS;
    world.clock.schedule(atMs, () => world.metrics.put(series, { atMs, value }));
  });
}

describe('an alarm', () => {
  it('reaches on-alarm when it changes state, and not while it stays', async () => {
    let aws: LocalAws | undefined = undefined;
    const { seen, noting } = recorder(() => present<LocalAws>(aws));
    aws = await startLocalAws({ functions: { onAlarm: noting('on-alarm') } });
    aws.world.alarms.put(alarm);
    publish(aws, [80, 85, 90, 10, 80]);
    await aws.emulator.runUntil(START_MS + 6 * MINUTE_MS);
    expect(
      seen.map(({ atMs, event }) => [
        (atMs - START_MS) / SECOND_MS,
        (event['detail'] as { state: { value: string } }).state.value,
      ]),
    ).toEqual([
      [5, 'OK'],
      [65, 'ALARM'],
      [245, 'OK'],
      [305, 'ALARM'],
    ]);
  });

  it.each([
    ['lambda', 'alarmData'],
    ['sns', 'Records'],
  ] as const)(
    'comes by %s for ALARM only, and only with its actions enabled',
    async (alarmChannel, member) => {
      let aws: LocalAws | undefined = undefined;
      const { seen, noting } = recorder(() => present<LocalAws>(aws));
      aws = await startLocalAws({ alarmChannel, functions: { onAlarm: noting('on-alarm') } });
      aws.world.alarms.put(alarm);
      aws.world.alarms.put({ ...alarm, alarmName: 'muted', actionsEnabled: false });
      publish(aws, [80, 10]);
      await aws.emulator.runUntil(START_MS + 4 * MINUTE_MS);
      expect(seen.map(({ event }) => member in event)).toEqual([true]);
    },
  );
});

describe('a terminating hook', () => {
  it('reaches on-lifecycle at once, and the node waits', async () => {
    let aws: LocalAws | undefined = undefined;
    const { seen, noting } = recorder(() => present<LocalAws>(aws));
    const hook = {
      hookName: 'spillway',
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeatTimeoutSeconds: 300,
      defaultResult: 'ABANDON',
    } as const;
    aws = await startLocalAws({
      groups: [aGroup({ hooks: [hook] })],
      functions: { onLifecycle: noting('on-lifecycle') },
    });
    const [InstanceId = ''] = [...aws.world.ec2.list()].map(({ instanceId }) => instanceId);
    await aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: true }),
    );
    await aws.emulator.runUntil(START_MS);
    expect(seen).toMatchObject([
      {
        atMs: START_MS,
        event: {
          'detail-type': 'EC2 Instance-terminate Lifecycle Action',
          detail: { EC2InstanceId: InstanceId, AutoScalingGroupName: 'rdb-a', LifecycleHookName: 'spillway' },
        },
      },
    ]);
  });
});

describe('the tick and the schedules', () => {
  it('come when they are due, in order of time', async () => {
    let aws: LocalAws | undefined = undefined;
    const { seen, noting } = recorder(() => present<LocalAws>(aws));
    aws = await startLocalAws({
      tick: 'rate(1 minute)',
      schedules: [
        {
          name: 'open',
          expression: 'at(2026-11-20T14:31:30)',
          input: { action: 'ensure-capacity', nodeCount: 2 },
        },
      ],
      functions: { onTick: noting('on-tick'), onSchedule: noting('on-schedule') },
    });
    await aws.emulator.runUntil(START_MS + 3 * MINUTE_MS);
    expect(seen.map(({ name, atMs }) => [name, (atMs - START_MS) / SECOND_MS])).toEqual([
      ['on-tick', 60],
      ['on-schedule', 90],
      ['on-tick', 120],
      ['on-tick', 180],
    ]);
    expect(seen[1]?.event).toEqual({ action: 'ensure-capacity', nodeCount: 2 });
  });

  it('stop with the emulator', async () => {
    let aws: LocalAws | undefined = undefined;
    const { seen, noting } = recorder(() => present<LocalAws>(aws));
    aws = await startLocalAws({ tick: 'rate(1 minute)', functions: { onTick: noting('on-tick') } });
    await aws.emulator.stop();
    await aws.world.runUntil(START_MS + 3 * MINUTE_MS);
    expect(seen).toEqual([]);
  });

  it.each([
    ['in-turn', ['tick starts', 'tick ends', 'schedule starts', 'schedule ends']],
    ['at-once', ['tick starts', 'schedule starts', 'tick ends', 'schedule ends']],
  ] as const)('of one moment run %s', async (deliveries, expected) => {
    const order: string[] = [];
    const slow = (name: string) => async () => {
      order.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    const { emulator } = await startLocalAws({
      deliveries,
      tick: 'rate(1 minute)',
      schedules: [{ name: 'now', expression: 'at(2026-11-20T14:31:00)', input: {} }],
      functions: { onTick: slow('tick'), onSchedule: slow('schedule') },
    });
    await emulator.runUntil(START_MS + MINUTE_MS);
    expect(order).toEqual(expected);
  });
});

describe('a function that fails', () => {
  it('is tried again after one minute and after two more, then dead-lettered', async () => {
    const attemptsMs: number[] = [];
    const aws = await startLocalAws({
      schedules: [{ name: 'now', expression: 'at(2026-11-20T14:31:00)', input: { n: 1 } }],
    });
    aws.emulator.setFunctions({
      onSchedule: () => {
        attemptsMs.push(aws.world.clock.nowMs() - START_MS);
        return Promise.reject(new Error('no'));
      },
    });
    await aws.emulator.runUntil(START_MS + 60 * MINUTE_MS);
    expect(attemptsMs).toEqual([1 * MINUTE_MS, 2 * MINUTE_MS, 4 * MINUTE_MS]);
    expect(aws.emulator.deadLetters()).toMatchObject([{ functionName: 'on-schedule', event: { n: 1 } }]);
    expect(aws.emulator.failedAttempts().map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  it('and succeeds the second time is not dead-lettered', async () => {
    let attempts = 0;
    const { emulator } = await startLocalAws({
      schedules: [{ name: 'now', expression: 'at(2026-11-20T14:31:00)', input: {} }],
      functions: {
        onSchedule: () => {
          attempts += 1;
          return attempts === 1 ? Promise.reject(new Error('once')) : Promise.resolve();
        },
      },
    });
    await emulator.runUntil(START_MS + 60 * MINUTE_MS);
    expect([attempts, emulator.deadLetters().length]).toEqual([2, 0]);
  });
});

describe('a delivery fault', () => {
  it.each([
    [{ kind: 'lose' }, []],
    [{ kind: 'triplicate' }, [1, 1, 1]],
    [{ kind: 'delay', delayMs: 5 * MINUTE_MS }, [6]],
  ] as const)('%j delivers at minutes %j, and the next delivery is sound', async (fault, minutes) => {
    let aws: LocalAws | undefined = undefined;
    const { seen, noting } = recorder(() => present<LocalAws>(aws));
    aws = await startLocalAws({
      schedules: [
        { name: 'first', expression: 'at(2026-11-20T14:31:00)', input: { n: 1 } },
        { name: 'second', expression: 'at(2026-11-20T14:32:00)', input: { n: 2 } },
      ],
      functions: { onSchedule: noting('on-schedule') },
    });
    aws.emulator.injectDeliveryFault({ functionName: 'on-schedule', fault });
    await aws.emulator.runUntil(START_MS + 10 * MINUTE_MS);
    const minutesOf = (n: number) =>
      seen.filter(({ event }) => event['n'] === n).map(({ atMs }) => (atMs - START_MS) / MINUTE_MS);
    expect(minutesOf(1)).toEqual(minutes);
    expect(minutesOf(2)).toEqual([2]);
  });
});

describe('what functions log', () => {
  it('becomes metrics of the world where it is embedded metric format', async () => {
    const { emulator, world } = await startLocalAws();
    emulator.takeEmf('an ordinary line');
    emulator.takeEmf(
      JSON.stringify({
        _aws: {
          Timestamp: 1,
          CloudWatchMetrics: [
            {
              Namespace: 'Spillway',
              Dimensions: [['AutoScalingGroupName']],
              Metrics: [{ Name: 'SparesHave', Unit: 'Count' }],
            },
          ],
        },
        AutoScalingGroupName: 'rdb-a',
        SparesHave: [1, 3],
      }),
    );
    const series = present(world.metrics.find('Spillway', 'SparesHave', { AutoScalingGroupName: 'rdb-a' }));
    expect([series.values, series.atMs]).toEqual([
      [1, 3],
      [START_MS, START_MS],
    ]);
    expect(world.metrics.list('Spillway')).toHaveLength(1);
  });
});
