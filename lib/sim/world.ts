// The simulated world: Auto Scaling, EC2 and CloudWatch on a virtual clock, with RDBs that fill from a trace.
// Seeded and deterministic: the same options give the same day, to the byte. Nothing in here sleeps.
// Next: run-day.ts (drives a day), sim-fleet.ts and its siblings (our ports over it), aws/auto-scaling.ts.
import { HOUR_MS, MINUTE_MS } from '../domain/units.ts';
import { createAlarms, type AlarmChange, type Alarms } from './aws/alarms.ts';
import type { AutoScalingEvent } from './aws/auto-scaling-context.ts';
import { createAutoScaling, type AutoScaling } from './aws/auto-scaling.ts';
import { createCallGate, type CallGate } from './aws/call-gate.ts';
import type { GroupInstance, GroupSpec, GroupState } from './aws/group-state.ts';
import { createEc2, type Ec2 } from './aws/instances.ts';
import { createMetricStore, type MetricStore } from './aws/metric-store.ts';
import { createFaultScript, type Fault, type FaultScript } from './faults.ts';
import { createRandom, type Random } from './random.ts';
import { DEFAULT_MEMORY, type MemoryModel } from './rdb/memory-model.ts';
import { DEFAULT_TELEMETRY, startPublishing, type Telemetry } from './rdb/publisher.ts';
import type { Segment } from './rdb/stream.ts';
import { createTickerplant, type Tickerplant } from './rdb/tickerplant.ts';
import { createSafetyRecord, type SafetyRecord } from './safety-record.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import type { WorldEvent } from './world-events.ts';

export interface World {
  readonly seed: number;
  readonly clock: VirtualClock;
  /** For parts built on the world; its own draws come from forks. */
  readonly random: Random;
  /** Every simulated AWS call passes here: counted, and open to interference. */
  readonly calls: CallGate;
  readonly autoScaling: AutoScaling;
  readonly ec2: Ec2;
  readonly metrics: MetricStore;
  readonly alarms: Alarms;
  readonly safety: SafetyRecord;
  /** By group name. */
  readonly tickerplants: ReadonlyMap<string, Tickerplant>;
  /** A group with a tickerplant and RDBs of its own. */
  addGroup(options: WorldGroup): void;
  inject(fault: Fault): void;
  /** Each subscription returns the function that ends it. */
  onEvent(listener: (event: WorldEvent) => void): () => void;
  onAutoScalingEvent(listener: (event: AutoScalingEvent) => void): () => void;
  onAlarmChange(listener: (change: AlarmChange) => void): () => void;
  runUntil(untilMs: number): Promise<void>;
}

export interface WorldOptions {
  readonly startMs: number;
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  readonly metricsKeptMs?: number;
}

/** A group, its stream and its RDBs. Default memory: KX's t3a.medium; nothing arrives without `segments`. */
export interface WorldGroup extends GroupSpec {
  readonly memory?: Partial<MemoryModel>;
  readonly rollThresholdPercent?: number;
  /** Pulled as time passes, so a year of them may be generated. */
  readonly segments?: Iterable<Segment>;
  readonly endOfDaysMs?: Iterable<number>;
  /** From launch to in service, when the RDB's process starts. */
  readonly bootMs?: number;
  /** From its process's start until it subscribes. */
  readonly replayMs?: number;
  readonly writeDownMs?: number;
  readonly telemetry?: Partial<Telemetry>;
  /** That many nodes are in service from the start, the first live, the others queued. */
  readonly readyNodeCount?: number;
}

/** Nodes that a world starts with were launched so long before. */
const READY_SINCE_MS = HOUR_MS;
const BOOT_MS = MINUTE_MS;
const ROLL_THRESHOLD_PERCENT = 80;

export function createWorld(options: WorldOptions): World {
  const { startMs, seed = 1 } = options;
  const clock = createVirtualClock(startMs);
  const random = createRandom(seed);
  const { nowMs } = clock;
  const faults = createFaultScript();
  const events = createListeners<WorldEvent>();
  const autoScalingEvents = createListeners<AutoScalingEvent>();
  const alarmChanges = createListeners<AlarmChange>();
  const metrics = createMetricStore({
    nowMs,
    ...(options.metricsKeptMs !== undefined && { keptMs: options.metricsKeptMs }),
  });
  const ec2 = createEc2({ nowMs, random: random.fork('ec2') });
  const { record: safety, listen } = createSafetyRecord();
  events.subscribe(listen);
  const rdbs = createRdbs({ clock, metrics, faults, random: random.fork('rdbs'), tell: events.tell });
  const autoScaling = createAutoScaling({
    clock,
    random: random.fork('auto-scaling'),
    ec2,
    groups: new Map(),
    groupOfInstance: new Map(),
    emit: autoScalingEvents.tell,
    observer: rdbs,
    limits: {
      hasCapacity: ({ name }) => !faults.find('no-capacity', { groupName: name }, nowMs()),
      bootMs: (group, launchNumber) =>
        (rdbs.optionsOf(group.name).bootMs ?? BOOT_MS) +
        (faults.find('slow-boot', { groupName: group.name, launchNumber }, nowMs())?.extraMs ?? 0),
    },
  });
  const world: World = {
    seed,
    clock,
    random: random.fork('others'),
    calls: createCallGate(nowMs),
    autoScaling,
    ec2,
    metrics,
    alarms: createAlarms({ clock, metrics, onChange: alarmChanges.tell }),
    safety,
    tickerplants: rdbs.tickerplants,
    addGroup(group) {
      rdbs.addGroup(group);
      autoScaling.createGroup(group, {
        readyNodeCount: group.readyNodeCount ?? 0,
        launchedAtMs: nowMs() - READY_SINCE_MS,
      });
    },
    inject(fault) {
      if ('atMs' in fault) clock.schedule(fault.atMs, () => strike(fault, rdbs.tickerplants, autoScaling));
      else faults.add(fault);
    },
    onEvent: events.subscribe,
    onAutoScalingEvent: autoScalingEvents.subscribe,
    onAlarmChange: alarmChanges.subscribe,
    runUntil: clock.runUntil,
  };
  for (const fault of options.faults ?? []) world.inject(fault);
  return world;
}

