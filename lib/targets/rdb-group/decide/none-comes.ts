// A group in which nobody is in service, and what was launched stays away: a node pends for ever. There is no live node to
// count a spare for, and none is blind; without a replacement the data would find nobody.
import { reason, type Reason } from '../../../core/reason.ts';
import type { Roles } from './roles.ts';
import type { Spares } from './spares.ts';

/** One node, while all that is there is suspect. Capacity that is missing is Auto Scaling's to launch: no more is asked for. */
export function whileNoneComes(
  { nodes, live }: Roles,
  { suspects, launchingCount }: Spares,
): { readonly spares: number; readonly reason: Reason } | undefined {
  if (suspects.length === 0 || launchingCount > 0) return undefined;
  const isAnyThere = live !== undefined || nodes.some(({ node }) => node.stage === 'in-service');
  if (isAnyThere) return undefined;
  const ids = suspects.map(({ node }) => node.instanceId);
  return {
    spares: 1,
    reason: reason('none-comes', `No node is in service, and ${ids.join(', ')} should be by now`, {
      suspects: ids,
    }),
  };
}
