// The RDBs of all groups: what boots, subscribes, publishes and stops with its instance.
// Next: tickerplant.ts (one group's queue and rolls), publisher.ts (what a node says of itself).
import type { GroupInstance, GroupState } from '../aws/group-state.ts';
import type { MetricStore } from '../aws/metric-store.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { EndFault, FaultScript, StruckNode } from '../faults.ts';
import type { Random } from '../random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { WorldEvent } from '../world-events.ts';
import { DEFAULT_MEMORY, type MemoryModel } from './memory-model.ts';
import { DEFAULT_TELEMETRY, startPublishing, type Telemetry } from './publisher.ts';
import { isUp, type RdbNode } from './rdb-node.ts';
import type { Segment } from './stream.ts';
import { startWritingItem } from './item-writer.ts';
import type { ReportItems } from './report-items.ts';
import { createRowLedger } from './row-ledger.ts';
import { createTickerplant } from './create-tickerplant.ts';
import type { Tickerplant } from './tickerplant.ts';

/** A group's stream and RDBs. Default memory: KX's t3a.medium; nothing arrives without `segments`. */
export interface RdbOptions {
  readonly memory?: Partial<MemoryModel>;
  /** Another memory for what is launched at a moment, as when the instance type was changed. */
  readonly memoryOfLaunch?: (launchedAtMs: number) => MemoryModel | undefined;
  readonly rollThresholdPercent?: number;
  /** Pulled as time passes, so a year of them may be generated. */
  readonly segments?: Iterable<Segment>;
  readonly endOfDaysMs?: Iterable<number>;
  /** From launch to in service, when the RDB's process starts. */
  readonly bootMs?: number;
  /** From its process's start until it subscribes. */
  readonly replayMs?: number;
  readonly writeDownMs?: number;
  /**
   * A node that waits in the queue leaves it so long after its termination began, as the script of docs/kdb.md does;
   * or never does. Default: `LEAVES_QUEUE_AFTER_MS`.
   */
  readonly leavesQueue?: { readonly afterMs: number } | 'never';
  /** The tickerplant drops those that wait at the end of day, as KX's scripts do. Default: it keeps them. */
  readonly endOfDayEmptiesQueue?: boolean;
  /** How long the next node reads a dead live one's log, busy. Default: at once. */
  readonly logReplayMs?: number;
  /** How many of a dead live one's messages its log lacks, the oldest. Default: none. */
  readonly replayMisses?: number;
  /** The group whose server runs the tickerplant: while none is in service, what arrives waits with those who send it. */
  readonly tickerplantGroup?: string;
  /** Its servers run something else: nothing is queued, held or said there. */
  readonly hasRdbs?: false;
  readonly telemetry?: Partial<Telemetry>;
  /** Keeps which row is where, with its time: RDBs then answer from when to when they hold rows. Default: nobody asks. */
  readonly rowTimes?: true;
}

/** The script of docs/kdb.md looks every five seconds. */
export const LEAVES_QUEUE_AFTER_MS = 5 * SECOND_MS;

/** KX's setting. */
const ROLL_THRESHOLD_PERCENT = 80;

