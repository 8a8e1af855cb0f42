// What the parts of simulated Auto Scaling share: the groups, the clock, and who is told what happens.
import type { Random } from '../random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { validationError } from './aws-error.ts';
import type { Activity, GroupInstance, GroupState, Termination } from './group-state.ts';
import type { Ec2 } from './instances.ts';

/** What happens to an instance outside Auto Scaling's own books. */
export interface InstanceObserver {
  launched(group: GroupState, instance: GroupInstance): void;
  /** The instance is in service: its processes start. */
  booted(group: GroupState, instance: GroupInstance): void;
  /** It is being taken out of service; hooks may hold it from now on. */
  terminating(group: GroupState, instance: GroupInstance, why: Pick<Termination, 'by' | 'cause'>): void;
  /** EC2 shuts it down now; whatever it holds is gone. */
  stopping(group: GroupState, instance: GroupInstance, why: Pick<Termination, 'by' | 'cause'>): void;
}

/** What limits launches; asked at each launch. */
export interface LaunchLimits {
  hasCapacity(group: GroupState): boolean;
  /** From launch to in service. */
  bootMs(group: GroupState, launchNumber: number): number;
}

/**
 * An event of Auto Scaling for EventBridge, before its envelope; `detail` is in AWS's shape.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export interface AutoScalingEvent {
  readonly detailType:
    | 'EC2 Instance Launch Successful'
    | 'EC2 Instance Launch Unsuccessful'
    | 'EC2 Instance Terminate Successful'
    | 'EC2 Instance-terminate Lifecycle Action';
  readonly atMs: number;
  readonly groupName: string;
  readonly instanceId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AutoScalingContext {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ec2: Ec2;
  readonly groups: Map<string, GroupState>;
  /** Group by instance id. */
  readonly groupOfInstance: Map<string, GroupState>;
  readonly observer: InstanceObserver;
  readonly limits: LaunchLimits;
  readonly emit: (event: AutoScalingEvent) => void;
}

/** AWS keeps six weeks of activities; a year of simulated days need not. */
const ACTIVITIES_KEPT = 500;

/** Opens a scaling activity: `InProgress`, newest first. */
export function startActivity(
  context: AutoScalingContext,
  group: GroupState,
  words: Pick<Activity, 'description' | 'cause'>,
): Activity {
  const activity: Activity = {
    activityId: uuidOf(context.random),
    groupName: group.name,
    ...words,
    startAtMs: context.clock.nowMs(),
    statusCode: 'InProgress',
  };
  group.activities.unshift(activity);
  if (group.activities.length > ACTIVITIES_KEPT) group.activities.pop();
  return activity;
}

export function endActivity(
  context: AutoScalingContext,
  activity: Activity,
  end: { statusCode: Activity['statusCode']; statusMessage?: string },
): void {
  activity.endAtMs = context.clock.nowMs();
  activity.statusCode = end.statusCode;
  if (end.statusMessage !== undefined) activity.statusMessage = end.statusMessage;
}

/** Launch and terminate events have one shape of `detail`. */
export function activityDetail(
  context: AutoScalingContext,
  activity: Activity,
  instance: { instanceId: string; availabilityZone: string },
): Readonly<Record<string, unknown>> {
  return {
    StatusCode: activity.statusCode,
    AutoScalingGroupName: activity.groupName,
    ActivityId: activity.activityId,
    Details: { 'Availability Zone': instance.availabilityZone },
    RequestId: activity.activityId,
    StatusMessage: activity.statusMessage ?? '',
    EndTime: new Date(activity.endAtMs ?? context.clock.nowMs()).toISOString(),
    EC2InstanceId: instance.instanceId,
    StartTime: new Date(activity.startAtMs).toISOString(),
    Cause: activity.cause,
    Description: activity.description,
  };
}

/** AWS's causes hold whole seconds: `At 2015-11-22T15:45:16Z a user request …`. */
export function causeTime(context: AutoScalingContext): string {
  return `${new Date(context.clock.nowMs()).toISOString().slice(0, 19)}Z`;
}

export function uuidOf(random: Random): string {
  return [8, 4, 4, 4, 12].map((digitCount) => random.hex(digitCount)).join('-');
}

/** The group of that name; throws AWS's `ValidationError` if there is none. */
export function requireGroup(context: AutoScalingContext, groupName: string): GroupState {
  const group = context.groups.get(groupName);
  if (!group)
    throw validationError(`AutoScalingGroup name not found - AutoScalingGroup ${groupName} not found`);
  return group;
}

/** The group and its view of an instance; throws AWS's `ValidationError` if no group has it. */
export function requireInstance(
  context: AutoScalingContext,
  instanceId: string,
): { group: GroupState; instance: GroupInstance } {
  const group = context.groupOfInstance.get(instanceId);
  const instance = group?.instances.get(instanceId);
  if (!group || !instance)
    throw validationError(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
  return { group, instance };
}
