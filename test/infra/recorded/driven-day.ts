// A short day on the local AWS that one function carries alone: it is invoked once a minute with its own kind of
// event, and nothing else runs. In it happens whatever makes a cycle call AWS, so that what this function calls
// is all that it ever calls. Next: iam-request.ts, which says what IAM is asked for each call.
import { startLocalSpillway } from '../../../cli/demo/local-spillway.ts';
import { MIB, MINUTE_MS } from '../../../lib/core/units.ts';
import type { RecordedCall } from '../../../lib/emulator/call-log.ts';
import type { Emulator, EmulatorOptions } from '../../../lib/emulator/start-emulator.ts';
import { startEmulator } from '../../../lib/emulator/start-emulator.ts';
import { SHARD_METRICS } from '../../../lib/sim/kinesis/stream-state.ts';
import type { World, WorldGroup } from '../../../lib/sim/world.ts';
import { createWorld } from '../../../lib/sim/world.ts';
import { beatOf, clusterAlarm, streamAlarm, type CycleFunction } from './beats.ts';

/** What a day recorded. */
export interface RecordedDay {
  readonly calls: readonly RecordedCall[];
  /** Group of each instance there ever was: a terminate call names the instance alone. */
  readonly groupOfInstance: ReadonlyMap<string, string>;
  /** Tags of the groups, by name. */
  readonly tagsOfGroup: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

const GROUP = 'rdb-recorded';
const STARTS_MS = Date.UTC(2026, 10, 20, 6);
const DATA_ENDS_MINUTE = 60;
const ENDS_MINUTE = 80;
/** A node of 4 GiB is full in a quarter of an hour. */
const MESSAGES_PER_MINUTE = 52_000;

const at = (minute: number) => STARTS_MS + minute * MINUTE_MS;

/**
 * In the day: spares are asked for; EC2 has none for a while; an answer of the state table is lost; a node with
 * data is found unhealthy and waits in its hook until the end of day; another one's wait runs out, and it is
 * retained until it is flushed; somebody takes the protection from the live one; what is flushed is retired. A stream has
 * too few shards, tells of each, and a registered consumer; a cluster is nearly full. Throws if the function ever fails.
 */
export async function recordDrivenDay(functionName: CycleFunction): Promise<RecordedDay> {
  const { world, emulator, stop } = await startDay({
    segments: [
      { startMs: at(0), endMs: at(DATA_ENDS_MINUTE), messages: MESSAGES_PER_MINUTE * DATA_ENDS_MINUTE },
    ],
    endOfDaysMs: [at(DATA_ENDS_MINUTE)],
    // Without word of the queue, launch times are asked of EC2: was a node launched since the last end of day?
    telemetry: { metrics: 'no-queue' },
    tags: { 'spillway:managed': 'true', 'spillway:scale-in': 'continuous' },
  });
  addBusyStream(world);
  addFullCluster(world);
  await emulator.invoke('on-schedule', LAST_END_OF_DAY);
  emulator.resetCalls();
  world.inject({ kind: 'no-capacity', groupName: GROUP, fromMs: at(0), untilMs: at(12) });
  const loseEvents = (name: string, times: number) =>
    emulator.injectDeliveryFault({ functionName: name, fault: { kind: 'lose' }, times });
  if (functionName !== 'on-lifecycle') loseEvents('on-lifecycle', 1_000);
  replaceRolled(world, at(35), ({ instanceId }) => {
    world.autoScaling.setInstanceHealth({ instanceId, healthStatus: 'Unhealthy' });
  });
  replaceRolled(world, at(50), ({ instanceId }) => {
    world.autoScaling.terminateInstance({ instanceId, decrement: false });
    world.autoScaling.completeLifecycleAction({
      groupName: GROUP,
      hookName: HOOK,
      instanceId,
      result: 'ABANDON',
    });
  });
  world.clock.schedule(at(15), () => unprotectLive(world));
  world.clock.schedule(at(20) - 1, () => {
    emulator.injectWireFault({
      action: 'dynamodb:UpdateItem',
      fault: { kind: 'reset-after' },
      caller: functionName,
    });
  });
  const instanceId = [...world.ec2.list()][0]?.instanceId ?? '';
  if (functionName === 'on-alarm')
    for (const minute of [5, 6])
      world.clock.schedule(at(minute) + 1, async () => {
        await emulator.invoke(functionName, streamAlarm(STREAM, at(minute)));
        await emulator.invoke(functionName, clusterAlarm(CLUSTER, at(minute)));
      });
  for (let minute = 1; minute < ENDS_MINUTE; minute += 1) {
    const event = beatOf(functionName, { groupName: GROUP, atMs: at(minute), instanceId });
    world.clock.schedule(at(minute), async () => void (await emulator.invoke(functionName, event)));
  }
  try {
    await emulator.runUntil(at(ENDS_MINUTE));
    if (world.safety.terminatedWithData.length > 0) throw new Error('a server was terminated with data');
    return recordOf(world, emulator);
  } finally {
    await stop();
  }
}

const STREAM = 'feed-recorded';

function addBusyStream(world: World): void {
  const seconds = DATA_ENDS_MINUTE * 60;
  world.kinesis.addStream({
    name: STREAM,
    shardCount: 2,
    tags: { 'spillway:managed': 'true', 'spillway:shards-max': '8' },
    shardMetrics: SHARD_METRICS,
    consumers: [{ name: 'rdb', kind: 'enhanced-fan-out', behindMs: () => 0 }],
    flows: [{ startMs: at(0), endMs: at(DATA_ENDS_MINUTE), bytes: 3 * MIB * seconds, records: 3 * seconds }],
  });
}

const CLUSTER = 'cache-recorded';

function addFullCluster(world: World): void {
  world.memoryDb.addCluster({
    name: CLUSTER,
    shardCount: 2,
    nodeBytes: 1_000 * MIB,
    tags: { 'spillway:managed': 'true', 'spillway:shards-max': '8' },
    bytesAt: () => 1_800 * MIB,
  });
}

const HOOK = 'spillway-terminating';

/** The evening before, as far as the group remembers it. */
const LAST_END_OF_DAY = {
  action: 'scale-in',
  scheduledTime: new Date(at(-5)).toISOString(),
  windowMinutes: 6,
};

/** A world of one managed group, the local AWS over it, and the functions; no triggers but lifecycle events. */
export async function startDay(group: Partial<WorldGroup>, options: Partial<EmulatorOptions> = {}) {
  const world = createWorld({ startMs: STARTS_MS, seed: 7 });
  world.addGroup({
    name: GROUP,
    minSize: 1,
    maxSize: 20,
    readyNodeCount: 1,
    bootMs: MINUTE_MS,
    memory: { bytesPerRow: 4096 },
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    terminateHookAbandon: 'retain',
    hooks: [
      {
        hookName: HOOK,
        transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeoutSeconds: 600,
        defaultResult: 'ABANDON',
      },
    ],
    ...group,
  });
  const emulator = await startEmulator({ world, tick: null, ...options });
  const spillway = startLocalSpillway({ emulator, clock: world.clock });
  const stop = async () => {
    spillway.stop();
    await emulator.stop();
  };
  return { world, emulator, groupName: GROUP, at, stop };
}

export function recordOf(world: World, emulator: Pick<Emulator, 'calls'>): RecordedDay {
  const groups = world.autoScaling.describeGroups();
  return {
    calls: emulator.calls(),
    groupOfInstance: new Map(
      [...world.ec2.list()].map(({ instanceId, tags }) => [
        instanceId,
        tags['aws:autoscaling:groupName'] ?? '',
      ]),
    ),
    tagsOfGroup: new Map(groups.map(({ name, tags }) => [name, Object.fromEntries(tags)])),
  };
}

/** Does something to a node that has rolled and holds data. */
function replaceRolled(world: World, atMs: number, change: (node: { instanceId: string }) => void): void {
  world.clock.schedule(atMs, () => {
    const [group] = world.autoScaling.describeGroups([GROUP]);
    const nodes = world.tickerplants.get(GROUP)?.nodes;
    const rolled = [...(nodes?.values() ?? [])].find(
      ({ stage, rows, instanceId }) =>
        stage === 'rolled' && rows > 0 && group?.instances.get(instanceId)?.lifecycleState === 'InService',
    );
    if (!rolled) throw new Error(`no rolled node at ${new Date(atMs).toISOString()}`);
    change(rolled);
  });
}

/** As somebody does by hand: before it acts again, a cycle protects the node. */
function unprotectLive(world: World): void {
  const nodes = [...(world.tickerplants.get(GROUP)?.nodes.values() ?? [])];
  const live = nodes.find(({ stage }) => stage === 'live');
  if (!live) throw new Error('no live node to take the protection from');
  const instanceIds = [live.instanceId];
  world.autoScaling.setInstanceProtection({ groupName: GROUP, instanceIds, protectedFromScaleIn: false });
}
