// Sends one action to Auto Scaling, once; what it answers is an outcome.
import { PortError } from '../../../core/errors.ts';
import type { Outcome } from '../../../core/outcome.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupPorts } from '../ports/group-ports.ts';

type Ports = Pick<GroupPorts, 'fleetReader' | 'fleetWriter'>;

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
      return raise(action.desiredCapacity, decided, ports);
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

/**
 * Absolute, and so blind to what others did meanwhile: a capacity that somebody has raised further would be lowered,
 * and Auto Scaling would choose its victims among nodes that nothing protects. It is read again where there are any.
 */
async function raise(
  desiredCapacity: number,
  { plan, seen: { group } }: Decided,
  ports: Ports,
): Promise<Outcome> {
  if (plan.unprotected.length > 0) {
    const nowDesired = await readDesired(group.name, ports);
    if (nowDesired === undefined) {
      const message = `the desired capacity of ${desiredCapacity} was not set: it could not be read again`;
      return { kind: 'not-sent', why: 'unread', message };
    }
    if (nowDesired >= desiredCapacity) {
      const message = `the desired capacity of ${desiredCapacity} was not set: it is ${nowDesired} already`;
      return { kind: 'not-sent', why: 'overtaken', message };
    }
  }
  return ports.fleetWriter.setDesiredCapacity({ groupName: group.name, desiredCapacity });
}

async function readDesired(groupName: string, { fleetReader }: Ports): Promise<number | undefined> {
  try {
    return (await fleetReader.readGroup(groupName))?.desiredCapacity;
  } catch (error) {
    if (error instanceof PortError) return undefined; // It is an outcome: the capacity is then not set.
    throw error;
  }
}
