// Whether a node may still get its turn in the tickerplant's queue. The turn comes unforeseen: the live node dies, or is
// rolled by hand. So a node that may be next is never ended; it leaves the queue first, and says so.
//
//   retired, still queued ──its script sees the termination, unsubscribes──▶ says queued = false ──▶ CONTINUE
//        │  its turn comes first: it is live, and stays, waiting or retained
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { ageMs } from '../freshness.ts';
import { suspectAfterMs } from '../lead-time.ts';
import { ROLL_GUARD_MS } from '../limits.ts';
import { reason, type Operand, type Reason } from '../../../../core/reason.ts';
import type { RoledNode } from '../roles.ts';
import { bornAtMs } from '../roles.ts';
import { timeToRollMs } from '../filling/filling.ts';

/**
 * `has-left`: it is about to be gone for good. `can-leave`: it is about to wait in its hook, where it may leave the
 * queue, and only then is ended.
 */
export type QueueTerms = 'has-left' | 'can-leave';

/** Why the node may still be next in the queue; `undefined` if it cannot. Its report is fresh, and not live. */
export function whyMayBeNext(
  roled: RoledNode,
  assessment: Assessment,
  terms: QueueTerms,
): Reason | undefined {
  const { report } = roled;
  if (report?.queued === true) {
    if (terms === 'has-left')
      return because(roled, 'still-queued', 'it still waits in the queue, and may be next');
    return whyCannotLeave(roled, assessment) ?? whyRollNear(roled, assessment);
  }
  if (report?.queued === false) return whyMayStillJoin(roled, assessment);
  const { turn, queue } = roled.learned ?? {};
  const hadItsTurn = turn?.everLive === true && turn.everFilled === true && queue?.mayHaveRejoined !== true;
  if (hadItsTurn || wasQueueEmptied(roled, assessment)) return undefined;
  return because(
    roled,
    'queue-unreported',
    'it may still wait in the queue (let it report Queued, or, if an end of day empties the queue, tag the group ' +
      'spillway:queue-emptied = end-of-day)',
  );
}

/** What keeps a node from leaving the queue before it is ended; `undefined` in a group where it can. */
function whyCannotLeave(roled: RoledNode, assessment: Assessment): Reason | undefined {
  const notHeld = whyNotHeld(roled, assessment);
  if (notHeld) return notHeld;
  const { policy, snapshot } = assessment;
  if (policy.leavesQueue || snapshot.learned.queue.leftQueueAtMs !== undefined) return undefined;
  return because(
    roled,
    'does-not-leave-queue',
    'it waits in the queue, and no node of this group was seen to leave it (install what docs/kdb.md describes, and tag the ' +
      'group spillway:leaves-queue = true)',
  );
}

/**
 * Why a node that data may still reach would not be held once its end has begun; `undefined` where it would: its hook holds it,
 * and where nobody can keep the wait up, its group retains it.
 */
export function whyNotHeld(roled: RoledNode, { snapshot }: Assessment): Reason | undefined {
  const { group, hook } = snapshot;
  const isLive = roled.report?.live === true;
  const is = isLive ? 'it is live' : 'it waits in the queue';
  if (!hook) {
    const until = isLive ? 'while data may still come' : 'until it has left';
    const text = `${is}, and no terminating hook of ours would hold it ${until} (run spillway adopt)`;
    return because(roled, 'no-hook', text);
  }
  if (group.retainsOnAbandon && hook.defaultResult === 'ABANDON') return undefined;
  const when = isLive ? 'data came' : 'its turn came';
  return because(
    roled,
    'not-retained',
    `${is}, and its group would not retain it if ${when} (run spillway adopt)`,
  );
}

/** While it leaves, the live node should not roll to it: the turn would be spent on a node that is to go. */
function whyRollNear(roled: RoledNode, assessment: Assessment): Reason | undefined {
  const { policy, nowMs, dormant } = assessment;
  const withinMs = (roled.report ? ageMs(roled.report, nowMs) : 0) + ROLL_GUARD_MS;
  const toRollMs = timeToRollMs(assessment, policy.burstFactor);
  if (toRollMs === undefined) {
    if (dormant) return undefined;
    return because(
      roled,
      'roll-unknown',
      'it may be next in the queue, and when the live node rolls is not known',
    );
  }
  if (toRollMs > withinMs) return undefined;
  const text = `it may be next in the queue, and the live node may roll within ${formatDuration(toRollMs)}`;
  return because(roled, 'roll-near', text, { toRollSeconds: Math.round(toRollMs / 1000) });
}

/** It says that it is not queued, and has never been, nor live: it may be about to join. */
function whyMayStillJoin(roled: RoledNode, { policy, snapshot, nowMs }: Assessment): Reason | undefined {
  const { learned } = roled;
  if (learned?.turn?.everLive || learned?.queue?.everQueued) return undefined;
  const ageMs = nowMs - bornAtMs(learned);
  if (ageMs > suspectAfterMs(policy, snapshot.learned)) return undefined;
  const text = `it came ${formatDuration(ageMs)} ago, and may still be about to join the queue`;
  return because(roled, 'joining', text, { ageSeconds: Math.round(ageMs / 1000) });
}

/**
 * By the owner's word nobody waits after an end of day. It was there at the last one, and not still on its way into the
 * queue: it had reported before, or had been launched so long before that it should have; and it reports since. A day that
 * was scheduled to end may end late, or not at all: it has ended once a node was seen to have been flushed.
 */
function wasQueueEmptied({ learned, report }: RoledNode, { policy, snapshot }: Assessment): boolean {
  const endOfDayMs = snapshot.intent?.lastEndOfDayMs;
  if (policy.queueEmptied !== 'end-of-day' || endOfDayMs === undefined) return false;
  const joinedByMs = Math.min(
    learned?.launch.firstReportAtMs ?? Number.POSITIVE_INFINITY,
    bornAtMs(learned) + suspectAfterMs(policy, snapshot.learned),
  );
  const wasThere = bornAtMs(learned) < endOfDayMs && joinedByMs < endOfDayMs;
  const endedAtMs = snapshot.learned.queue.flushedAtMs ?? Number.NEGATIVE_INFINITY;
  return wasThere && endedAtMs >= endOfDayMs && (report?.sampledFromMs ?? 0) >= endedAtMs;
}

function because(
  { node }: RoledNode,
  code: string,
  text: string,
  operands: Readonly<Record<string, Operand>> = {},
): Reason {
  return reason(code, `${node.instanceId}: ${text}`, { instanceId: node.instanceId, ...operands });
}
