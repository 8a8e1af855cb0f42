// What must hold before an action is sent, whatever was decided: checked once more, apart from the rules.
import { activeNodes } from '../domain/group.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';

interface Decided {
  readonly plan: Plan;
  readonly seen: Snapshot;
}

/** What must hold, and whether it does. */
type Rules = readonly (readonly [rule: string, holds: boolean])[];

/** The first rule that the action would break; `undefined` if none. */
export function whyUnsafe(action: Action, decided: Decided): string | undefined {
  return rulesOf(action, decided).find(([, holds]) => !holds)?.[0];
}

function rulesOf(action: Action, { plan, seen }: Decided): Rules {
  const { group } = seen;
  switch (action.kind) {
    case 'protect':
    case 'heartbeat':
      return [];
    case 'set-desired':
      return [
        ['a scale-out raises the desired capacity', action.desiredCapacity > group.desiredCapacity],
        ["the desired capacity stays within the group's maximum", action.desiredCapacity <= group.maxSize],
      ];
    case 'retire':
      return retirementRules(action.instanceId, plan, seen);
    case 'end-retained':
      return [
        ['only a node without rows is ended', saysEmpty(action.instanceId, seen)],
        ['no node is ended that waits in the queue', !saysQueued(action.instanceId, seen)],
        ['a retained node is ended on two proofs', isProvedBefore(action.instanceId, seen)],
      ];
    case 'abandon':
      return [['a hook is abandoned only where the group retains', group.retainsOnAbandon]];
    case 'continue':
      return [
        ['a hook is continued only without rows', saysEmpty(action.instanceId, seen)],
        ['no node is let go that waits in the queue', !saysQueued(action.instanceId, seen)],
      ];
  }
}

function retirementRules(instanceId: string, plan: Plan, seen: Snapshot): Rules {
  const { group } = seen;
  const active = activeNodes(group).length;
  const decrement = plan.kind === 'retire' && plan.decrement;
  const stage = group.nodes.find((n) => n.instanceId === instanceId)?.stage;
  return [
    ['only a node in service is retired', stage === 'in-service'],
    ['only a node without rows is retired', saysEmpty(instanceId, seen)],
    ['a live or queued node is retired only into its hook', isHeld(instanceId, seen)],
    ['a node is retired on two proofs', isProvedBefore(instanceId, seen)],
    ['capacity stays at or above the minimum', (decrement ? group.desiredCapacity : active) > group.minSize],
    ['a retirement without decrement leaves what is desired', decrement || active > group.desiredCapacity],
  ];
}

/** No rows, not busy, and live only where the group was told to be dormant. */
function saysEmpty(instanceId: string, { reports, intent }: Snapshot): boolean {
  const report = reports.get(instanceId);
  if (report?.rows !== 0 || report.busy === true) return false;
  return report.live === false || (report.live === true && intent?.dormant !== undefined);
}

function saysQueued(instanceId: string, { reports }: Snapshot): boolean {
  return reports.get(instanceId)?.queued === true;
}

/** A node that says it is live or queued is terminated only where its hook holds it and its group retains it. */
function isHeld(instanceId: string, snapshot: Snapshot): boolean {
  const mayGetData = snapshot.reports.get(instanceId)?.live === true || saysQueued(instanceId, snapshot);
  return !mayGetData || (snapshot.hook?.defaultResult === 'ABANDON' && snapshot.group.retainsOnAbandon);
}

function isProvedBefore(instanceId: string, { learned }: Snapshot): boolean {
  return learned.nodes[instanceId]?.emptiness?.proof !== undefined;
}
