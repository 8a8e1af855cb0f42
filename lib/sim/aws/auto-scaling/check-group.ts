// What AWS refuses about a group as a whole: sizes that contradict each other, deletion that is not allowed.
import { AwsError, validationError } from '../aws-error.ts';
import type { GroupState } from '../group-state.ts';

/** Throws AWS's `ValidationError` unless min ≤ desired ≤ max. */
export function checkSizes(group: Pick<GroupState, 'minSize' | 'maxSize' | 'desiredCapacity'>): void {
  if (group.minSize > group.maxSize)
    throw validationError('Max bound, must be greater than or equal to the min bound');
  if (group.desiredCapacity < group.minSize || group.desiredCapacity > group.maxSize)
    throw validationError(
      `Desired capacity:${group.desiredCapacity} must be between the specified min size:${group.minSize} and max size:${group.maxSize}`,
    );
}

/** Throws `ResourceInUse` or `ValidationError`: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html */
export function checkDeletion(group: GroupState, force: boolean): void {
  const { deletionProtection } = group;
  if (
    deletionProtection === 'prevent-all-deletion' ||
    (force && deletionProtection === 'prevent-force-deletion')
  )
    throw validationError(
      `The Auto Scaling group ${group.name} has deletion protection ${deletionProtection}.`,
    );
  if (!force && group.instances.size > 0)
    throw new AwsError(
      'ResourceInUse',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    );
}

/**
 * Throws AWS's `ValidationError` if one of the instances can have no protection from scale-in: then none gets it.
 * The words: https://github.com/guardian/riff-raff/pull/510, https://github.com/infrahouse/infrahouse-toolkit/issues/223
 */
export function checkProtectable(group: GroupState, instanceIds: readonly string[]): void {
  for (const id of instanceIds) {
    const instance = group.instances.get(id);
    if (!instance)
      throw validationError(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
    if (instance.lifecycleState !== 'InService' && instance.lifecycleState !== 'Standby')
      throw validationError(`The instance ${id} is not in InService or EnteringStandby or Standby.`);
  }
}
