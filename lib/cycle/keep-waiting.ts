// What must be done even when a look fails: heartbeats for nodes that wait in their terminating hook. A node whose
// heartbeats stop is ended, or retained, while nobody could tell whether it holds data.
import { decide } from '../targets/rdb-group/decide/decide.ts';
import { reason } from '../core/reason.ts';
import { ourHook, type Group } from '../targets/rdb-group/domain/group.ts';
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import type { GroupLearned, GroupState, NodeLearned } from '../targets/rdb-group/domain/state.ts';
import type { ApplyTerms, Done } from './apply-terms.ts';
import { applyPlan } from './apply-plan.ts';
import type { CyclePorts } from './ports.ts';

/** Sends the heartbeats that are due; what is known after it, in which nothing else has changed. */
export async function keepWaiting(
  look: { group: Group; policy: Policy; state: GroupState },
  terms: ApplyTerms,
  { fleetReader, clock }: CyclePorts,
): Promise<GroupLearned> {
  const { group, policy, state } = look;
  const { learned } = state;
  if (!group.nodes.some((node) => node.stage === 'terminating-wait')) return learned;
  const hook = ourHook(group, await fleetReader.readTerminatingHooks(group.name));
  const snapshot = { group, reports: new Map(), odd: [], learned, ...(hook && { hook }) };
  const heldFor = reason('unread', 'the nodes could not be looked at', {});
  const nowMs = clock.nowMs();
  const done = await applyPlan(decide(snapshot, policy, nowMs, { heldFor }), snapshot, terms);
  return { ...learned, nodes: withHeartbeats(learned.nodes, done, nowMs) };
}

function withHeartbeats(
  nodes: GroupLearned['nodes'],
  done: readonly Done[],
  nowMs: number,
): Readonly<Record<string, NodeLearned>> {
  const sent = done.flatMap(({ action, outcome }) =>
    action.kind === 'heartbeat' && outcome.kind === 'applied' ? [action.instanceId] : [],
  );
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => [
      id,
      sent.includes(id) ? { ...node, heartbeatAtMs: nowMs } : node,
    ]),
  );
}