/** The RDBs of all groups: what boots, subscribes, publishes and stops with its instance. */
export function createRdbs(given: {
  clock: VirtualClock;
  metrics: MetricStore;
  items: ReportItems;
  faults: FaultScript;
  random: Random;
  tell: (event: WorldEvent) => void;
}) {
  const { clock, metrics, items, faults, random, tell } = given;
  const tickerplants = new Map<string, Tickerplant>();
  const groups = new Map<string, RdbOptions & { readonly name: string }>();
  const optionsOf = (groupName: string): Partial<RdbOptions> => groups.get(groupName) ?? {};

  function addGroup(group: RdbOptions & { readonly name: string }): void {
    groups.set(group.name, group);
    if (group.hasRdbs === false) return;
    const tickerplant = createTickerplant(
      {
        groupName: group.name,
        memory: { ...DEFAULT_MEMORY, ...group.memory },
        rollThresholdPercent: group.rollThresholdPercent ?? ROLL_THRESHOLD_PERCENT,
        segments: group.segments ?? [],
        endOfDaysMs: group.endOfDaysMs ?? [],
        writeDownMs: group.writeDownMs ?? 0,
        logReplayMs: group.logReplayMs ?? 0,
        replayMisses: group.replayMisses ?? 0,
        endOfDayEmptiesQueue: group.endOfDayEmptiesQueue ?? false,
        ...(group.rowTimes && { ledger: createRowLedger(clock.nowMs()) }),
      },
      clock,
      tell,
    );
    tickerplants.set(group.name, tickerplant);
  }

  /** Of all groups whose tickerplant runs there. */
  function fedBy(groupName: string): readonly Tickerplant[] {
    const fed = [...groups.values()].filter(({ tickerplantGroup }) => tickerplantGroup === groupName);
    return fed.flatMap(({ name }) => tickerplants.get(name) ?? []);
  }

  function booted(group: GroupState, { instanceId, launchNumber, instance }: GroupInstance): void {
    tell({ kind: 'in-service', groupName: group.name, instanceId, atMs: clock.nowMs() });
    for (const fed of fedBy(group.name)) fed.resume();
    const tickerplant = tickerplants.get(group.name);
    const node = tickerplant?.nodes.get(instanceId);
    const struck = { groupName: group.name, instanceId, launchNumber };
    if (!tickerplant || !node || faults.find('never-reports', struck, clock.nowMs())) return;
    node.stage = 'starting';
    node.neverEmpties = faults.find('never-empties', struck, clock.nowMs()) !== undefined;
    // A node that the world starts with is older than its group: it has replayed.
    const wasReady = instance.launchedAtMs < group.createdAtMs;
    const replayMs = wasReady ? 0 : (optionsOf(group.name).replayMs ?? 0);
    if (replayMs === 0) join(tickerplant, node);
    else clock.schedule(clock.nowMs() + replayMs, () => join(tickerplant, node));
    publish(tickerplant, node, struck);
  }

  function publish(tickerplant: Tickerplant, node: RdbNode, struck: StruckNode): void {
    const telemetry = { ...DEFAULT_TELEMETRY, ...optionsOf(struck.groupName).telemetry };
    const phaseMs = random.integer({ min: 0, max: telemetry.periodMs - 1 });
    const sender = { clock, metrics, faults, telemetry, tickerplant, node, struck, phaseMs };
    if (telemetry.writesItem) startWritingItem({ ...sender, items });
    else startPublishing(sender);
  }

  /** Its process ends and is started again, `downMs` later or when told to; then it replays, as at its first start. */
  function restart(struck: StruckNode & { readonly instanceId: string }, downMs: number): EndFault {
    const { groupName, instanceId } = struck;
    const tickerplant = tickerplants.get(groupName);
    const node = tickerplant?.nodes.get(instanceId);
    if (!tickerplant || !node || !isUp(node)) return () => undefined;
    let isDown = true;
    tickerplant.crash(node);
    tell({ kind: 'restarted', groupName, instanceId, atMs: clock.nowMs() });
    const startAgain = (): void => {
      if (!isDown || node.stage !== 'booting') return;
      isDown = false;
      node.stage = 'starting';
      publish(tickerplant, node, struck);
      // One that was starting still may join as its first start ends, if its process is up again by then.
      clock.schedule(clock.nowMs() + (optionsOf(groupName).replayMs ?? 0), () => {
        if (node.logRows > 0) tickerplant.recover(node);
        else join(tickerplant, node);
      });
    };
    clock.schedule(clock.nowMs() + downMs, startAgain);
    return startAgain;
  }

  /** What starts on a server that is known to be terminated does not subscribe: docs/kdb.md asks it of every RDB. */
  function join(tickerplant: Tickerplant, node: RdbNode): void {
    if (node.isMarked && node.stage === 'starting') node.stage = 'flushed';
    else tickerplant.subscribe(node);
  }

  /** The server's script sees its termination some time after it began, and leaves a mark, which stays. */
  function leaveQueue(tickerplant: Tickerplant, node: RdbNode): void {
    const { leavesQueue = { afterMs: LEAVES_QUEUE_AFTER_MS } } = optionsOf(tickerplant.groupName);
    if (leavesQueue === 'never') return;
    clock.schedule(clock.nowMs() + leavesQueue.afterMs, () => {
      node.isMarked = true;
      if (node.stage === 'queued') tickerplant.leave(node);
    });
  }

  return {
    tickerplants,
    optionsOf,
    addGroup,
    launched(group: GroupState, { instanceId, instance }: GroupInstance): void {
      const { memoryOfLaunch } = optionsOf(group.name);
      tickerplants.get(group.name)?.add(instanceId, memoryOfLaunch?.(instance.launchedAtMs));
      tell({ kind: 'launched', groupName: group.name, instanceId, atMs: clock.nowMs() });
    },
    booted,
    restart,
    terminating(
      group: GroupState,
      { instanceId }: GroupInstance,
      why: Pick<Extract<WorldEvent, { kind: 'terminating' }>, 'by' | 'cause'>,
    ): void {
      const { by, cause } = why;
      tell({ kind: 'terminating', groupName: group.name, instanceId, atMs: clock.nowMs(), by, cause });
      const tickerplant = tickerplants.get(group.name);
      const node = tickerplant?.nodes.get(instanceId);
      if (!tickerplant || !node || node.isTerminating) return;
      node.isTerminating = true;
      leaveQueue(tickerplant, node);
    },
    stopping(
      group: GroupState,
      { instanceId }: GroupInstance,
      why: Pick<Extract<WorldEvent, { kind: 'terminated' }>, 'by' | 'cause'>,
    ): void {
      const tickerplant = tickerplants.get(group.name);
      tickerplant?.bringUpToDate();
      for (const fed of fedBy(group.name)) fed.halt();
      const stage = tickerplant?.nodes.get(instanceId)?.stage ?? 'gone';
      const wasNext = tickerplant?.queue()[0]?.instanceId === instanceId;
      const rows = tickerplant?.remove(instanceId) ?? 0;
      tell({
        kind: 'terminated',
        groupName: group.name,
        instanceId,
        atMs: clock.nowMs(),
        rows,
        stage,
        wasNext,
        by: why.by,
        cause: why.cause,
      });
    },
  };
}
