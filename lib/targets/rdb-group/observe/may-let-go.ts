// What a look reads hangs on what may follow from it: whether a node might be let go, and where the group's nodes were heard.
// Next: observe.ts.
import type { GroupLook } from './group-look.ts';

/**
 * Whether this look might end in a node's retirement, or in a hook's answer: a scale-in window is open, the group is dormant or
 * retires at any time, an operator asks, or a node waits in its terminating hook.
 */
export function mayLetGo(look: GroupLook, nowMs: number): boolean {
  if (hasWaiting(look)) return true;
  const { policy, state, operatorTarget } = look;
  const { window, dormant } = state.intent ?? {};
  const isWindowOpen = window !== undefined && window.untilMs > nowMs;
  const mayScaleIn = policy.scaleIn === 'continuous' || isWindowOpen || dormant !== undefined;
  return operatorTarget !== undefined || (mayScaleIn && policy.scaleIn !== 'never');
}

export function hasWaiting({ group }: GroupLook): boolean {
  return group.nodes.some((node) => node.stage === 'terminating-wait');
}

/**
 * Nodes of the group were heard, and none of those that are known ever by an item of the state table: so it is by CloudWatch.
 * Of a group that is also read by the probe nothing is concluded.
 */
export function publishesMetrics({ policy, state }: GroupLook): boolean {
  if (policy.reports !== 'cloudwatch') return false;
  const heard = Object.values(state.learned.nodes).flatMap(({ last }) => last ?? []);
  return heard.length > 0 && !heard.some((last) => last.byItem);
}
