// Desired capacity made actual: launches what is missing, scales in what is too much.
// Which calls change the desired capacity is in auto-scaling.ts; how an instance ends, in termination.ts.
import { MINUTE_MS } from '../../../core/units.ts';
import {
  activityDetail,
  causeTime,
  endActivity,
  startActivity,
  type AutoScalingContext,
} from '../auto-scaling-context.ts';
import { activeInstances, type GroupInstance, type GroupState } from '../group-state.ts';
import { terminate } from './termination.ts';

/** How long Auto Scaling waits before it tries a failed launch again; AWS publishes no number. */
const LAUNCH_RETRY_MS = MINUTE_MS;

/**
 * Launches or scales in until desired capacity is met or something prevents it. Called after every change.
 * Scale-in takes unprotected instances only; protection holds from InService on.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
 */
export function settleCapacity(context: AutoScalingContext, group: GroupState): void {
  if (group.deleting) return;
  const missing = group.desiredCapacity - activeInstances(group).length;
  if (missing > 0) launchMissing(context, group, missing);
  else if (missing < 0) scaleIn(context, group, -missing);
}

function launchMissing(context: AutoScalingContext, group: GroupState, count: number): void {
  if (group.suspendedProcesses.has('Launch')) return;
  for (let i = 0; i < count; i++) {
    if (!context.limits.hasCapacity(group)) {
      failLaunch(context, group);
      return;
    }
    launchOne(context, group);
  }
}

