// Which nodes could be retired now, in which order, and what each still lacks.
// The rule that acts on it is rules/retire.ts.
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { REST_MS } from '../limits.ts';
import { timeToRollMs } from '../filling/filling.ts';
import type { ProofTerms } from './prove-empty.ts';
import { isSecondProof, mayHoldRows, whyLastOfQueue, whyNotProvedEmpty } from './prove-empty.ts';
import { reason, type Reason } from '../../../../core/reason.ts';
import type { RoledNode } from '../roles.ts';
import { whyLasts } from '../wanted.ts';
import { bornAtMs } from '../roles.ts';

export interface Retirement {
  /** Why nothing may be retired at all; absent if something may. */
  readonly forbidden?: Reason;
  /** Nodes to retire, in order: flushed before queued before live, oldest first. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly roled: RoledNode;
  /** Why this snapshot does not prove it empty. */
  readonly unproved?: Reason;
  /** An earlier observation proved it empty too. */
  readonly provedBefore: boolean;
}

/** What could be retired, with the proof each candidate has. */
export function planRetirement(assessment: Assessment): Retirement {
  const forbidden = whyForbidden(assessment);
  if (forbidden) return { forbidden, candidates: [] };
  const { snapshot, dormant } = assessment;
  const terms: ProofTerms = {
    sampledAfterMs: proofFromMs(assessment),
    liveMayGo: dormant,
    queue: 'can-leave',
  };
  const candidates = inOrder(assessment).map((roled): Candidate => {
    const unproved =
      whyNotProvedEmpty(roled, assessment, terms) ??
      (roled.role === 'queued' ? whyLastOfQueue(roled, assessment) : undefined);
    const first = snapshot.learned.nodes[roled.node.instanceId]?.emptiness?.proof;
    return {
      roled,
      ...(unproved && { unproved }),
      provedBefore:
        !unproved &&
        isSecondProof(roled.report, first, snapshot.learned) &&
        first.sampledFromMs >= terms.sampledAfterMs,
    };
  });
  return { candidates };
}

/** An end-of-day window is open now. */
export function isWindowOpen({ snapshot, nowMs }: Pick<Assessment, 'snapshot' | 'nowMs'>): boolean {
  const window = snapshot.intent?.window;
  return window !== undefined && window.endOfDayMs <= nowMs && nowMs < window.untilMs;
}

function whyForbidden(assessment: Assessment): Reason | undefined {
  const { policy, dormant, blind, roles } = assessment;
  // An operator may scale in at any time; what must be proved stays the same.
  const byHand = assessment.operatorTarget !== undefined;
  if (policy.scaleIn === 'never' && !byHand)
    return reason('scale-in-never', 'The tag spillway:scale-in is never', {});
  if (policy.scaleIn === 'scheduled' && !isWindowOpen(assessment) && !dormant && !byHand) {
    return reason('outside-window', 'No end-of-day window is open', {});
  }
  if (roles.memoryOnly) {
    return reason('roles-unreported', 'Nodes report memory only. Scale-in needs Live and Rows', {});
  }
  if (blind && !dormant) return reason('blind', 'No node in service has a fresh report that it is live', {});
  const holding = roles.nodes.filter(mayHoldRows).map((n) => n.node.instanceId);
  if (blind && holding.length > 0) {
    const text = `No node reports that it is live, and ${holding.join(', ')} may hold rows`;
    return reason('blind', text, { mayHoldRows: holding });
  }
  if (roles.twoLive) return reason('two-live', 'Two nodes claim to be live', {});
  return undefined;
}

/** A proof must be from after the end of day while its window is open, or from after the dormancy began. */
function proofFromMs({ snapshot, nowMs, dormant }: Assessment): number {
  const window = snapshot.intent?.window;
  const fromWindow = window && window.untilMs > nowMs ? window.endOfDayMs : Number.NEGATIVE_INFINITY;
  const fromDormancy = dormant ? (snapshot.intent?.dormant?.sinceMs ?? 0) : Number.NEGATIVE_INFINITY;
  return Math.max(fromWindow, fromDormancy);
}

function inOrder(assessment: Assessment): readonly RoledNode[] {
  const { roles, dormant } = assessment;
  const oldestFirst = roles.nodes
    .filter((n) => n.node.stage === 'in-service')
    .sort((a, b) => bornAtMs(a.learned) - bornAtMs(b.learned));
  const withRole = (role: RoledNode['role']) => oldestFirst.filter((n) => n.role === role);
  // At the end of day rolled and silent nodes are named until they are proved empty; to an operator, always.
  const dayHasEnded = dormant || isWindowOpen(assessment) || assessment.operatorTarget !== undefined;
  return [
    ...withRole('flushed'),
    ...withRole('queued').slice(0, surplus(assessment)),
    ...(dormant ? withRole('live') : []),
    ...(dayHasEnded ? [...withRole('rolled'), ...withRole('unknown')] : []),
  ];
}

/**
 * Queued nodes beyond what is wanted, and not wanted again within the hour. Nothing is presumed here: a node
 * that is still booting, or one that fell silent, is no reason to let one go that waits in the queue.
 */
function surplus(assessment: Assessment): number {
  const { spares, wanted, dormant, operatorTarget } = assessment;
  if (!dormant && operatorTarget === undefined && whyNotRested(assessment)) return 0;
  return Math.max(0, spares.queued.length - wanted.spares);
}

/**
 * Why a queued node stays although it is surplus: it was just launched, or would be wanted again soon. Not where none is wanted
 * before the end of day: it would idle until then.
 */
export function whyNotRested(assessment: Assessment): Reason | undefined {
  const { snapshot, nowMs, policy } = assessment;
  if (whyLasts(assessment)) return undefined;
  const sinceScaleOutMs = nowMs - (snapshot.learned.changes.lastScaleOut?.atMs ?? Number.NEGATIVE_INFINITY);
  if (!isWindowOpen(assessment) && sinceScaleOutMs < REST_MS) {
    return reason('just-scaled-out', `The last scale-out is ${formatDuration(sinceScaleOutMs)} ago`, {
      sinceSeconds: Math.round(sinceScaleOutMs / 1000),
    });
  }
  const toRollMs = timeToRollMs(assessment, policy.burstFactor);
  if (toRollMs !== undefined && toRollMs < REST_MS) {
    return reason('wanted-again-soon', `The live node may roll within ${formatDuration(toRollMs)}`, {
      toRollSeconds: Math.round(toRollMs / 1000),
    });
  }
  return undefined;
}
