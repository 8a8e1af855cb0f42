// The tickerplant of one group: who is live, who waits, when it rolls, and the end of day, as in KX's scheme.
//
//   subscribe ──> queued ──first in queue, when the live one unsubscribes──> live ──roll threshold──> rolled
//                                                        live ──end of day──> live, rows 0
//                                                        rolled ──end of day, written down──> flushed
//
// Source: KX, "Auto Scaling for a kdb+ realtime database", https://code.kx.com/q/cloud/autoscale/.
// Time passes by crossings only: the moment at which the live node reaches the next threshold is computed
// anew whenever the rate or the live node changes.
import { cancelTimer, type Timer, type VirtualClock } from '../virtual-clock.ts';
import type { WorldEvent } from '../world-events.ts';
import { rowsAtMemory, type MemoryModel } from './memory-model.ts';
import { createRdbNode, flushNode, isUp, usedBytes, type RdbNode } from './rdb-node.ts';
import { createLogReplay } from './log-replay.ts';
import { createStream } from './stream.ts';
import type { Tickerplant, TickerplantOptions } from './tickerplant.ts';

/** What a node takes until it rolls, and until it is full. */
interface Limits {
  readonly rollBytes: number;
  readonly rollRows: number;
  readonly fullRows: number;
}

export function createTickerplant(
  options: TickerplantOptions,
  clock: VirtualClock,
  tell: (event: WorldEvent) => void,
): Tickerplant {
  const { groupName, memory, ledger } = options;
  const stream = createStream(options.segments);
  const endOfDays = options.endOfDaysMs[Symbol.iterator]();
  const limits = new Map<MemoryModel, Limits>();
  const nodes = new Map<string, RdbNode>();
  const queue: RdbNode[] = [];
  let live: RdbNode | undefined;
  /** In the tickerplant's log only: arrived while nobody was live, or lost with a live node that died. */
  let logOnly = 0;
  let lost = 0;
  let delivered = 0;
  /** Arrived while the tickerplant itself was down. */
  let held = 0;
  let isDown = false;
  let crossing: Timer | undefined;
  const replay = createLogReplay({ clock, durationMs: options.logReplayMs, deliver: deliverReplayed });

  function limitsOf(node: RdbNode): Limits {
    const model = node.memory ?? memory;
    const known = limits.get(model);
    if (known) return known;
    const rollBytes = (model.totalBytes * options.rollThresholdPercent) / 100;
    const found = {
      rollBytes,
      rollRows: rowsAtMemory(model, rollBytes),
      fullRows: rowsAtMemory(model, model.totalBytes),
    };
    limits.set(model, found);
    return found;
  }

  function bringUpToDate(): void {
    const taken = stream.take(clock.nowMs());
    if (isDown) {
      held += taken;
      return;
    }
    const arrived = taken + held;
    held = 0;
    ledger?.arrive(arrived, clock.nowMs());
    if (arrived === 0) return;
    delivered += arrived;
    if (live) deliver(live, arrived);
    else logOnly += arrived;
  }

  function deliver(node: RdbNode, messageCount: number): void {
    const room = Math.max(0, limitsOf(node).fullRows - node.rows);
    const kept = Math.min(messageCount, room);
    node.rows += kept;
    node.updates += kept;
    lost += messageCount - kept;
    ledger?.deliver(node.instanceId, { sent: messageCount, kept });
  }

  function deliverReplayed(node: RdbNode, messageCount: number): void {
    bringUpToDate();
    deliver(node, messageCount);
    follow();
  }

  /** Acts on thresholds already reached, then waits for the next one. Ends every change. */
  function follow(): void {
    cancelTimer(crossing);
    crossing = undefined;
    if (live && !live.late && isDueToRoll(live) && !roll()) startLate(live);
    if (live?.late && !live.isOutOfMemory && live.rows >= limitsOf(live).fullRows) runOutOfMemory(live);
    if (!live || live.isOutOfMemory) return;
    const { fullRows, rollRows } = limitsOf(live);
    const missing = (live.late ? fullRows : rollRows) - live.rows;
    const whenMs = stream.whenTaken(missing);
    if (whenMs === undefined) return;
    crossing = clock.schedule(Math.max(whenMs, clock.nowMs() + 1), () => {
      bringUpToDate();
      follow();
    });
  }

  function isDueToRoll(node: RdbNode): boolean {
    const { rollBytes, rollRows } = limitsOf(node);
    return node.rows >= rollRows || (memory.keepsHeap && usedBytes(memory, node) >= rollBytes);
  }

  /** The next in the queue becomes live; repeated while a replayed log fills one after the other. */
  function roll(): boolean {
    if (!live || queue.length === 0) return false;
    const left = live;
    endLate(left);
    logOnly += replay.breakOff();
    left.stage = left.rows > 0 ? 'rolled' : 'flushed';
    live = undefined;
    tell({ kind: 'rolled', groupName, instanceId: left.instanceId, atMs: clock.nowMs(), rows: left.rows });
    promote();
    return true;
  }

  function promote(): void {
    const next = queue.shift();
    if (!next) return;
    live = next;
    next.stage = 'live';
    next.liveSinceMs = clock.nowMs();
    tell({ kind: 'live', groupName, instanceId: next.instanceId, atMs: clock.nowMs() });
    // A full node unsubscribes in the middle of the replay, if somebody waits.
    const replayed = queue.length > 0 ? Math.min(logOnly, limitsOf(next).rollRows) : logOnly;
    logOnly -= replayed;
    if (options.logReplayMs === 0) deliver(next, replayed);
    else replay.start(next, replayed);
    if (isDueToRoll(next) && queue.length > 0) roll();
  }

  function startLate(node: RdbNode): void {
    const atMs = clock.nowMs();
    node.late = { groupName, instanceId: node.instanceId, atMs };
    tell({ kind: 'late-roll', groupName, instanceId: node.instanceId, atMs, late: node.late });
  }

  function endLate(node: RdbNode): void {
    if (node.late) node.late.endedAtMs = clock.nowMs();
    node.late = undefined;
  }

  function runOutOfMemory(node: RdbNode): void {
    node.isOutOfMemory = true;
    tell({ kind: 'out-of-memory', groupName, instanceId: node.instanceId, atMs: clock.nowMs() });
  }

  function scheduleSegment(): void {
    const startMs = stream.nextStartMs();
    if (startMs === undefined) return;
    clock.schedule(startMs, () => {
      stream.advance();
      bringUpToDate();
      scheduleSegment();
      follow();
    });
  }

  function scheduleEndOfDay(): void {
    const next = endOfDays.next();
    if (next.done) return;
    clock.schedule(next.value, () => {
      endDayNow();
      scheduleEndOfDay();
    });
  }

  function endDayNow(): void {
    bringUpToDate();
    endDay();
    follow();
  }

  /** The live node starts its new day at once; rolled ones are flushed once written down. */
  function endDay(): void {
    const nowMs = clock.nowMs();
    tell({ kind: 'end-of-day', groupName, atMs: nowMs });
    replay.breakOff();
    logOnly = 0;
    ledger?.endDay();
    if (options.endOfDayEmptiesQueue) for (const node of [...queue]) leave(node);
    const doneMs = nowMs + options.writeDownMs;
    if (live) {
      endLate(live);
      flushNode(memory, live);
      ledger?.flush(live.instanceId);
      live.busyUntilMs = doneMs;
    }
    const rolled = [...nodes.values()].filter(
      ({ stage, neverEmpties }) => stage === 'rolled' && !neverEmpties,
    );
    for (const node of rolled) node.busyUntilMs = doneMs;
    if (options.writeDownMs === 0) rolled.forEach(flushRolled);
    else clock.schedule(doneMs, () => rolled.forEach(flushRolled));
  }

  function leave(node: RdbNode): void {
    if (!queue.includes(node)) return;
    queue.splice(queue.indexOf(node), 1);
    node.stage = 'flushed';
    tell({ kind: 'left-queue', groupName, instanceId: node.instanceId, atMs: clock.nowMs() });
  }

  /** The live node is no more: what it held is replayed from the log to the next one. */
  function loseLive(node: RdbNode): void {
    endLate(node);
    live = undefined;
    const missed = Math.min(options.replayMisses, node.rows);
    logOnly += node.rows - missed + replay.breakOff();
    lost += missed;
    ledger?.lose(node.instanceId, missed);
    promote();
  }

  function flushRolled(node: RdbNode): void {
    if (node.stage !== 'rolled') return;
    flushNode(memory, node);
    ledger?.flush(node.instanceId);
    node.stage = 'flushed';
    tell({ kind: 'flushed', groupName, instanceId: node.instanceId, atMs: clock.nowMs() });
  }

  scheduleSegment();
  scheduleEndOfDay();

  return {
    groupName,
    memory,
    nodes,
    ...(ledger && { ledger }),
    add(instanceId, own) {
      const node = createRdbNode(instanceId, own);
      nodes.set(instanceId, node);
      return node;
    },
    subscribe(node) {
      if (node.stage !== 'starting') return;
      bringUpToDate();
      node.stage = 'queued';
      queue.push(node);
      tell({ kind: 'queued', groupName, instanceId: node.instanceId, atMs: clock.nowMs() });
      if (!live) promote();
      else if (live.late) roll();
      follow();
    },
    leave(node) {
      bringUpToDate();
      leave(node);
      follow();
    },
    crash(node) {
      if (!isUp(node)) return;
      bringUpToDate();
      if (queue.includes(node)) queue.splice(queue.indexOf(node), 1);
      if (node.stage === 'rolled') node.logRows = node.rows;
      if (node === live) loseLive(node);
      Object.assign(node, { stage: 'booting', rows: 0, heapBytes: 0, busyUntilMs: 0, updates: 0 });
      node.isOutOfMemory = false;
      follow();
    },
    recover(node) {
      if (node.stage !== 'starting') return;
      node.rows = node.logRows;
      node.logRows = 0;
      node.stage = 'rolled';
    },
    remove(instanceId) {
      const node = nodes.get(instanceId);
      if (!node) return 0;
      bringUpToDate();
      nodes.delete(instanceId);
      const rows = node.rows + node.logRows;
      if (queue.includes(node)) queue.splice(queue.indexOf(node), 1);
      if (node === live) loseLive(node);
      ledger?.flush(instanceId);
      node.stage = 'gone';
      follow();
      return rows;
    },
    rollNow() {
      bringUpToDate();
      const rolled = roll();
      follow();
      return rolled;
    },
    endDayNow,
    halt() {
      bringUpToDate();
      isDown = true;
    },
    resume() {
      if (!isDown) return;
      bringUpToDate();
      isDown = false;
      bringUpToDate();
      follow();
    },
    live: () => live,
    queue: () => queue,
    bringUpToDate,
    lostMessages: () => lost,
    deliveredMessages: () => delivered,
  };
}
