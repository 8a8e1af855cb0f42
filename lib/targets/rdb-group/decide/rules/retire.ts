// Retires one node, proved empty by two observations, never below the minimum or a floor.
import type { Assessment } from '../assess.ts';
import { reason } from '../../../../core/reason.ts';
import type { Candidate } from '../emptiness/retirement.ts';
import type { Rule, Verdict } from './rule.ts';

export const retire: Rule = ({ assessment, retirement }) => {
  if (retirement.forbidden) return { kind: 'pass', reason: retirement.forbidden };
  const [first] = retirement.candidates;
  if (!first) return { kind: 'pass', reason: reason('no-surplus', 'No node is flushed or surplus', {}) };
  const proved = retirement.candidates.filter((c) => !c.unproved);
  const ready = proved.find((c) => c.provedBefore);
  if (!ready) return whyWaiting(retirement.candidates, proved);
  return atFloor(assessment) ?? raiseFirst(assessment) ?? retireNow(ready, assessment);
};

function whyWaiting(candidates: readonly Candidate[], proved: readonly Candidate[]): Verdict {
  if (proved.length > 0) {
    const ids = proved.map((c) => c.roled.node.instanceId);
    const text = `Proved empty once: ${list(ids)}. A later report must prove it again`;
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

/** Capacity after the decrement must not fall below the minimum, nor below a floor still held. */
function atFloor({ snapshot, activeCount, nowMs }: Assessment): Verdict | undefined {
  const { minSize } = snapshot.group;
  // Below the active nodes it is raised first: what counts is what it is then.
  const desiredCapacity = Math.max(snapshot.group.desiredCapacity, activeCount);
  const { floor } = snapshot.intent ?? {};
  const floorCount = floor && floor.untilMs > nowMs ? floor.nodeCount : 0;
  const least = Math.max(minSize, floorCount);
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

function retireNow({ roled }: Candidate, assessment: Assessment): Verdict {
  const { snapshot } = assessment;
  const { instanceId } = roled.node;
  const proof = snapshot.learned.nodes[instanceId]?.emptiness?.proof;
  return {
    kind: 'retire',
    instanceId,
    decrement: !isAboveMaximum(assessment),
    reason: reason(
      `${roled.role}-empty`,
      `${instanceId} (${roled.role}) is ended. It was proved empty twice`,
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
