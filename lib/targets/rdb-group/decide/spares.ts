// Counts the spares a group has. Presumes: a booting node will wait in the queue. Proof presumes nothing.
import { activeNodes } from '../domain/group.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { DAY_MS } from '../../../core/units.ts';
import { BLIND_GRACE_MS, SUSPECT_AFTER_LEAD_TIMES, SUSPECTS_REPLACED_MAX } from './limits.ts';
import { reportDelayMs } from './freshness.ts';
import { waitedForSince } from './learn/learn-missing.ts';
import type { RoledNode, Roles } from './roles.ts';
import { bornAtMs } from './roles.ts';

export interface Spares {
  /** In service, empty, waiting in the queue. */
  readonly queued: readonly RoledNode[];
  /** Those of them of which nobody knows whether they still wait: they count, and are not relied upon when a roll is near. */
  readonly doubted: readonly RoledNode[];
  /** Booting, replaying, or asked for and not there yet. */
  readonly launchingCount: number;
  /** Nodes that should be in service, or have reported, by now. */
  readonly suspects: readonly RoledNode[];
  /** Capacity asked for that should have come by now. */
  readonly missingSuspectCount: number;
  /** Suspects counted all the same, so that they are replaced at most once. */
  readonly presumedCount: number;
  /** queued + launching + presumed. */
  readonly have: number;
}

/** One that should have been there, or reported, by now: a node in any stage, or capacity that does not come. */
interface Suspect {
  readonly bornAtMs: number;
  readonly heardOfAtMs: number;
}

/**
 * Spares of a group at one moment, by the rules of counting in ARCHITECTURE.md. `reportedAfterMs`: from asking for a node until
 * it should have said that it waits.
 */
export function countSpares(
  snapshot: Snapshot,
  roles: Roles,
  reportedAfterMs: number,
  nowMs: number,
): Spares {
  const ofStage = (stage: string) => roles.nodes.filter((n) => n.node.stage === stage);
  const inService = ofStage('in-service');
  const queued = inService.filter((n) => n.role === 'queued' && !n.isJoining);
  const waitedFor = [
    ...ofStage('pending'),
    ...inService.filter((n) => n.report === undefined),
    ...inService.filter((n) => n.isJoining),
  ];
  // What a node said, or first said, is shown so much later.
  const heardUntilMs = nowMs - reportDelayMs(snapshot.learned);
  const knownUntilMs = ({ node }: RoledNode) => (node.stage === 'pending' ? nowMs : heardUntilMs);
  const isLate = (n: RoledNode) => isSuspect(n, reportedAfterMs, knownUntilMs(n));
  const suspects = waitedFor.filter(isLate);
  const comingCount = waitedFor.filter((n) => !isLate(n) && mayBeSpare(n)).length;
  const missing = missingSince(snapshot, nowMs);
  const missingLate = missing.filter(
    (sinceMs) => nowMs - sinceMs > SUSPECT_AFTER_LEAD_TIMES * reportedAfterMs,
  );
  const launchingCount = comingCount + missing.length - missingLate.length;
  const possible = [
    ...suspects.filter(mayBeSpare).map(({ learned }): Suspect => ({
      bornAtMs: bornAtMs(learned),
      // When it was last heard of; a node that never reported, when it came to be.
      heardOfAtMs: learned?.last?.observedAtMs ?? bornAtMs(learned),
    })),
    ...missingLate.map((sinceMs): Suspect => ({ bornAtMs: sinceMs, heardOfAtMs: sinceMs })),
  ];
  const presumedCount = countPresumed(inService, possible, nowMs);
  return {
    queued,
    doubted: queued.filter(({ isDoubted }) => isDoubted === true),
    launchingCount,
    suspects,
    missingSuspectCount: missingLate.length,
    presumedCount,
    have: queued.length + launchingCount + presumedCount,
  };
}

/** Since when each node that is desired and not there has been missing; one of which nothing is known, since now. */
function missingSince({ group, learned }: Snapshot, nowMs: number): readonly number[] {
  const missingCount = Math.max(0, group.desiredCapacity - activeNodes(group).length);
  const known = learned.launches.missingSinceMs ?? [];
  return Array.from({ length: missingCount }, (_, i) => known[i] ?? nowMs);
}

/** Waited for, not in service or never reported, for twice the lead time; or fell silent for longer than the blind grace. */
function isSuspect({ learned, report }: RoledNode, reportedAfterMs: number, nowMs: number): boolean {
  if (learned?.last !== undefined && report === undefined)
    return nowMs - learned.last.observedAtMs > BLIND_GRACE_MS;
  if (learned === undefined) return false;
  const sinceMs = learned.last === undefined ? waitedForSince(learned) : bornAtMs(learned);
  return nowMs - sinceMs > SUSPECT_AFTER_LEAD_TIMES * reportedAfterMs;
}

/**
 * It has had no turn, and held no rows when last heard of, or replays its log and will hold none. One that had waited
 * in the queue and said that it does no more has been emptied with it.
 */
function mayBeSpare({ learned, isJoining }: RoledNode): boolean {
  if (learned?.queue?.everQueued && learned.last?.queued === false) return false;
  if (learned?.turn?.unseen) return false;
  return learned?.turn?.everLive !== true && (isJoining === true || (learned?.last?.rows ?? 0) === 0);
}

/**
 * A suspect is not counted, and so replaced. If its replacement falls silent too, the fault is not the
 * node's: in a run of suspects newer than every node that reports, only the first goes uncounted. So
 * silence, of however many nodes, costs one launch. Where nodes speak up and fall silent one after the
 * other, no more than a few are replaced in a day: people must look.
 */
function countPresumed(inService: readonly RoledNode[], possible: readonly Suspect[], nowMs: number): number {
  const newestReportingMs = Math.max(
    0,
    ...inService.filter((n) => n.report !== undefined).map((n) => bornAtMs(n.learned)),
  );
  const run = possible.filter((suspect) => suspect.bornAtMs > newestReportingMs);
  const today = possible.filter(({ heardOfAtMs }) => nowMs - heardOfAtMs <= DAY_MS);
  return Math.max(0, run.length - 1, today.length - SUSPECTS_REPLACED_MAX);
}
