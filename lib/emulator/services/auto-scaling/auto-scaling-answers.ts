// Auto Scaling's documents: groups, instances, activities, refreshes, as DescribeAutoScalingGroups and the
// others show them. Shapes: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Types.html
import type { Activity, GroupInstance, GroupState, InstanceRefresh } from '../../../sim/aws/group-state.ts';
import { ACCOUNT_ID, groupArn, stableUuid, zoneIdOf } from '../../aws-names.ts';

export function groupAnswer(group: Readonly<GroupState>, includeInstances: boolean) {
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: groupArn(group.name),
    ...launchAnswer(group),
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    DefaultCooldown: 300,
    AvailabilityZones: group.availabilityZones,
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: 300,
    Instances: includeInstances
      ? [...group.instances.values()].map((instance) => instanceAnswer(group, instance))
      : [],
    CreatedTime: new Date(group.createdAtMs),
    SuspendedProcesses: [...group.suspendedProcesses].map((ProcessName) => ({
      ProcessName,
      SuspensionReason: 'User suspended',
    })),
    VPCZoneIdentifier: group.availabilityZones.map((zone) => `subnet-${zone}`).join(','),
    EnabledMetrics: [],
    Status: group.deleting ? 'Delete in progress' : undefined,
    Tags: [...group.tags.keys()].map((key) => tagAnswer(group, key)),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: group.newInstancesProtectedFromScaleIn,
    ServiceLinkedRoleARN: `arn:aws:iam::${ACCOUNT_ID}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    ...(group.maxInstanceLifetimeSeconds > 0 && { MaxInstanceLifetime: group.maxInstanceLifetimeSeconds }),
    DeletionProtection: group.deletionProtection,
    InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: group.terminateHookAbandon } },
  };
}

function launchAnswer(group: Readonly<GroupState>) {
  const template = launchTemplate(group, '$Default');
  if (!group.hasWeightedCapacity && !group.usesSpot) return { LaunchTemplate: template };
  return {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: template,
        Overrides: [
          {
            InstanceType: group.instanceType,
            ...(group.hasWeightedCapacity && { WeightedCapacity: WEIGHT }),
          },
        ],
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: group.usesSpot ? 0 : 100,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    },
  };
}

/** What one instance of a weighted group counts. */
const WEIGHT = '2';

function launchTemplate(group: Readonly<GroupState>, version: string) {
  return {
    LaunchTemplateId: `lt-0${stableUuid(`template/${group.name}`).replaceAll('-', '').slice(0, 16)}`,
    LaunchTemplateName: group.name,
    Version: version,
  };
}

export function instanceAnswer(group: Readonly<GroupState>, one: Readonly<GroupInstance>) {
  return {
    InstanceId: one.instanceId,
    InstanceType: one.instance.instanceType,
    AvailabilityZone: one.instance.availabilityZone,
    AvailabilityZoneId: zoneIdOf(one.instance.availabilityZone),
    LifecycleState: one.lifecycleState,
    HealthStatus: one.healthStatus,
    LaunchTemplate: launchTemplate(group, one.launchTemplateVersion),
    ProtectedFromScaleIn: one.protectedFromScaleIn,
    ...(group.hasWeightedCapacity && { WeightedCapacity: WEIGHT }),
  };
}

export function tagAnswer(group: Readonly<GroupState>, key: string) {
  return {
    ResourceId: group.name,
    ResourceType: 'auto-scaling-group',
    Key: key,
    Value: group.tags.get(key) ?? '',
    PropagateAtLaunch: group.propagatedTags.has(key),
  };
}

export function activityAnswer(activity: Readonly<Activity>) {
  return {
    ActivityId: activity.activityId,
    AutoScalingGroupName: activity.groupName,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: new Date(activity.startAtMs),
    EndTime: activity.endAtMs === undefined ? undefined : new Date(activity.endAtMs),
    StatusCode: activity.statusCode,
    StatusMessage: activity.statusMessage,
    Progress: activity.endAtMs === undefined ? 0 : 100,
    AutoScalingGroupARN: groupArn(activity.groupName),
  };
}

export function refreshAnswer(groupName: string, refresh: Readonly<InstanceRefresh>) {
  return {
    InstanceRefreshId: refresh.refreshId,
    AutoScalingGroupName: groupName,
    Status: refresh.status,
    StatusReason: refresh.statusReason,
    StartTime: new Date(refresh.startedAtMs),
    EndTime: refresh.endedAtMs === undefined ? undefined : new Date(refresh.endedAtMs),
    InstancesToUpdate: refresh.remaining.length,
    Preferences: { ScaleInProtectedInstances: refresh.scaleInProtectedInstances },
  };
}
