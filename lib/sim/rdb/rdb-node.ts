// One RDB process: its rows, its memory, its place in the tickerplant's scheme.
// Who may be what, and when, is decided in tickerplant.ts.
import { memoryOfRows, type MemoryModel } from './memory-model.ts';

/**
 * `booting`: its process does not run yet. `starting`: it runs, and replays before it subscribes.
 * `queued`, `live`, `rolled`, `flushed`: see the glossary. `gone`: its instance has stopped.
 */
export type RdbStage = 'booting' | 'starting' | 'queued' | 'live' | 'rolled' | 'flushed' | 'gone';

/** Mutable, owned by its tickerplant. */
export interface RdbNode {
  readonly instanceId: string;
  /** Its own, where it is of another size than its group's others. */
  readonly memory?: MemoryModel;
  stage: RdbStage;
  /** Rows in the subscribed tables; whole where the trace's counts are. */
  rows: number;
  /** The most memory held since the last flush that gave memory back. */
  heapBytes: number;
  busyUntilMs: number;
  /** Messages received since its process started. */
  updates: number;
  liveSinceMs?: number;
  /** Its roll found nobody waiting; open until it rolls or is flushed. */
  late?: LateRoll | undefined;
  /** It is full: it keeps what it has, and what arrives is lost. */
  isOutOfMemory: boolean;
  /** A fault: it is never flushed. */
  neverEmpties: boolean;
  /** Rows that its own log holds and that its process, just restarted, has not read back yet. */
  logRows: number;
  /** Its instance is on its way out: what its script can see in the metadata. */
  isTerminating: boolean;
  /** Its script has seen so. */
  isMarked: boolean;
}

/** A roll that came too late: from the threshold until the roll, or the end of day. */
export interface LateRoll {
  readonly groupName: string;
  readonly instanceId: string;
  readonly atMs: number;
  endedAtMs?: number;
}

export function createRdbNode(instanceId: string, memory?: MemoryModel): RdbNode {
  return {
    instanceId,
    ...(memory && { memory }),
    stage: 'booting',
    rows: 0,
    heapBytes: 0,
    busyUntilMs: 0,
    updates: 0,
    isOutOfMemory: false,
    neverEmpties: false,
    logRows: 0,
    isTerminating: false,
    isMarked: false,
  };
}

/** Memory in use, bytes; never more than there is. */
export function usedBytes(groupModel: MemoryModel, node: RdbNode): number {
  const model = node.memory ?? groupModel;
  const rowsBytes = memoryOfRows(model, node.rows);
  return Math.min(model.totalBytes, model.keepsHeap ? Math.max(rowsBytes, node.heapBytes) : rowsBytes);
}

/** Whether its process runs, so that it reports. */
export function isUp({ stage }: RdbNode): boolean {
  return stage !== 'booting' && stage !== 'gone';
}

/** Drops the rows; the heap stays with the process if the model says so. */
export function flushNode(model: MemoryModel, node: RdbNode): void {
  if (model.keepsHeap) node.heapBytes = usedBytes(model, node);
  node.rows = 0;
  node.isOutOfMemory = false;
}
