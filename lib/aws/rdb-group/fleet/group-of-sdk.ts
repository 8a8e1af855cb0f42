// Auto Scaling's description of a group → the domain's Group. Pure. A description without the parts that
// decisions rest on is an error, never an empty default: no instances listed is not "no instances".
import type { AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import { PortError } from '../../../core/errors.ts';
import type { Group } from '../../../targets/rdb-group/domain/group.ts';
import { lifecycleStageOf, type Node } from '../../../targets/rdb-group/domain/node.ts';

const CALL = 'autoscaling:DescribeAutoScalingGroups';

/**
 * Maps one group. Throws `PortError` (`IncompleteAnswer`), naming what is missing.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
 */
export function groupOfSdk(described: AutoScalingGroup): Group {
  const name = nameOfSdk(described);
  const of = `group ${name}`;
  return {
    name,
    minSize: required(described.MinSize, of, 'MinSize'),
    maxSize: required(described.MaxSize, of, 'MaxSize'),
    desiredCapacity: required(described.DesiredCapacity, of, 'DesiredCapacity'),
    nodes: required(described.Instances, of, 'Instances').map((instance) => nodeOfSdk(instance, of)),
    tags: Object.fromEntries(
      required(described.Tags, of, 'Tags').map((tag) => [
        required(tag.Key, of, 'a tag’s Key'),
        tag.Value ?? '',
      ]),
    ),
    hasWeightedCapacity: hasWeightedCapacity(described),
    retainsOnAbandon: described.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === 'retain',
    ...(described.AutoScalingGroupARN && { arn: described.AutoScalingGroupARN }),
    suspendedProcesses: (described.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []),
  };
}

/** A description without a name is nobody's. Throws `PortError`. */
export function nameOfSdk({ AutoScalingGroupName }: AutoScalingGroup): string {
  return required(AutoScalingGroupName, 'a group', 'AutoScalingGroupName');
}

function nodeOfSdk(instance: Instance, group: string): Node {
  const instanceId = required(instance.InstanceId, group, 'an instance’s InstanceId');
  const of = `${instanceId} of ${group}`;
  const lifecycleState: string = required(instance.LifecycleState, of, 'LifecycleState');
  return {
    instanceId,
    stage: lifecycleStageOf(lifecycleState),
    lifecycleState,
    availabilityZone: instance.AvailabilityZone ?? '',
    ...(instance.AvailabilityZoneId && { availabilityZoneId: instance.AvailabilityZoneId }),
    protectedFromScaleIn: required(instance.ProtectedFromScaleIn, of, 'ProtectedFromScaleIn'),
  };
}

/**
 * Whether desired capacity counts something other than instances: a weight other than 1 on an instance or
 * an override of the launch template, or capacity in vCPUs or MiB.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
 */
function hasWeightedCapacity(described: AutoScalingGroup): boolean {
  const overrides = described.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const weights = [...(described.Instances ?? []), ...overrides].map((one) => one.WeightedCapacity ?? '1');
  return weights.some((weight) => weight !== '1') || (described.DesiredCapacityType ?? 'units') !== 'units';
}

function required<Value>(value: Value | undefined, of: string, part: string): Value {
  if (value === undefined || value === null) {
    throw new PortError(CALL, 'IncompleteAnswer', `the answer for ${of} has no ${part}`);
  }
  return value;
}