/** The RDBs of all groups: what boots, subscribes, publishes and stops with its instance. */
function createRdbs(given: {
  clock: VirtualClock;
  metrics: MetricStore;
  faults: FaultScript;
  random: Random;
  tell: (event: WorldEvent) => void;
}) {
  const { clock, metrics, faults, random, tell } = given;
  const tickerplants = new Map<string, Tickerplant>();
  const groups = new Map<string, WorldGroup>();
  const optionsOf = (groupName: string): Partial<WorldGroup> => groups.get(groupName) ?? {};

  function addGroup(group: WorldGroup): void {
    groups.set(group.name, group);
    const tickerplant = createTickerplant(
      {
        groupName: group.name,
        memory: { ...DEFAULT_MEMORY, ...group.memory },
        rollThresholdPercent: group.rollThresholdPercent ?? ROLL_THRESHOLD_PERCENT,
        segments: group.segments ?? [],
        endOfDaysMs: group.endOfDaysMs ?? [],
        writeDownMs: group.writeDownMs ?? 0,
      },
      clock,
      tell,
    );
    tickerplants.set(group.name, tickerplant);
  }

  function booted(group: GroupState, { instanceId, launchNumber }: GroupInstance): void {
    tell({ kind: 'in-service', groupName: group.name, instanceId, atMs: clock.nowMs() });
    const tickerplant = tickerplants.get(group.name);
    const node = tickerplant?.nodes.get(instanceId);
    const struck = { groupName: group.name, instanceId, launchNumber };
    if (!tickerplant || !node || faults.find('never-reports', struck, clock.nowMs())) return;
    const telemetry = { ...DEFAULT_TELEMETRY, ...optionsOf(group.name).telemetry };
    node.stage = 'starting';
    node.neverEmpties = faults.find('never-empties', struck, clock.nowMs()) !== undefined;
    const replayMs = optionsOf(group.name).replayMs ?? 0;
    if (replayMs === 0) tickerplant.subscribe(node);
    else clock.schedule(clock.nowMs() + replayMs, () => tickerplant.subscribe(node));
    const phaseMs = random.integer({ min: 0, max: telemetry.periodMs - 1 });
    startPublishing({ clock, metrics, faults, telemetry, tickerplant, node, struck, phaseMs });
  }

  return {
    tickerplants,
    optionsOf,
    addGroup,
    launched(group: GroupState, { instanceId }: GroupInstance): void {
      tickerplants.get(group.name)?.add(instanceId);
      tell({ kind: 'launched', groupName: group.name, instanceId, atMs: clock.nowMs() });
    },
    booted,
    stopping(
      group: GroupState,
      { instanceId }: GroupInstance,
      why: Pick<Extract<WorldEvent, { kind: 'terminated' }>, 'by' | 'cause'>,
    ): void {
      const rows = tickerplants.get(group.name)?.remove(instanceId) ?? 0;
      const { by, cause } = why;
      tell({ kind: 'terminated', groupName: group.name, instanceId, atMs: clock.nowMs(), rows, by, cause });
    },
  };
}

/** Faults of a moment. One that finds no victim (no rolled node yet) does nothing. */
function strike(
  fault: Extract<Fault, { atMs: number }>,
  tickerplants: ReadonlyMap<string, Tickerplant>,
  autoScaling: AutoScaling,
): void {
  const tickerplant = tickerplants.get(fault.groupName);
  if (!tickerplant)
    throw new Error(`A fault names the group ${fault.groupName}, which the world does not have`);
  if (fault.kind === 'roll') {
    tickerplant.rollNow();
    return;
  }
  const instanceId =
    typeof fault.node === 'object'
      ? fault.node.instanceId
      : [...tickerplant.nodes.values()].find(({ stage }) => stage === fault.node)?.instanceId;
  if (instanceId !== undefined) autoScaling.failInstance(instanceId);
}

function createListeners<T>() {
  const listeners = new Set<(given: T) => void>();
  return {
    tell(given: T): void {
      for (const listener of listeners) listener(given);
    },
    subscribe(listener: (given: T) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
