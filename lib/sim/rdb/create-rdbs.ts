// The RDBs of all groups: what boots, subscribes, publishes and stops with its instance.
// Next: tickerplant.ts (one group's queue and rolls), publisher.ts (what a node says of itself).
import type { GroupInstance, GroupState } from '../aws/group-state.ts';
import type { MetricStore } from '../aws/metric-store.ts';
import type { FaultScript } from '../faults.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { WorldEvent } from '../world-events.ts';
import { DEFAULT_MEMORY, type MemoryModel } from './memory-model.ts';
import { DEFAULT_TELEMETRY, startPublishing, type Telemetry } from './publisher.ts';
import type { Segment } from './stream.ts';
import { createTickerplant } from './create-tickerplant.ts';
import type { Tickerplant } from './tickerplant.ts';

/** A group's stream and RDBs. Default memory: KX's t3a.medium; nothing arrives without `segments`. */
export interface RdbOptions {
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
}

/** KX's setting. */
const ROLL_THRESHOLD_PERCENT = 80;

/** The RDBs of all groups: what boots, subscribes, publishes and stops with its instance. */
export function createRdbs(given: {
  clock: VirtualClock;
  metrics: MetricStore;
  faults: FaultScript;
  random: Random;
  tell: (event: WorldEvent) => void;
}) {
  const { clock, metrics, faults, random, tell } = given;
  const tickerplants = new Map<string, Tickerplant>();
  const groups = new Map<string, RdbOptions & { readonly name: string }>();
  const optionsOf = (groupName: string): Partial<RdbOptions> => groups.get(groupName) ?? {};

  function addGroup(group: RdbOptions & { readonly name: string }): void {
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

  function booted(group: GroupState, { instanceId, launchNumber, instance }: GroupInstance): void {
    tell({ kind: 'in-service', groupName: group.name, instanceId, atMs: clock.nowMs() });
    const tickerplant = tickerplants.get(group.name);
    const node = tickerplant?.nodes.get(instanceId);
    const struck = { groupName: group.name, instanceId, launchNumber };
    if (!tickerplant || !node || faults.find('never-reports', struck, clock.nowMs())) return;
    const telemetry = { ...DEFAULT_TELEMETRY, ...optionsOf(group.name).telemetry };
    node.stage = 'starting';
    node.neverEmpties = faults.find('never-empties', struck, clock.nowMs()) !== undefined;
    // A node that the world starts with is older than its group: it has replayed.
    const wasReady = instance.launchedAtMs < group.createdAtMs;
    const replayMs = wasReady ? 0 : (optionsOf(group.name).replayMs ?? 0);
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
