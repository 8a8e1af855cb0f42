// What is read again right before an action is sent. A desired capacity is absolute, and so blind to what others did
// meanwhile: one that somebody has raised further would be lowered, their servers not launched, and Auto Scaling would choose
// its victims among nodes that nothing protects.
import { PortError } from '../../../core/errors.ts';
import type { NotSent } from '../../../core/outcome.ts';
import { SECOND_MS } from '../../../core/units.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupPorts } from '../ports/group-ports.ts';

type Ports = Pick<GroupPorts, 'fleetReader' | 'clock'>;

/**
 * A desired capacity that was read longer ago is read again before a higher one is set. A cycle takes less where AWS answers
 * as usual; one that shared its look with a hundred others may take a minute.
 */
export const DESIRED_AGE_MAX_MS = 10 * SECOND_MS;

/** What stands in the action's way; `undefined` if nothing does. Read again where a node is bare, and where the look is old. */
export async function lastLook(
  action: Action,
  { plan, seen: { group, groupReadAtMs = 0 } }: { readonly plan: Plan; readonly seen: Snapshot },
  ports: Ports,
): Promise<NotSent | undefined> {
  if (action.kind !== 'set-desired') return undefined;
  const isOld = ports.clock.nowMs() - groupReadAtMs > DESIRED_AGE_MAX_MS;
  if (!isOld && plan.unprotected.length === 0) return undefined;
  const { desiredCapacity } = action;
  const nowDesired = await readDesired(group.name, ports);
  if (nowDesired === undefined) {
    const message = `the desired capacity of ${desiredCapacity} was not set: it could not be read again`;
    return { kind: 'not-sent', why: 'unread', message };
  }
  if (nowDesired < desiredCapacity) return undefined;
  const message = `the desired capacity of ${desiredCapacity} was not set: it is ${nowDesired} already`;
  return { kind: 'not-sent', why: 'overtaken', message };
}

async function readDesired(groupName: string, { fleetReader }: Ports): Promise<number | undefined> {
  try {
    return (await fleetReader.readGroup(groupName))?.desiredCapacity;
  } catch (error) {
    if (error instanceof PortError) return undefined; // It is an outcome: the capacity is then not set.
    throw error;
  }
}
