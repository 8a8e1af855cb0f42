// What Auto Scaling knows of a group: the state that the other files of this folder change.
// Next: auto-scaling.ts (the actions), and in auto-scaling/ capacity.ts (launching, scaling in), termination.ts.
import type { Timer } from '../virtual-clock.ts';
import type { Instance } from './instances.ts';

/** Auto Scaling's own words: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
export type LifecycleState =
  | 'Pending'
  | 'InService'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminating:Retained'
  | 'Standby';

/** One instance of a group; mutable, owned by the world. */
export interface GroupInstance {
  readonly instanceId: string;
  readonly instance: Instance;
  lifecycleState: LifecycleState;
  healthStatus: 'Healthy' | 'Unhealthy';
  protectedFromScaleIn: boolean;
  readonly launchTemplateVersion: string;
  /** The n-th launch of its group, from 1. */
  readonly launchNumber: number;
  bootTimer?: Timer | undefined;
  /** Waiting terminating hooks, by hook name. */
  readonly waits: Map<string, HookWait>;
  /** Who ends it and why, in the words of its activity. */
  termination?: Termination;
}

export interface Termination {
  readonly by: TerminatedBy;
  readonly cause: string;
  readonly activity: Activity;
}

/**
 * `user`: a call named the instance. `scale-in`: Auto Scaling chose it. `health`: it was unhealthy.
 * `refresh`: an instance refresh. `delete`: its group was deleted. `fault`: it died of itself.
 */
export type TerminatedBy = 'user' | 'scale-in' | 'health' | 'refresh' | 'delete' | 'fault';

export interface HookWait {
  readonly hook: LifecycleHook;
  readonly token: string;
  readonly startedAtMs: number;
  /** 48 hours or 100 heartbeats after the start, whichever is less. */
  readonly globalDeadlineMs: number;
  timer: Timer;
}

export interface LifecycleHook {
  readonly hookName: string;
  readonly transition: 'autoscaling:EC2_INSTANCE_TERMINATING' | 'autoscaling:EC2_INSTANCE_LAUNCHING';
  readonly heartbeatTimeoutSeconds: number;
  readonly defaultResult: 'ABANDON' | 'CONTINUE';
  readonly notificationMetadata?: string;
}

/** A scaling activity, in the words of `DescribeScalingActivities`. */
export interface Activity {
  readonly activityId: string;
  readonly groupName: string;
  readonly description: string;
  readonly cause: string;
  readonly startAtMs: number;
  endAtMs?: number;
  statusCode: 'InProgress' | 'Successful' | 'Failed' | 'Cancelled' | 'WaitingForInstanceId';
  statusMessage?: string;
}

export interface InstanceRefresh {
  readonly refreshId: string;
  readonly startedAtMs: number;
  endedAtMs?: number;
  status: 'InProgress' | 'Successful' | 'Failed' | 'Cancelled';
  statusReason?: string;
  /** What is done about protected instances: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html */
  readonly scaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait';
  readonly remaining: string[];
}

/** A scheduled action or scaling policy, shown as given; nothing of it runs. */
export type ListedItem = Readonly<Record<string, unknown>>;

/** A group as it was asked for. */
export interface GroupSpec {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  /** Default: `minSize`. */
  readonly desiredCapacity?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly availabilityZones?: readonly string[];
  readonly instanceType?: string;
  readonly newInstancesProtectedFromScaleIn?: boolean;
  readonly suspendedProcesses?: readonly string[];
  readonly hooks?: readonly LifecycleHook[];
  /** The instance lifecycle policy's `TerminateHookAbandon`. */
  readonly terminateHookAbandon?: 'retain' | 'terminate';
  readonly hasWeightedCapacity?: boolean;
  readonly healthCheckType?: string;
  readonly maxInstanceLifetimeSeconds?: number;
  readonly usesSpot?: boolean;
  readonly deletionProtection?: 'none' | 'prevent-force-deletion' | 'prevent-all-deletion';
  readonly scheduledActions?: readonly ListedItem[];
  readonly scalingPolicies?: readonly ListedItem[];
}

/** A group; mutable, owned by the world. */
export interface GroupState {
  readonly name: string;
  readonly createdAtMs: number;
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  /** By instance id, in the order of launch. */
  readonly instances: Map<string, GroupInstance>;
  readonly tags: Map<string, string>;
  /** Those that new instances are given, by their names. */
  readonly propagatedTags: Set<string>;
  readonly suspendedProcesses: Set<string>;
  readonly hooks: Map<string, LifecycleHook>;
  readonly availabilityZones: readonly string[];
  readonly instanceType: string;
  newInstancesProtectedFromScaleIn: boolean;
  terminateHookAbandon: 'retain' | 'terminate';
  hasWeightedCapacity: boolean;
  healthCheckType: string;
  maxInstanceLifetimeSeconds: number;
  usesSpot: boolean;
  deletionProtection: 'none' | 'prevent-force-deletion' | 'prevent-all-deletion';
  readonly scheduledActions: ListedItem[];
  readonly scalingPolicies: ListedItem[];
  /** Newest first. */
  readonly activities: Activity[];
  readonly refreshes: InstanceRefresh[];
  launchCount: number;
  launchTemplateVersion: number;
  /** Why desired and actual capacity differ, for the next activity's cause. */
  changeCause: string;
  retryTimer?: Timer | undefined;
  deleting: boolean;
}

/** Pending and InService count towards desired capacity; nothing else does. */
export function activeInstances(group: GroupState): GroupInstance[] {
  return [...group.instances.values()].filter(
    ({ lifecycleState }) => lifecycleState === 'Pending' || lifecycleState === 'InService',
  );
}

export function createGroupState(spec: GroupSpec, createdAtMs: number): GroupState {
  return {
    name: spec.name,
    createdAtMs,
    minSize: spec.minSize,
    maxSize: spec.maxSize,
    desiredCapacity: spec.desiredCapacity ?? spec.minSize,
    instances: new Map(),
    tags: new Map(Object.entries(spec.tags ?? {})),
    propagatedTags: new Set(),
    suspendedProcesses: new Set(spec.suspendedProcesses ?? []),
    hooks: new Map((spec.hooks ?? []).map((hook) => [hook.hookName, hook])),
    availabilityZones: spec.availabilityZones ?? ['us-east-1a', 'us-east-1b'],
    instanceType: spec.instanceType ?? 't3a.medium',
    newInstancesProtectedFromScaleIn: spec.newInstancesProtectedFromScaleIn ?? false,
    terminateHookAbandon: spec.terminateHookAbandon ?? 'terminate',
    hasWeightedCapacity: spec.hasWeightedCapacity ?? false,
    healthCheckType: spec.healthCheckType ?? 'EC2',
    maxInstanceLifetimeSeconds: spec.maxInstanceLifetimeSeconds ?? 0,
    usesSpot: spec.usesSpot ?? false,
    deletionProtection: spec.deletionProtection ?? 'none',
    scheduledActions: [...(spec.scheduledActions ?? [])],
    scalingPolicies: [...(spec.scalingPolicies ?? [])],
    activities: [],
    refreshes: [],
    launchCount: 0,
    launchTemplateVersion: 1,
    changeCause: '',
    deleting: false,
  };
}
