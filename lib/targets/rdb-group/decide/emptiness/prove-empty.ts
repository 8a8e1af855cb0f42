// Proof that a node holds nothing. Nothing is presumed: what a node does not say is not proved.
// Two proofs, from two observations, are what retiring takes; rules/retire.ts asks for them.
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { reportDelayMs, type DelayKnown } from '../freshness.ts';
import type { EmptinessLearned } from '../../domain/learned/node-learned.ts';
import type { Report } from '../../domain/node.ts';
import { LIVE_IDLE_MS, PROOFS_APART_MIN_MS } from '../limits.ts';
import { reason, type Reason } from '../../../../core/reason.ts';
import type { RoledNode } from '../roles.ts';
import type { QueueTerms } from './left-queue.ts';
import { whyMayBeNext, whyNotHeld } from './left-queue.ts';

export interface ProofTerms {
  /** The observation must be from after this moment: the end of day, or the beginning of a hook's wait. */
  readonly sampledAfterMs: number;
  /** Scale-to-zero: a live node may go, empty and without an update for ten minutes. */
  readonly liveMayGo: boolean;
  /** What is asked of its place in the tickerplant's queue. */
  readonly queue: QueueTerms;
}

/** `undefined` if this snapshot proves the node empty, else why it does not. */
export function whyNotProvedEmpty(
  roled: RoledNode,
  assessment: Assessment,
  terms: ProofTerms,
): Reason | undefined {
  const { node, report, learned } = roled;
  const { snapshot, nowMs } = assessment;
  const id = node.instanceId;
  const because = (code: string, text: string, operands = {}) =>
    reason(code, `${id}: ${text}`, { instanceId: id, ...operands });
  const odd = snapshot.odd.find((o) => o.instanceId === id);
  if (odd) return because('odd-report', `${odd.metric} was ${odd.value}: ${odd.why}`, { metric: odd.metric });
  if (snapshot.disputed?.has(id)) return because('disputed', 'two channels contradict each other about it');
  if (!report) return because('no-fresh-report', 'no fresh report');
  if (report.live === undefined) return because('role-unreported', 'it does not report whether it is live');
  if (report.rows === undefined) return because('rows-unreported', 'it does not report its rows');
  if (report.sampledFromMs < terms.sampledAfterMs) {
    return because('observed-too-early', 'its report may be from before the moment that counts', {
      sampledFrom: iso(report.sampledFromMs),
      after: iso(terms.sampledAfterMs),
    });
  }
  if (report.rows !== 0) return because('holds-rows', `it holds ${report.rows} rows`, { rows: report.rows });
  const { rowsDoubtedSinceMs } = learned?.emptiness ?? {};
  if (rowsDoubtedSinceMs !== undefined) {
    return because('rows-doubted', 'it says that it has no rows, and filled while it said so', {
      since: iso(rowsDoubtedSinceMs),
    });
  }
  if (report.busy === true) return because('busy', 'it is busy: a write-down, replay or upload is running');
  if (report.live) {
    if (!terms.liveMayGo) return because('live', 'it is live');
    // One that has just become live has had no time to be idle.
    const sinceMs = Math.max(learned?.last?.changedAtMs ?? nowMs, learned?.turn?.liveSinceMs ?? nowMs);
    // What it has done since its report could not be seen yet.
    const idleMs = Math.max(0, nowMs - reportDelayMs(snapshot.learned) - sinceMs);
    if (idleMs < LIVE_IDLE_MS) {
      return because('live-not-idle', `it is live, and its last update is ${formatDuration(idleMs)} ago`, {
        idleSeconds: Math.round(idleMs / 1000),
      });
    }
    const notHeld = terms.queue === 'can-leave' ? whyNotHeld(roled, assessment) : undefined;
    if (notHeld) return notHeld;
    return whyLiveStays(roled, assessment);
  }
  return whyMayBeNext(roled, assessment, terms.queue);
}

/**
 * Whether a report that proves a node empty is a proof of its own, beside the first. Where reports come late, they are as far
 * apart as that: of as long a time as cannot be seen yet, the node has shown that it stays empty for it.
 */
export function isSecondProof(
  report: Report | undefined,
  first: EmptinessLearned['proof'],
  known: DelayKnown,
): first is NonNullable<EmptinessLearned['proof']> {
  return (
    report !== undefined &&
    first !== undefined &&
    report.sampledFromMs - first.sampledFromMs >= Math.max(PROOFS_APART_MIN_MS, reportDelayMs(known))
  );
}

/** The live node goes last: only once every other has shown that it holds nothing, and if the group may be empty then. */
function whyLiveStays(roled: RoledNode, assessment: Assessment): Reason | undefined {
  const { instanceId } = roled.node;
  const holding = assessment.roles.nodes.filter((n) => n !== roled && mayHoldRows(n));
  if (holding.length > 0) {
    const ids = holding.map((n) => n.node.instanceId);
    const text = `${instanceId}: it is live and goes last, and ${ids.join(', ')} may hold rows`;
    return reason('live-goes-last', text, { instanceId, mayHoldRows: ids });
  }
  return whyLastOfQueue(roled, assessment);
}

/** In a group with a minimum somebody must be there to take data: one live or queued node stays. */
export function whyLastOfQueue(roled: RoledNode, { roles, snapshot }: Assessment): Reason | undefined {
  const { instanceId } = roled.node;
  const { minSize } = snapshot.group;
  const others = roles.nodes.filter(
    (n) => n !== roled && n.node.stage === 'in-service' && (n.role === 'live' || n.role === 'queued'),
  );
  if (minSize === 0 || others.length > 0) return undefined;
  const text = `${instanceId}: no other node is live or queued, and the group's minimum is ${minSize}`;
  return reason('last-of-queue', text, { instanceId, minSize });
}

/** Only a fresh report of no rows says otherwise; a node that has not begun to boot holds nothing yet. */
export function mayHoldRows({ node, report }: RoledNode): boolean {
  return node.stage !== 'pending' && report?.rows !== 0;
}

function iso(atMs: number): string {
  return Number.isFinite(atMs) ? new Date(atMs).toISOString() : 'ever';
}
