// Auto Scaling on the wire: all its actions, over the simulated Auto Scaling, which owns the rules and the
// words of their errors (lib/sim/aws/auto-scaling.ts). Here requests become calls, and answers documents.
// Next: group-actions.ts, instance-actions.ts, hook-actions.ts.
import type { AutoScaling } from '../../../sim/aws/auto-scaling.ts';
import { accountActions } from './account-actions.ts';
import { groupActions } from './group-actions.ts';
import { hookActions } from './hook-actions.ts';
import { instanceActions } from './instance-actions.ts';
import type { ServiceActions } from '../service-action.ts';
import { tagActions } from './tag-actions.ts';

export function autoScalingActions(autoScaling: AutoScaling): ServiceActions<'autoscaling'> {
  return {
    ...groupActions(autoScaling),
    ...instanceActions(autoScaling),
    ...hookActions(autoScaling),
    ...tagActions(autoScaling),
    ...accountActions(autoScaling),
  };
}
