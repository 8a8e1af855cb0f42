// Sends one action to Auto Scaling, once; what it answers is an outcome. What is read again before it: last-look.ts.
import type { Outcome } from '../../../core/outcome.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupPorts } from '../ports/group-ports.ts';

type Ports = Pick<GroupPorts, 'fleetWriter'>;

interface Decided {
  readonly plan: Plan;
  readonly seen: Snapshot;
}

export async function sendAction(action: Action, decided: Decided, ports: Ports): Promise<Outcome> {
  const { plan, seen } = decided;
  const { fleetWriter } = ports;
  const groupName = seen.group.name;
  switch (action.kind) {
    case 'protect':
      return fleetWriter.protectNodes({ groupName, instanceIds: action.instanceIds });
    case 'set-desired':
      return fleetWriter.setDesiredCapacity({ groupName, desiredCapacity: action.desiredCapacity });
    case 'retire': {
      const decrement = plan.kind === 'retire' && plan.decrement;
      return fleetWriter.terminateInstance({ instanceId: action.instanceId, decrement });
    }
    case 'end-retained':
      return fleetWriter.terminateInstance({ instanceId: action.instanceId, decrement: false });
    case 'heartbeat':
    case 'continue':
    case 'abandon':
      return answerHook(action.kind, action.instanceId, seen, ports);
  }
}

function answerHook(
  kind: 'heartbeat' | 'continue' | 'abandon',
  instanceId: string,
  { group, hook }: Snapshot,
  { fleetWriter }: Ports,
): Promise<Outcome> {
  if (!hook) throw new Error(`${group.name}: ${kind} of ${instanceId} without a hook of ours`);
  const change = { groupName: group.name, hookName: hook.name, instanceId };
  if (kind === 'heartbeat') return fleetWriter.heartbeatHook(change);
  return fleetWriter.completeHook({ ...change, result: kind === 'abandon' ? 'ABANDON' : 'CONTINUE' });
}
