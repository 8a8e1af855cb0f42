// The tickerplant of one group, as others see it: its nodes, its queue, who is live.
// How it rolls and ends its day is in create-tickerplant.ts.
import type { MemoryModel } from './memory-model.ts';
import { usedBytes, type RdbNode } from './rdb-node.ts';
import type { RowLedger } from './row-ledger.ts';
import type { Segment } from './stream.ts';

export interface TickerplantOptions {
  readonly groupName: string;
  readonly memory: MemoryModel;
  /** Percent of memory at which the live RDB unsubscribes. */
  readonly rollThresholdPercent: number;
  readonly segments: Iterable<Segment>;
  /** Ends of day, ms since the epoch, ascending. */
  readonly endOfDaysMs: Iterable<number>;
  /** How long rolled nodes are busy writing down, with their rows, after the end of day. */
  readonly writeDownMs: number;
  /** How long the node that takes over reads what is in the log only; 0: at once. */
  readonly logReplayMs: number;
  /** Messages that a replay of a dead live one's log leaves out: its log has a gap. */
  readonly replayMisses: number;
  /** Those that wait are dropped from the queue at the end of day, as KX's scripts do. */
  readonly endOfDayEmptiesQueue: boolean;
  /** Kept where somebody asks which rows are where. */
  readonly ledger?: RowLedger;
}

export interface Tickerplant {
  readonly groupName: string;
  readonly memory: MemoryModel;
  /** All nodes whose instances have not stopped, in order of launch. */
  readonly nodes: ReadonlyMap<string, RdbNode>;
  /** Which messages are where, in worlds that keep it. */
  readonly ledger?: RowLedger;
  /** `memory`: its own, if it differs from the group's. */
  add(instanceId: string, memory?: MemoryModel): RdbNode;
  /** A node that has started (and replayed) asks to be sent updates. */
  subscribe(node: RdbNode): void;
  /** A node that waits leaves the queue; any other stays what it is. */
  leave(node: RdbNode): void;
  /**
   * Its process ends, to be started again: its memory is lost. A live node's rows are replayed to the next one, a
   * rolled one's stay in a log of its own. It is `booting` until the caller starts it.
   */
  crash(node: RdbNode): void;
  /** A rolled node that crashed has read its own log back. */
  recover(node: RdbNode): void;
  /** Its instance stops. A live node's rows are replayed from the log to the next one. Returns its rows. */
  remove(instanceId: string): number;
  /** The live one unsubscribes now, full or not. `false` if nobody waits, and then nothing happens. */
  rollNow(): boolean;
  /** The day ends now, besides the ends that were planned. */
  endDayNow(): void;
  /** Its own process ends: what arrives waits with those who send it, and the RDBs keep what they have. */
  halt(): void;
  /** It is back, on the same log. */
  resume(): void;
  live(): RdbNode | undefined;
  queue(): readonly RdbNode[];
  /** Delivers what has arrived by now; call before looking at rows or memory. */
  bringUpToDate(): void;
  /** Messages that arrived while the live node was out of memory. */
  lostMessages(): number;
  /** Messages delivered so far. */
  deliveredMessages(): number;
}

/** Memory use as a share of all memory, percent. */
export function memoryPercent(memory: MemoryModel, node: RdbNode): number {
  return (100 * usedBytes(memory, node)) / (node.memory ?? memory).totalBytes;
}