function failLaunch(context: AutoScalingContext, group: GroupState): void {
  if (group.retryTimer) return;
  const zone = emptiestZone(group);
  const others = group.availabilityZones.filter((other) => other !== zone).join(', ');
  const activity = startActivity(context, group, {
    description: 'Launching a new EC2 instance.  Status Reason: ' + shortageOf(group, zone, others),
    cause: launchCause(context, group),
  });
  endActivity(context, activity, { statusCode: 'Failed', statusMessage: shortageOf(group, zone, others) });
  context.emit({
    detailType: 'EC2 Instance Launch Unsuccessful',
    atMs: context.clock.nowMs(),
    groupName: group.name,
    instanceId: '',
    detail: activityDetail(context, activity, { instanceId: '', availabilityZone: zone }),
  });
  group.retryTimer = context.clock.schedule(context.clock.nowMs() + LAUNCH_RETRY_MS, () => {
    group.retryTimer = undefined;
    settleCapacity(context, group);
  });
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-capacity.html */
function shortageOf(group: GroupState, zone: string, others: string): string {
  return (
    `We currently do not have sufficient ${group.instanceType} capacity in the Availability Zone you ` +
    `requested (${zone}). Our system will be working on provisioning additional capacity. You can ` +
    `currently get ${group.instanceType} capacity by not specifying an Availability Zone in your request ` +
    `or choosing ${others}. Launching EC2 instance failed.`
  );
}

/** Launches one node, whatever the desired capacity; the next settling takes back what is too much. */
export function launchOne(context: AutoScalingContext, group: GroupState): void {
  const cause = launchCause(context, group);
  const instance = addInstance(context, group, context.clock.nowMs());
  const activity = startActivity(context, group, {
    description: `Launching a new EC2 instance: ${instance.instanceId}`,
    cause,
  });
  const bootMs = context.limits.bootMs(group, instance.launchNumber);
  instance.bootTimer = context.clock.schedule(context.clock.nowMs() + bootMs, () => {
    endActivity(context, activity, { statusCode: 'Successful' });
    putInService(context, group, instance);
    context.emit({
      detailType: 'EC2 Instance Launch Successful',
      atMs: context.clock.nowMs(),
      groupName: group.name,
      instanceId: instance.instanceId,
      detail: activityDetail(context, activity, instance.instance),
    });
    settleCapacity(context, group);
  });
}

/** Books a new instance: `Pending`, in the zone that has fewest. */
export function addInstance(
  context: AutoScalingContext,
  group: GroupState,
  launchedAtMs: number,
): GroupInstance {
  const instance = context.ec2.launch({
    groupName: group.name,
    availabilityZone: emptiestZone(group),
    instanceType: group.instanceType,
    launchedAtMs,
    tags: Object.fromEntries([...group.tags].filter(([name]) => group.propagatedTags.has(name))),
  });
  group.launchCount += 1;
  const booked: GroupInstance = {
    instanceId: instance.instanceId,
    instance,
    lifecycleState: 'Pending',
    healthStatus: 'Healthy',
    protectedFromScaleIn: group.newInstancesProtectedFromScaleIn,
    launchTemplateVersion: String(group.launchTemplateVersion),
    launchNumber: group.launchCount,
    waits: new Map(),
  };
  group.instances.set(booked.instanceId, booked);
  context.groupOfInstance.set(booked.instanceId, group);
  context.observer.launched(group, booked);
  return booked;
}

export function putInService(context: AutoScalingContext, group: GroupState, instance: GroupInstance): void {
  instance.bootTimer = undefined;
  instance.lifecycleState = 'InService';
  context.ec2.markRunning(instance.instance);
  context.observer.booted(group, instance);
}

function launchCause(context: AutoScalingContext, group: GroupState): string {
  const active = activeInstances(group).length;
  return (
    `${group.changeCause}At ${causeTime(context)} an instance was started in response to a difference ` +
    `between desired and actual capacity, increasing the capacity from ${active} to ${active + 1}.`
  );
}

function emptiestZone(group: GroupState): string {
  const active = activeInstances(group);
  const sizes = group.availabilityZones.map((zone) => ({ zone, size: sizeOfZone(active, zone) }));
  sizes.sort((a, b) => a.size - b.size);
  return sizes[0]?.zone ?? 'us-east-1a';
}

export function sizeOfZone(instances: readonly GroupInstance[], zone: string): number {
  return instances.filter(({ instance }) => instance.availabilityZone === zone).length;
}

function scaleIn(context: AutoScalingContext, group: GroupState, count: number): void {
  if (group.suspendedProcesses.has('Terminate')) return;
  for (let i = 0; i < count; i++) {
    const victim = chooseVictim(group);
    if (!victim) {
      reportAllProtected(context, group);
      return;
    }
    const active = activeInstances(group).length;
    const at = causeTime(context);
    terminate(context, group, victim, {
      by: 'scale-in',
      cause:
        `${group.changeCause}At ${at} an instance was taken out of service in response to a difference ` +
        `between desired and actual capacity, shrinking the capacity from ${active} to ${active - 1}.  ` +
        `At ${at} instance ${victim.instanceId} was selected for termination.`,
    });
  }
}

/**
 * The default termination policy, as far as the world knows: the zone with most instances, then the oldest
 * launch template, then the oldest instance. It knows nothing of data.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html
 */
export function chooseVictim(group: GroupState): GroupInstance | undefined {
  const active = activeInstances(group);
  const candidates = active.filter(
    (candidate) => candidate.lifecycleState === 'Pending' || !candidate.protectedFromScaleIn,
  );
  candidates.sort(
    (a, b) =>
      sizeOfZone(active, b.instance.availabilityZone) - sizeOfZone(active, a.instance.availabilityZone) ||
      Number(a.launchTemplateVersion) - Number(b.launchTemplateVersion) ||
      a.launchNumber - b.launchNumber,
  );
  return candidates[0];
}

const ALL_PROTECTED =
  'Could not scale to desired capacity because all remaining instances are protected from scale-in.';

function reportAllProtected(context: AutoScalingContext, group: GroupState): void {
  const latest = group.activities[0];
  if (latest?.description === ALL_PROTECTED && latest.cause === group.changeCause) return;
  const activity = startActivity(context, group, { description: ALL_PROTECTED, cause: group.changeCause });
  endActivity(context, activity, { statusCode: 'Cancelled' });
}
