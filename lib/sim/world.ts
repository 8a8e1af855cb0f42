// The simulated world: Auto Scaling, EC2 and CloudWatch on a virtual clock, with RDBs that fill from a trace.
// Seeded and deterministic: the same options give the same day, to the byte. Nothing in here sleeps.
// Next: run-day.ts (drives a day), sim-fleet.ts and its siblings (our ports over it), aws/auto-scaling.ts.
import { HOUR_MS, MINUTE_MS } from '../core/units.ts';
import type { AlarmChange, Alarms } from './aws/alarms.ts';
import type { AutoScalingEvent } from './aws/auto-scaling-context.ts';
import type { AutoScaling } from './aws/auto-scaling.ts';
import { createAlarms } from './aws/create-alarms.ts';
import { createAutoScaling } from './aws/auto-scaling/create-auto-scaling.ts';
import { createCallGate, type CallGate } from './aws/call-gate.ts';
import type { GroupSpec } from './aws/group-state.ts';
import { createEc2, type Ec2 } from './aws/instances.ts';
import { createMetricStore, type MetricStore } from './aws/metric-store.ts';
import {
  createNetworkInterfaces,
  type InterfaceSpec,
  type NetworkInterfaces,
} from './aws/ec2/network-interfaces.ts';
import { createKinesis } from './kinesis/create-kinesis.ts';
import type { Kinesis, KinesisOptions } from './kinesis/kinesis.ts';
import { createMemoryDb } from './memorydb/create-memorydb.ts';
import type { MemoryDb, MemoryDbOptions } from './memorydb/memorydb.ts';
import { createFaultScript, type EndFault, type Fault, type FaultScript } from './faults.ts';
import { createRandom, type Random } from './random.ts';
import { createRdbs, type RdbOptions } from './rdb/create-rdbs.ts';
import { createReportItems, type ReportItems } from './rdb/report-items.ts';
import type { Tickerplant } from './rdb/tickerplant.ts';
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
  readonly networkInterfaces: Pick<NetworkInterfaces, 'list'>;
  readonly metrics: MetricStore;
  /** What nodes write of themselves into the state table. */
  readonly reportItems: Pick<ReportItems, 'read'>;
  readonly alarms: Alarms;
  readonly kinesis: Kinesis;
  readonly memoryDb: MemoryDb;
  readonly safety: SafetyRecord;
  /** By the name of the group of RDBs. */
  readonly tickerplants: ReadonlyMap<string, Tickerplant>;
  /** A group, with a queue of its tickerplant and RDBs of its own unless it says otherwise. */
  addGroup(options: WorldGroup): void;
  inject(fault: Fault): EndFault;
  /** Faults that stand; those of a moment are not among them. */
  readonly faults: Pick<FaultScript, 'find'>;
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
  readonly kinesis?: KinesisOptions;
  readonly memoryDb?: MemoryDbOptions;
}

/** Nodes that a world starts with were launched so long before. */
const READY_SINCE_MS = HOUR_MS;
const BOOT_MS = MINUTE_MS;

/** A group and its RDBs. */
export interface WorldGroup extends GroupSpec, RdbOptions {
  /** That many nodes are in service from the start, the first live, the others queued. */
  readonly readyNodeCount?: number;
  /** The interface that its server attaches once it is in service, and leaves when it ends. */
  readonly keptInterface?: InterfaceSpec;
}

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
  const networkInterfaces = createNetworkInterfaces(nowMs);
  const { record: safety, listen } = createSafetyRecord();
  events.subscribe(listen);
  const reportItems = createReportItems();
  const rdbs = createRdbs({
    clock,
    metrics,
    items: reportItems,
    faults,
    random: random.fork('rdbs'),
    tell: events.tell,
  });
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
      bootMs(group, launchNumber) {
        const launch = { groupName: group.name, launchNumber };
        if (faults.find('stays-pending', launch, nowMs())) return Number.POSITIVE_INFINITY;
        const extraMs = faults.find('slow-boot', launch, nowMs())?.extraMs ?? 0;
        return (rdbs.optionsOf(group.name).bootMs ?? BOOT_MS) + extraMs;
      },
    },
  });
  const world: World = {
    seed,
    clock,
    random: random.fork('others'),
    calls: createCallGate(nowMs),
    autoScaling,
    ec2,
    networkInterfaces,
    metrics,
    reportItems,
    alarms: createAlarms({ clock, metrics, onChange: alarmChanges.tell }),
    kinesis: createKinesis({ clock, metrics }, options.kinesis),
    memoryDb: createMemoryDb({ clock, metrics }, options.memoryDb),
    safety,
    faults,
    tickerplants: rdbs.tickerplants,
    addGroup(group) {
      rdbs.addGroup(group);
      const { name, keptInterface } = group;
      if (keptInterface) {
        networkInterfaces.add(keptInterface);
        events.subscribe((event) => {
          if (event.groupName !== name) return;
          if (event.kind === 'in-service')
            networkInterfaces.attach(keptInterface.interfaceId, event.instanceId);
          if (event.kind === 'terminated') networkInterfaces.detachFrom(event.instanceId);
        });
      }
      autoScaling.createGroup(group, {
        readyNodeCount: group.readyNodeCount ?? 0,
        launchedAtMs: nowMs() - READY_SINCE_MS,
      });
    },
    inject(fault) {
      if (!('atMs' in fault)) return faults.add(fault);
      let end: EndFault = () => undefined;
      clock.schedule(fault.atMs, () => {
        end = strike(fault, rdbs, autoScaling);
      });
      return () => end();
    },
    onEvent: events.subscribe,
    onAutoScalingEvent: autoScalingEvents.subscribe,
    onAlarmChange: alarmChanges.subscribe,
    runUntil: clock.runUntil,
  };
  for (const fault of options.faults ?? []) world.inject(fault);
  return world;
}

/** Faults of a moment. One that finds no victim (no rolled node yet) does nothing. */
function strike(
  fault: Extract<Fault, { atMs: number }>,
  rdbs: Pick<ReturnType<typeof createRdbs>, 'tickerplants' | 'restart'>,
  autoScaling: AutoScaling,
): EndFault {
  const isOver: EndFault = () => undefined;
  const { groupName } = fault;
  const tickerplant = rdbs.tickerplants.get(groupName);
  if (!tickerplant && !autoScaling.describeGroups([groupName])[0])
    throw new Error(`A fault names the group ${groupName}, which the world does not have`);
  if (fault.kind === 'roll') {
    tickerplant?.rollNow();
    return isOver;
  }
  const instanceId =
    typeof fault.node === 'object'
      ? fault.node.instanceId
      : [...(tickerplant?.nodes.values() ?? [])].find(({ stage }) => stage === fault.node)?.instanceId;
  if (instanceId === undefined) return isOver;
  if (fault.kind === 'node-restarts') return rdbs.restart({ groupName, instanceId }, fault.downMs);
  autoScaling.failInstance(instanceId);
  return isOver;
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
