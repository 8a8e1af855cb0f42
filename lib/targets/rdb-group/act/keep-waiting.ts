// What must be done even when a look fails: heartbeats for nodes that wait in their terminating hook. A node whose
// heartbeats stop is ended, or retained, while nobody could tell whether it holds data.
import type { Done } from '../../../core/plan.ts';
import { reason } from '../../../core/reason.ts';
import { decide } from '../decide/decide.ts';
import { ourHook, type Group } from '../domain/group.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { NodeLearned } from '../domain/learned/node-learned.ts';
import type { GroupLearned, GroupState } from '../domain/state.ts';
import type { GroupPorts } from '../ports/group-ports.ts';

type CarryOut = (decided: {
  readonly plan: Plan;
  readonly seen: Snapshot;
}) => Promise<readonly Done<Action>[]>;

/** Sends the heartbeats that are due; what is known after it, in which nothing else has changed. */
export async function keepWaiting(
  look: { readonly found: Group; readonly policy: Policy; readonly state: GroupState },
  carryOut: CarryOut,
  { fleetReader, clock }: Pick<GroupPorts, 'fleetReader' | 'clock'>,
): Promise<GroupLearned> {
  const { found: group, policy, state } = look;
  const { learned } = state;
  if (!group.nodes.some((node) => node.stage === 'terminating-wait')) return learned;
  const hook = ourHook(group, await fleetReader.readTerminatingHooks(group.name));
  const seen = { group, reports: new Map(), odd: [], learned, ...(hook && { hook }) };
  const heldFor = reason('unread', 'the nodes could not be looked at', {});
  const nowMs = clock.nowMs();
  const done = await carryOut({ plan: decide(seen, policy, nowMs, { heldFor }), seen });
  return { ...learned, nodes: withHeartbeats(learned.nodes, done, nowMs) };
}

function withHeartbeats(
  nodes: GroupLearned['nodes'],
  done: readonly Done<Action>[],
  nowMs: number,
): Readonly<Record<string, NodeLearned>> {
  const sent = done.flatMap(({ action, outcome }) =>
    action.kind === 'heartbeat' && outcome.kind === 'applied' ? [action.instanceId] : [],
  );
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => [
      id,
      sent.includes(id) ? { ...node, hook: { ...node.hook, heartbeatAtMs: nowMs } } : node,
    ]),
  );
}
