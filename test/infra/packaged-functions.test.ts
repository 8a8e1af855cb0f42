// The packaged zips, not the sources: unpacked, run under plain Node in processes of their own with nothing but
// the state table's name and the SDK's variables, invoked with events as AWS sends them, on the local AWS.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { BATCH_TIME_MS } from '../../lib/cycle/batch-limits.ts';
import { MIB, MINUTE_MS } from '../../lib/core/units.ts';
import { buildAlarmEvent } from '../../lib/emulator/alarm-events.ts';
import type { EmulatorOptions } from '../../lib/emulator/start-emulator.ts';
import type { AlarmChange } from '../../lib/sim/aws/alarms.ts';
import { throttlingAlarm } from '../../lib/sim/aws/throttling-alarm.ts';
import type { World, WorldGroup } from '../../lib/sim/world.ts';
import { createWorld } from '../../lib/sim/world.ts';
import type { Packaged } from './package-project-fixture.ts';
import { packageStage } from './package-project-fixture.ts';
import { startPackagedFunction } from './packaged/packaged-function.ts';
import { environmentOf, startPackagedSpillway } from './packaged/packaged-spillway.ts';

const GROUP = 'rdb-zipped';
const STARTS_MS = Date.UTC(2026, 10, 20, 6);
const at = (minute: number) => STARTS_MS + minute * MINUTE_MS;
/** A node of 4 GiB is at its roll threshold in 20 minutes. */
const MESSAGES_PER_MINUTE = 39_000;

let project: Packaged;
beforeAll(async () => {
  project = await packageStage('example');
}, 180_000);

const build = () => join(project.root, '.build');

function group(name: string, untilMinute: number, more: Partial<WorldGroup> = {}): WorldGroup {
  return {
    name,
    minSize: 1,
    maxSize: 5,
    readyNodeCount: 1,
    bootMs: MINUTE_MS,
    memory: { bytesPerRow: 4096 },
    segments: [{ startMs: at(0), endMs: at(untilMinute), messages: MESSAGES_PER_MINUTE * untilMinute }],
    endOfDaysMs: [at(untilMinute)],
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    terminateHookAbandon: 'retain',
    hooks: [
      {
        hookName: 'spillway-terminating',
        transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeoutSeconds: 600,
        defaultResult: 'ABANDON',
      },
    ],
    tags: { 'spillway:managed': 'true', 'spillway:leaves-queue': 'true' },
    ...more,
  };
}

/** The packaged functions over a world of these groups; nothing wakes them but what the test asks for. */
async function start(groups: readonly WorldGroup[], more: Partial<EmulatorOptions> = {}, env = {}) {
  const world = createWorld({ startMs: STARTS_MS, seed: 7 });
  for (const one of groups) world.addGroup(one);
  const spillway = await startPackagedSpillway({
    buildFolder: build(),
    emulator: { world, tick: null, ...more },
    env,
  });
  onTestFinished(spillway.stop);
  return { world, ...spillway };
}

const desiredOf = (world: World, name = GROUP) =>
  world.autoScaling.describeGroups([name])[0]?.desiredCapacity;
const onlyNodeOf = (world: World, name: string) =>
  [...(world.autoScaling.describeGroups([name])[0]?.instances.keys() ?? [])][0] ?? '';

function anAlarm(watched: AlarmChange['watched']): AlarmChange {
  return {
    alarmName: 'memory',
    atMs: at(16),
    state: 'ALARM',
    previousState: 'OK',
    reason: 'Threshold Crossed',
    threshold: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    watched,
    recentDatapoints: [61],
    alarmActions: [],
    actionsEnabled: true,
  };
}

const common = { stat: 'Maximum', periodSeconds: 60 } as const;
const ofNode = (InstanceId: string): AlarmChange['watched'] => ({
  ...common,
  kind: 'metric',
  namespace: 'CWAgent',
  metricName: 'mem_used_percent',
  dimensions: { InstanceId },
});
const ofGroup = (AutoScalingGroupName: string): AlarmChange['watched'] => ({
  ...common,
  kind: 'metrics-insights',
  expression: 'SELECT MAX(m) FROM SCHEMA("Spillway", AutoScalingGroupName) GROUP BY AutoScalingGroupName',
  namespace: 'Spillway',
  metricName: 'LiveMemoryUsedPercent',
  groupBy: 'AutoScalingGroupName',
  contributor: { AutoScalingGroupName },
});

