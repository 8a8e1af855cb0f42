// Auto Scaling's description of a group → the settings that bear on data being kept. Pure.
import type { AutoScalingGroup, LifecycleHook } from '@aws-sdk/client-auto-scaling';
import { PortError } from '../../../core/errors.ts';
import type {
  DeletionProtection,
  GroupSettings,
  LifecycleHookSetting,
} from '../../../targets/rdb-group/ports/group-settings.ts';
import { groupOfSdk } from '../fleet/group-of-sdk.ts';

/** Tags that CloudFormation puts on what it makes: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
const STACK_TAG = 'aws:cloudformation:stack-name';
const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

const TERMINATING = 'autoscaling:EC2_INSTANCE_TERMINATING';

/** Auto Scaling's default: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html */
const HEARTBEAT_TIMEOUT_DEFAULT_S = 3_600;

/** Maps a group with its hooks. Throws `PortError` (`IncompleteAnswer`) as `groupOfSdk` does. */
export function settingsOfSdk(
  described: AutoScalingGroup,
  hooks: readonly LifecycleHookSetting[],
): GroupSettings {
  const group = groupOfSdk(described);
  const stackName = group.tags[STACK_TAG];
  const lifetimeS = described.MaxInstanceLifetime ?? 0;
  return {
    group,
    newInstancesProtected: described.NewInstancesProtectedFromScaleIn === true,
    healthCheckType: described.HealthCheckType ?? 'EC2',
    // 0 takes a lifetime away: https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-max-instance-lifetime.html
    ...(lifetimeS > 0 && { maxInstanceLifetimeS: lifetimeS }),
    deletionProtection: (described.DeletionProtection ?? 'none') as DeletionProtection,
    asksForSpot: asksForSpot(described),
    hooks,
    propagatedTags: (described.Tags ?? []).flatMap((tag) =>
      tag.PropagateAtLaunch === true && tag.Key !== undefined ? [tag.Key] : [],
    ),
    ...(stackName !== undefined && {
      stack: { name: stackName, logicalId: group.tags[LOGICAL_ID_TAG] ?? 'RdbGroup' },
    }),
  };
}

/** Maps a hook; AWS's defaults stand in for what it leaves out. */
export function hookOfSdk(hook: LifecycleHook, call: string): LifecycleHookSetting {
  if (!hook.LifecycleHookName) {
    throw new PortError(call, 'IncompleteAnswer', 'a hook has no LifecycleHookName');
  }
  return {
    name: hook.LifecycleHookName,
    transition: hook.LifecycleTransition === TERMINATING ? 'terminating' : 'launching',
    defaultResult: hook.DefaultResult === 'CONTINUE' ? 'CONTINUE' : 'ABANDON',
    heartbeatTimeoutS: hook.HeartbeatTimeout ?? HEARTBEAT_TIMEOUT_DEFAULT_S,
  };
}

/**
 * A mixed-instances policy without a distribution is all On-Demand (the default percentage is 100):
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
function asksForSpot({ MixedInstancesPolicy }: AutoScalingGroup): boolean {
  return (MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100) < 100;
}
