// Counts the spares a group has. Presumes: a booting node will wait in the queue. Proof presumes nothing.
import { activeNodes } from '../domain/group.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { DAY_MS } from '../domain/units.ts';
import { BLIND_GRACE_MS, SUSPECT_AFTER_LEAD_TIMES, SUSPECTS_REPLACED_MAX } from './limits.ts';
import type { RoledNode, Roles } from './roles.ts';
import { bornAtMs } from './roles.ts';

export interface Spares {
  /** In service, empty, waiting in the queue. */
  readonly queued: readonly RoledNode[];
  /** Booting, or asked for and not there yet. */
  readonly launchingCount: number;
  /** Should have reported by now and have not. */
  readonly suspects: readonly RoledNode[];
  /** Suspects counted all the same, so that they are replaced at most once. */
  readonly presumedCount: number;
  /** queued + launching + presumed. */
  readonly have: number;
}

/** Spares of a group at one moment, by the design's counting rules. */
export function countSpares(snapshot: Snapshot, roles: Roles, leadTimeMs: number, nowMs: number): Spares {
  const active = activeNodes(snapshot.group);
  const inService = roles.nodes.filter((n) => n.node.stage === 'in-service');
  const queued = inService.filter((n) => n.role === 'queued');
  const silent = inService.filter((n) => n.report === undefined);
  const isLate = (n: RoledNode) => isSuspect(n, leadTimeMs, nowMs);
  const suspects = silent.filter(isLate);
  const waitedFor = silent.filter((n) => !isLate(n) && mayBeSpare(n));
  const pending = active.filter((node) => node.stage === 'pending');
  const missingCount = Math.max(0, snapshot.group.desiredCapacity - active.length);
  const launchingCount = pending.length + waitedFor.length + missingCount;
  const presumedCount = countPresumed(inService, suspects, nowMs);
  return {
    queued,
    launchingCount,
    suspects,
    presumedCount,
    have: queued.length + launchingCount + presumedCount,
  };
}

/** Never reported for twice the lead time since launch, or fell silent for longer than the blind grace. */
function isSuspect({ memory }: RoledNode, leadTimeMs: number, nowMs: number): boolean {
  if (memory?.observedAtMs !== undefined) return nowMs - memory.observedAtMs > BLIND_GRACE_MS;
  return memory !== undefined && nowMs - bornAtMs(memory) > SUSPECT_AFTER_LEAD_TIMES * leadTimeMs;
}

/** It was never seen live and held no rows when last heard of. */
function mayBeSpare({ memory }: RoledNode): boolean {
  return memory?.everLive !== true && (memory?.rows ?? 0) === 0;
}

/**
 * A suspect is not counted, and so replaced. If its replacement falls silent too, the fault is not the
 * node's: in a run of suspects newer than every node that reports, only the first goes uncounted. So
 * silence, of however many nodes, costs one launch. Where nodes speak up and fall silent one after the
 * other, no more than a few are replaced in a day: people must look.
 */
function countPresumed(
  inService: readonly RoledNode[],
  suspects: readonly RoledNode[],
  nowMs: number,
): number {
  const newestReportingMs = Math.max(
    0,
    ...inService.filter((n) => n.report !== undefined).map((n) => bornAtMs(n.memory)),
  );
  const possible = suspects.filter(mayBeSpare);
  const run = possible.filter((n) => bornAtMs(n.memory) > newestReportingMs);
  const today = possible.filter((n) => nowMs - heardOfAtMs(n) <= DAY_MS);
  return Math.max(0, run.length - 1, today.length - SUSPECTS_REPLACED_MAX);
}

/** When it was last heard of; a node that never reported, when it came to be. */
function heardOfAtMs({ memory }: RoledNode): number {
  return memory?.observedAtMs ?? bornAtMs(memory);
}