/** An event as AWS prints it: emulator/aws-examples/README.md says where. */
function printed(name: string): unknown {
  const url = new URL(`../emulator/aws-examples/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

describe('on-alarm.zip', () => {
  it('raises the capacity of the group that an alarm names, in each of the six shapes', async () => {
    const shapes = (['eventbridge', 'lambda', 'sns'] as const).flatMap((channel) =>
      (['node', 'contributor'] as const).map((kind) => ({ channel, kind, name: `rdb-${channel}-${kind}` })),
    );
    const { world, emulator } = await start(shapes.map(({ name }) => group(name, 60)));
    await emulator.runUntil(at(16));

    for (const { channel, kind, name } of shapes) {
      expect(desiredOf(world, name)).toBe(1);
      const watched = kind === 'node' ? ofNode(onlyNodeOf(world, name)) : ofGroup(name);
      await emulator.invoke('on-alarm', buildAlarmEvent(anAlarm(watched), channel));
      expect(desiredOf(world, name), `${kind} by ${channel}`).toBe(2);
    }
    expect(emulator.awsCalls()['SetDesiredCapacity']).toBe(shapes.length);
  });

  it("takes AWS's own examples, and says that they concern no group", async () => {
    const { emulator } = await start([group(GROUP, 60)]);
    const notes: readonly (readonly [string, RegExp])[] = [
      ['eventbridge-metric', /ServerCpuTooHigh names i-12345678901234567, which is in no Auto Scaling group/],
      [
        'eventbridge-contributor',
        /DynamoDBInsightsAlarm names neither a group nor a node nor a stream nor a cluster/,
      ],
      ['eventbridge-parent', /DynamoDBInsightsAlarm names neither a group nor a node/],
      ['lambda-metric', /lambda-demo-metric-alarm names i-12345678, which is in no Auto Scaling group/],
    ];
    for (const [name, note] of notes)
      expect(await emulator.invoke('on-alarm', printed(name)), name).toMatchObject({
        results: [],
        note: expect.stringMatching(note) as string,
      });
    expect(emulator.awsCalls()).not.toHaveProperty('UpdateItem');
  });
});

describe('a stream', () => {
  /** Four shards, 3.5 of them used for an hour. */
  const addStream = (world: World, name: string) =>
    world.kinesis.addStream({
      name,
      shardCount: 4,
      tags: { 'spillway:managed': 'true', 'spillway:shards-max': '64' },
      flows: [{ startMs: at(0), endMs: at(60), bytes: 3.5 * MIB * 3_600, records: 3_600 }],
    });

  it('is given shards by on-tick.zip, beside the groups, and never more than it may have', async () => {
    const { world, emulator, linesOf } = await start([group(GROUP, 60)]);
    addStream(world, 'feed');
    await emulator.runUntil(at(16));
    await emulator.invoke('on-tick', {});
    await emulator.invoke('on-tick', {});
    expect(desiredOf(world)).toBe(2);
    expect(world.kinesis.describe('feed').status).toBe('UPDATING');
    expect(emulator.awsCalls()['UpdateShardCount']).toBe(1);
    await emulator.runUntil(at(25));
    expect(world.kinesis.openCount('feed')).toBe(6);
    const metrics = (await linesOf('on-tick')).filter((line) => line.includes('"ShardsOpen"'));
    expect(metrics.length).toBeGreaterThan(0);
  });

  it('is reached by on-alarm.zip, in each of the six shapes, without listing', async () => {
    const shapes = (['eventbridge', 'lambda', 'sns'] as const).flatMap((channel) =>
      (['metric', 'contributor'] as const).map((kind) => ({
        channel,
        kind,
        name: `feed-${channel}-${kind}`,
      })),
    );
    const { world, emulator } = await start([]);
    for (const { name } of shapes) addStream(world, name);
    await emulator.runUntil(at(16));
    for (const { channel, kind, name } of shapes) {
      const stream = { namespace: 'AWS/Kinesis', metricName: 'WriteProvisionedThroughputExceeded' };
      const watched = kind === 'metric' ? ofNode('') : ofGroup('');
      const named =
        watched.kind === 'metric'
          ? { ...watched, ...stream, dimensions: { StreamName: name } }
          : { ...watched, ...stream, groupBy: 'StreamName', contributor: { StreamName: name } };
      await emulator.invoke('on-alarm', buildAlarmEvent(anAlarm(named), channel));
      expect(world.kinesis.describe(name).status, `${kind} by ${channel}`).toBe('UPDATING');
    }
    expect(emulator.awsCalls()['UpdateShardCount']).toBe(shapes.length);
    expect(emulator.awsCalls()).not.toHaveProperty('GetResources');
  });

  it("that refuses records rings the stack's own alarm; a second one, while it changes or after, changes nothing", async () => {
    const { world, emulator } = await start([]);
    addStream(world, 'feed');
    world.kinesis.addFlow('feed', { startMs: at(10), endMs: at(12), bytes: 3 * MIB * 120, records: 120 });
    world.alarms.put(throttlingAlarm());
    const events: unknown[] = [];
    world.onAlarmChange((change) => {
      if (change.state === 'ALARM') events.push(buildAlarmEvent(change, 'eventbridge'));
    });
    await emulator.runUntil(at(12) + 1);
    expect(events).toContainEqual(
      expect.objectContaining({ 'detail-type': 'CloudWatch Alarm Contributor State Change' }),
    );
    expect(world.kinesis.describe('feed').status).toBe('UPDATING');
    for (const event of events) await emulator.invoke('on-alarm', event);
    await emulator.runUntil(at(25));
    const shards = world.kinesis.openCount('feed');
    expect(shards).toBeGreaterThan(4);
    for (const event of events) await emulator.invoke('on-alarm', event);
    expect(world.kinesis.openCount('feed')).toBe(shards);
    expect(emulator.awsCalls()['UpdateShardCount']).toBe(1);
  });
});

describe('a cluster', () => {
  /** Two shards that are four fifths full. */
  const addCluster = (world: World, name: string, shardCount = 2) =>
    world.memoryDb.addCluster({
      name,
      shardCount,
      nodeBytes: 1_000 * MIB,
      tags: { 'spillway:managed': 'true', 'spillway:shards-max': '8' },
      bytesAt: () => 1_600 * MIB,
    });

  it('is given shards by on-tick.zip, beside the groups, and no second change while it is updating', async () => {
    const { world, emulator, linesOf } = await start([group(GROUP, 60)]);
    addCluster(world, 'cache');
    await emulator.runUntil(at(16));
    await emulator.invoke('on-tick', {});
    await emulator.invoke('on-tick', {});
    expect(desiredOf(world)).toBe(2);
    expect(world.memoryDb.describe('cache').status).toBe('updating');
    expect(emulator.awsCalls()['UpdateCluster']).toBe(1);
    const metrics = (await linesOf('on-tick')).filter((line) => line.includes('"MemoryAheadPercent"'));
    expect(metrics.length).toBeGreaterThan(0);
  });

  it('loses a shard by on-tick.zip once it has been known for a day, and the next an hour later', async () => {
    const { world, emulator } = await start([]);
    addCluster(world, 'cache', 6);
    const shardsByHour: number[] = [];
    for (let hour = 1; hour <= 27; hour += 1) {
      await emulator.runUntil(at(60 * hour));
      await emulator.invoke('on-tick', {});
      shardsByHour.push(world.memoryDb.describe('cache').shards.length);
    }
    // First seen in the first hour, asked for a shard fewer in the 25th; what moves has been moved by the look after that.
    expect(shardsByHour).toEqual([...Array.from({ length: 25 }, () => 6), 5, 5]);
    expect(emulator.awsCalls()['UpdateCluster']).toBe(2);
    expect(world.memoryDb.refusedBytes('cache')).toBe(0);
  });

  it('is reached by on-alarm.zip, in each of the six shapes, without listing', async () => {
    const shapes = (['eventbridge', 'lambda', 'sns'] as const).flatMap((channel) =>
      (['metric', 'contributor'] as const).map((kind) => ({
        channel,
        kind,
        name: `cache-${channel}-${kind}`,
      })),
    );
    const { world, emulator } = await start([]);
    for (const { name } of shapes) addCluster(world, name);
    await emulator.runUntil(at(16));
    for (const { channel, kind, name } of shapes) {
      const cluster = { namespace: 'AWS/MemoryDB', metricName: 'DatabaseMemoryUsagePercentage' };
      const watched = kind === 'metric' ? ofNode('') : ofGroup('');
      const named =
        watched.kind === 'metric'
          ? { ...watched, ...cluster, dimensions: { ClusterName: name, NodeName: `${name}-0001-001` } }
          : { ...watched, ...cluster, groupBy: 'ClusterName', contributor: { ClusterName: name } };
      await emulator.invoke('on-alarm', buildAlarmEvent(anAlarm(named), channel));
      expect(world.memoryDb.describe(name).status, `${kind} by ${channel}`).toBe('updating');
    }
    expect(emulator.awsCalls()['UpdateCluster']).toBe(shapes.length);
    expect(emulator.awsCalls()).not.toHaveProperty('GetResources');
  });
});

describe('the zips together', () => {
  it('serve a short day: a spare before the roll, then two proofs, a hook, and one node left', async () => {
    const { world, emulator, linesOf } = await start([group(GROUP, 40)], {
      tick: 'rate(1 minute)',
      schedules: [
        {
          name: 'end-of-day',
          expression: `at(${new Date(at(40)).toISOString().slice(0, 19)})`,
          input: {
            action: 'scale-in',
            scheduledTime: '<aws.scheduler.scheduled-time>',
            windowMinutes: 60,
          },
        },
      ],
    });
    await emulator.runUntil(at(39));
    expect(desiredOf(world)).toBeGreaterThanOrEqual(3);
    expect(world.safety.lateRolls).toEqual([]);
    await emulator.runUntil(at(65));

    expect(desiredOf(world)).toBe(1);
    expect(world.autoScaling.describeGroups([GROUP])[0]?.instances.size).toBe(1);
    expect(world.safety.terminatedWithData).toEqual([]);
    const terminated = emulator.calls().filter(({ action }) => action.startsWith('TerminateInstance'));
    // The first report after the end of day proves nothing alone.
    expect(terminated[0]?.atMs).toBeGreaterThan(at(41));
    const callers = (action: string) =>
      new Set(emulator.calls().flatMap((call) => (call.action === action ? [call.caller] : [])));
    expect(callers('CompleteLifecycleAction').size).toBeGreaterThan(0);
    expect(callers('RecordLifecycleActionHeartbeat')).toContain('on-lifecycle');
    // A tick reads its due groups' states together; whoever looks reads what the nodes have written of themselves.
    expect(callers('BatchGetItem')).toEqual(new Set(['on-tick', 'on-schedule', 'on-lifecycle']));
    expect(emulator.failedAttempts()).toEqual([]);
    // Embedded metrics reach CloudWatch as lines of the log.
    const metrics = (await linesOf('on-tick')).filter((line) => line.includes('"SparesHave"'));
    expect(metrics.length).toBeGreaterThan(10);
  });
});

describe('on-tick.zip', () => {
  it('hands on to itself what it has no time for, and serves what it was handed without listing', async () => {
    const world = createWorld({ startMs: STARTS_MS, seed: 7 });
    world.addGroup(group(GROUP, 60));
    const { emulator, linesOf, stop } = await startPackagedSpillway({
      buildFolder: build(),
      emulator: { world, tick: null },
      remainingTimeMs: (event) => ('left' in (event as object) ? BATCH_TIME_MS : BATCH_TIME_MS - 1),
    });
    onTestFinished(stop);
    await emulator.runUntil(at(16));
    expect(await emulator.invoke('on-tick', {})).toMatchObject({ results: [], handedOnCount: 1 });
    expect(desiredOf(world)).toBe(1);
    const listed = emulator.awsCalls()['GetResources'];
    await emulator.runUntil(at(16) + 1);
    expect(desiredOf(world)).toBe(2);
    expect(emulator.awsCalls()['GetResources']).toBe(listed);
    const invoked = emulator.calls().filter(({ action }) => action === 'Invoke');
    expect(invoked).toMatchObject([{ caller: 'on-tick', params: { FunctionName: 'on-tick' } }]);
    expect(emulator.failedAttempts()).toEqual([]);
    expect((await linesOf('on-tick')).filter((line) => line.includes('"handedOnCount":1'))).toHaveLength(1);
  });
});

describe('on-lifecycle.zip', () => {
  it('continues the hook of a node that is empty, and keeps one that holds data', async () => {
    const { world, emulator } = await start([group(GROUP, 60, { readyNodeCount: 2, minSize: 2 })]);
    await emulator.runUntil(at(5));
    const nodes = [...(world.tickerplants.get(GROUP)?.nodes.values() ?? [])];
    const [live, queued] = ['live', 'queued'].map((stage) => nodes.find((node) => node.stage === stage));
    const events: unknown[] = [];
    world.onAutoScalingEvent(({ detailType, atMs, detail }) => {
      if (detailType !== 'EC2 Instance-terminate Lifecycle Action') return;
      const example = printed('lifecycle-terminate') as object;
      events.push({ ...example, time: new Date(atMs).toISOString(), detail });
    });
    for (const node of [live, queued])
      world.autoScaling.terminateInstance({ instanceId: node?.instanceId ?? '', decrement: false });
    await emulator.runUntil(at(9));
    expect(events).toHaveLength(2);
    for (const event of events) await emulator.invoke('on-lifecycle', event);
    await emulator.runUntil(at(11));

    const left = world.autoScaling.describeGroups([GROUP])[0]?.instances;
    expect(left?.has(queued?.instanceId ?? '')).toBe(false);
    expect(left?.get(live?.instanceId ?? '')?.lifecycleState).toBe('Terminating:Wait');
    expect(world.safety.terminatedWithData).toEqual([]);
  });
});

describe('on-schedule.zip', () => {
  it('raises the capacity to what a schedule ensures', async () => {
    const { world, emulator } = await start([group(GROUP, 60)]);
    await emulator.runUntil(at(3));
    await emulator.invoke('on-schedule', {
      action: 'ensure-capacity',
      scheduledTime: new Date(at(3)).toISOString(),
      nodeCount: 4,
      holdMinutes: 30,
    });
    expect(desiredOf(world)).toBe(4);
  });
});

describe('probe.zip', () => {
  it('asks the RDBs for on-tick.zip, where nothing is published', async () => {
    const user = { username: 'spillway', password: 'q' };
    const { world, emulator } = await start(
      [group(GROUP, 60, { telemetry: { metrics: 'none' } })],
      { rdbServers: { credentials: user }, secrets: { 'spillway/rdb': JSON.stringify(user) } },
      { SPILLWAY_PROBE_FUNCTION: 'probe' },
    );
    world.autoScaling.putTags(GROUP, {
      'spillway:reports': 'probe',
      'spillway:probe-port': String(emulator.rdbs?.port),
      'spillway:probe-query': 'kx-autoscaling',
      'spillway:probe-secret': 'spillway/rdb',
    });
    for (const minute of [14, 15, 16]) {
      await emulator.runUntil(at(minute));
      await emulator.invoke('on-tick', {});
    }
    expect(desiredOf(world)).toBeGreaterThanOrEqual(2);
    expect(emulator.awsCalls()).not.toHaveProperty('GetMetricData');
  });
});

describe('each zip', () => {
  it.each([
    ['on-alarm', printed('lifecycle-terminate'), 'UnknownEventError', /a CloudWatch alarm: by EventBridge/],
    ['on-alarm', printed('sns-envelope'), 'UnknownEventError', /this message is not JSON/],
    [
      'on-lifecycle',
      printed('eventbridge-metric'),
      'UnknownEventError',
      /an Auto Scaling event by EventBridge/,
    ],
    ['on-schedule', { action: 'scale-down' }, 'UnknownEventError', /a schedule: \{"action": "scale-in"/],
    ['on-tick', { left: ['rdb-fx'] }, 'UnknownEventError', /what a tick has left: \{"left"/],
    ['probe', { targets: 'all' }, 'KdbError', /targets/],
  ])('refuses what is no event of %s, by name, and serves on (%#)', async (name, event, error, message) => {
    const { emulator } = await start([group(GROUP, 60)]);
    for (const _ of ['first', 'again'])
      await expect(emulator.invoke(name, event)).rejects.toMatchObject({
        name: error,
        message: expect.stringMatching(message) as string,
      });
    expect(emulator.awsCalls()).toEqual({});
  });

  it('says which variable is missing', async () => {
    const { SPILLWAY_STATE_TABLE: _, ...env } = environmentOf('on-tick', 'http://127.0.0.1:9');
    const tick = await startPackagedFunction({ zipPath: join(build(), 'on-tick.zip'), env, nowMs: Date.now });
    onTestFinished(tick.stop);
    const context = { functionName: 'on-tick', awsRequestId: '1', getRemainingTimeInMillis: () => 60_000 };
    await expect(tick.invoke({}, context as never)).rejects.toThrow(/SPILLWAY_STATE_TABLE is not set/);
  });
});
