// Retires one node, proved empty by two observations, never below the minimum or a floor. Others that are proved follow
// one after the other, each decided here on a look made after the one before was ended: lib/cycle/triggers/take-more.ts.
import type { Assessment } from '../assess.ts';
import { reason } from '../../../../core/reason.ts';
import { formatDuration } from '../../../../core/units.ts';
import { RETIREMENT_SEEN_WITHIN_MS } from '../limits.ts';
import type { Candidate } from '../emptiness/retirement.ts';
import type { Rule, Verdict } from './rule.ts';

export const retire: Rule = ({ assessment, retirement }) => {
  if (retirement.forbidden) return { kind: 'pass', reason: retirement.forbidden };
  const [first] = retirement.candidates;
  if (!first) return { kind: 'pass', reason: reason('no-surplus', 'No node is flushed or surplus', {}) };
  const proved = retirement.candidates.filter((c) => !c.unproved);
  const ready = proved.filter((c) => c.provedBefore);
  const [next, ...others] = ready;
  if (!next) return whyWaiting(retirement.candidates, proved);
  return (
    whyLookIsOld(assessment) ??
    atFloor(assessment) ??
    raiseFirst(assessment) ??
    retireNow(next, mayFollow(next, others, assessment), assessment)
  );
};

function whyWaiting(candidates: readonly Candidate[], proved: readonly Candidate[]): Verdict {
  if (proved.length > 0) {
    const ids = proved.map((c) => c.roled.node.instanceId);
    const text = `${list(ids)} ${ids.length === 1 ? 'was' : 'were'} proved empty once. A later report must prove it again`;
    return { kind: 'hold', reason: reason('awaiting-second-proof', text, { instanceIds: ids }) };
  }
  const texts = candidates.flatMap((c) => (c.unproved ? [c.unproved.text] : []));
  return {
    kind: 'hold',
    reason: reason('unproved', `No node is proved empty. ${texts.slice(0, 5).join('; ')}`, {
      instanceIds: candidates.map((c) => c.roled.node.instanceId),
      codes: candidates.flatMap((c) => (c.unproved ? [c.unproved.code] : [])),
    }),
  };
}

/**
 * The node that was ended last is still shown in service: the group is shown as it was before. What is desired, and who is
 * left, is not known then. The call may have come to nothing as well, so this is not waited for without end.
 */
function whyLookIsOld({ snapshot, nowMs }: Assessment): Verdict | undefined {
  const { atMs, instanceId } = snapshot.learned.changes.lastRetirement ?? {};
  if (atMs === undefined || instanceId === undefined) return undefined;
  const sinceMs = nowMs - atMs;
  const isThere = snapshot.group.nodes.some((n) => n.instanceId === instanceId && n.stage === 'in-service');
  if (!isThere || sinceMs >= RETIREMENT_SEEN_WITHIN_MS) return undefined;
  const text = `No node is ended. ${instanceId} was, ${formatDuration(sinceMs)} ago, and is still shown in service`;
  const operands = { instanceId, sinceSeconds: Math.round(sinceMs / 1000) };
  return { kind: 'hold', reason: reason('retirement-unseen', text, operands) };
}

/** Capacity after the decrement must not fall below the minimum, nor below a floor still held. */
function atFloor(assessment: Assessment): Verdict | undefined {
  const { minSize } = assessment.snapshot.group;
  const floorCount = floorNow(assessment);
  const least = Math.max(minSize, floorCount);
  const desiredCapacity = countNow(assessment);
  if (desiredCapacity - 1 >= least) return undefined;
  return {
    kind: 'hold',
    reason: reason(
      'at-minimum',
      `No node is ended. The desired capacity of ${desiredCapacity} is at ${minSize >= floorCount ? "the group's minimum" : "a schedule's floor"} of ${least}`,
      { desiredCapacity, minSize, floorCount },
    ),
  };
}

function floorNow({ snapshot: { intent }, nowMs }: Assessment): number {
  return intent?.floor && intent.floor.untilMs > nowMs ? intent.floor.nodeCount : 0;
}

/** Below the active nodes the desired capacity is raised first: what counts is what it is then. */
function countNow({ snapshot, activeCount }: Assessment): number {
  return Math.max(snapshot.group.desiredCapacity, activeCount);
}

/**
 * Who could go once this one has, as far as can be said now. Live nodes go one to a tick: the turn that each leaves behind
 * is to be seen where it went.
 */
function mayFollow(
  { roled: { role } }: Candidate,
  others: readonly Candidate[],
  assessment: Assessment,
): readonly string[] {
  if (role === 'live') return [];
  const { minSize } = assessment.snapshot.group;
  const least = Math.max(minSize, floorNow(assessment), assessment.operatorTarget ?? 0);
  return others
    .filter((other) => other.roled.role !== 'live')
    .slice(0, Math.max(0, countNow(assessment) - 1 - least))
    .map((other) => other.roled.node.instanceId);
}

/** With fewer desired than there are, a decrement would let Auto Scaling pick a victim of its own. */
function raiseFirst(assessment: Assessment): Verdict | undefined {
  const { snapshot, activeCount } = assessment;
  const { desiredCapacity } = snapshot.group;
  if (desiredCapacity >= activeCount || isAboveMaximum(assessment)) return undefined;
  return {
    kind: 'scale-out',
    desiredCapacity: activeCount,
    reason: reason(
      'desired-below-active',
      `The desired capacity goes from ${desiredCapacity} to the ${activeCount} nodes that are active. Before one is ended it must count them`,
      { desiredCapacityBefore: desiredCapacity, desiredCapacity: activeCount, activeCount },
    ),
  };
}

/** Somebody has lowered the maximum below what is there, so nothing can be raised; and nothing need be decremented. */
function isAboveMaximum({ snapshot, activeCount }: Assessment): boolean {
  return activeCount > snapshot.group.maxSize;
}

function retireNow({ roled }: Candidate, alsoProved: readonly string[], assessment: Assessment): Verdict {
  const { snapshot } = assessment;
  const { instanceId } = roled.node;
  const proof = snapshot.learned.nodes[instanceId]?.emptiness?.proof;
  return {
    kind: 'retire',
    instanceId,
    decrement: !isAboveMaximum(assessment),
    alsoProved,
    reason: reason(
      `${roled.role}-empty`,
      `${instanceId} (${roled.role}) is ended. It was proved empty twice${alsoProved.length === 0 ? '' : `, as ${alsoProved.length === 1 ? 'was' : 'were'} ${list(alsoProved)}`}`,
      {
        instanceId,
        role: roled.role,
        firstProof: proof ? new Date(proof.observedAtMs).toISOString() : null,
        secondProof: roled.report ? new Date(roled.report.observedAtMs).toISOString() : null,
        desiredCapacityBefore: snapshot.group.desiredCapacity,
      },
    ),
  };
}

function list(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`;
}
