// `TerminateInstanceInAutoScalingGroup`: ends one instance by id, for good or to be replaced.
// Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
import { causeTime, requireInstance, type AutoScalingContext } from '../auto-scaling-context.ts';
import { validationError } from '../aws-error.ts';
import { settleCapacity } from './capacity.ts';
import { activeInstances, type Activity } from '../group-state.ts';
import { terminate } from './termination.ts';
import { rebalanceLater } from './upkeep.ts';

/**
 * `TerminateInstanceInAutoScalingGroup`. An instance already on its way out answers its running activity
 * (an assumption: AWS does not document it); a retained one goes through its hooks again, and never
 * decrements, since it does not count.
 */
export function terminateByCall(
  context: AutoScalingContext,
  { instanceId, decrement }: { instanceId: string; decrement: boolean },
): Activity {
  const { group, instance } = requireInstance(context, instanceId);
  const { lifecycleState, termination } = instance;
  if (lifecycleState.startsWith('Terminating') && lifecycleState !== 'Terminating:Retained' && termination)
    return termination.activity;
  const counts = activeInstances(group).includes(instance);
  if (decrement && counts && group.desiredCapacity <= group.minSize)
    throw validationError(
      `Currently, desiredSize equals minSize (${group.minSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
    );
  const before = group.desiredCapacity;
  if (decrement && counts) group.desiredCapacity -= 1;
  const at = causeTime(context);
  const activity = terminate(context, group, instance, {
    by: 'user',
    cause:
      `At ${at} instance ${instanceId} was taken out of service in response to a user request` +
      (decrement && counts ? `, shrinking the capacity from ${before} to ${group.desiredCapacity}.` : '.'),
  });
  group.changeCause = '';
  settleCapacity(context, group);
  rebalanceLater(context, group);
  return activity;
}
