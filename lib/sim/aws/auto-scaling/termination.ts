// How an instance leaves: terminating hooks, their time-outs, retention, shutting down.
//
//   InService ──> Terminating:Wait ──CONTINUE──────────────> Terminating:Proceed ──> gone
//                   │      ▲  └─ABANDON, policy terminate──────────▲
//                   │      └──terminate again──┐
//                   └─ABANDON, policy retain─> Terminating:Retained
//
// Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
//          https://docs.aws.amazon.com/autoscaling/ec2/userguide/configure-instance-retention.html
//          https://docs.aws.amazon.com/autoscaling/ec2/userguide/manage-retained-instances.html
import { HOUR_MS, SECOND_MS } from '../../../core/units.ts';
import { cancelTimer } from '../../virtual-clock.ts';
import {
  activityDetail,
  endActivity,
  startActivity,
  uuidOf,
  type AutoScalingContext,
} from '../auto-scaling-context.ts';
import { validationError } from '../aws-error.ts';
import type {
  Activity,
  GroupInstance,
  GroupState,
  HookWait,
  LifecycleHook,
  TerminatedBy,
} from '../group-state.ts';

/** "48 hours or 100 times the heartbeat timeout, whichever is smaller." */
const GLOBAL_TIMEOUT_MAX_MS = 48 * HOUR_MS;
const GLOBAL_TIMEOUT_HEARTBEATS = 100;

/** From shutting down to gone; AWS publishes no number, tens of seconds are usual. */
export const SHUTDOWN_MS = 30 * SECOND_MS;

/** Takes an instance out of service; its hooks hold it first, unless `skipHooks`. Protection does not count. */
export function terminate(
  context: AutoScalingContext,
  group: GroupState,
  instance: GroupInstance,
  why: { by: TerminatedBy; cause: string; skipHooks?: true },
): Activity {
  cancelTimer(instance.bootTimer);
  for (const wait of instance.waits.values()) cancelTimer(wait.timer);
  instance.waits.clear();
  const activity = startActivity(context, group, {
    description: `Terminating EC2 instance: ${instance.instanceId}`,
    cause: why.cause,
  });
  instance.termination = { by: why.by, cause: why.cause, activity };
  const hooks = [...group.hooks.values()].filter(isTerminatingHook);
  if (why.skipHooks || hooks.length === 0) {
    instance.lifecycleState = 'Terminating';
    context.observer.terminating(group, instance, why);
    shutDown(context, group, instance);
    return activity;
  }
  instance.lifecycleState = 'Terminating:Wait';
  context.observer.terminating(group, instance, why);
  for (const hook of hooks) openWait(context, group, instance, hook);
  return activity;
}

function isTerminatingHook(hook: LifecycleHook): boolean {
  return hook.transition === 'autoscaling:EC2_INSTANCE_TERMINATING';
}

function openWait(
  context: AutoScalingContext,
  group: GroupState,
  instance: GroupInstance,
  hook: LifecycleHook,
): void {
  const nowMs = context.clock.nowMs();
  const heartbeatMs = hook.heartbeatTimeoutSeconds * SECOND_MS;
  const globalMs = Math.min(GLOBAL_TIMEOUT_MAX_MS, GLOBAL_TIMEOUT_HEARTBEATS * heartbeatMs);
  const expire = () => closeWait(context, group, instance, hook.hookName, hook.defaultResult);
  const wait: HookWait = {
    hook,
    token: uuidOf(context.random),
    startedAtMs: nowMs,
    globalDeadlineMs: nowMs + globalMs,
    timer: context.clock.schedule(nowMs + Math.min(heartbeatMs, globalMs), expire),
  };
  instance.waits.set(hook.hookName, wait);
  context.emit({
    detailType: 'EC2 Instance-terminate Lifecycle Action',
    atMs: nowMs,
    groupName: group.name,
    instanceId: instance.instanceId,
    detail: {
      LifecycleActionToken: wait.token,
      AutoScalingGroupName: group.name,
      LifecycleHookName: hook.hookName,
      EC2InstanceId: instance.instanceId,
      LifecycleTransition: hook.transition,
      ...(hook.notificationMetadata !== undefined && { NotificationMetadata: hook.notificationMetadata }),
      Origin: 'AutoScalingGroup',
      Destination: 'EC2',
    },
  });
}

/** Ends one hook's wait. ABANDON ends the others too; CONTINUE lets them complete. */
export function closeWait(
  context: AutoScalingContext,
  group: GroupState,
  instance: GroupInstance,
  hookName: string,
  result: 'CONTINUE' | 'ABANDON',
): void {
  cancelTimer(instance.waits.get(hookName)?.timer);
  instance.waits.delete(hookName);
  if (result === 'ABANDON') {
    for (const wait of instance.waits.values()) cancelTimer(wait.timer);
    instance.waits.clear();
    // What has died already cannot be retained.
    if (group.terminateHookAbandon === 'retain' && instance.instance.stoppedAtMs === undefined) {
      instance.lifecycleState = 'Terminating:Retained';
      const activity = instance.termination?.activity;
      if (activity) endActivity(context, activity, { statusCode: 'Cancelled' });
      return;
    }
  }
  if (instance.waits.size > 0) return;
  instance.lifecycleState = 'Terminating:Proceed';
  shutDown(context, group, instance);
}

/** A hook's wait by instance or token. Throws AWS's `ValidationError` if none is open. */
export function requireWait(
  group: GroupState,
  action: { hookName: string; instanceId?: string | undefined; token?: string | undefined },
): { instance: GroupInstance; wait: HookWait } {
  for (const instance of group.instances.values()) {
    const wait = instance.waits.get(action.hookName);
    if (!wait) continue;
    if (action.token !== undefined ? wait.token === action.token : instance.instanceId === action.instanceId)
      return { instance, wait };
  }
  throw validationError(
    action.token !== undefined
      ? `No active Lifecycle Action found with token ${action.token}`
      : `No active Lifecycle Action found with instance ID ${action.instanceId ?? ''}`,
  );
}

/** Starts the heartbeat timeout again, never beyond the global timeout. */
export function heartbeat(
  context: AutoScalingContext,
  group: GroupState,
  instance: GroupInstance,
  wait: HookWait,
): void {
  cancelTimer(wait.timer);
  const { hook } = wait;
  const deadlineMs = Math.min(
    context.clock.nowMs() + hook.heartbeatTimeoutSeconds * SECOND_MS,
    wait.globalDeadlineMs,
  );
  wait.timer = context.clock.schedule(deadlineMs, () =>
    closeWait(context, group, instance, hook.hookName, hook.defaultResult),
  );
}

function shutDown(context: AutoScalingContext, group: GroupState, instance: GroupInstance): void {
  const { termination } = instance;
  if (termination && instance.instance.stoppedAtMs === undefined)
    context.observer.stopping(group, instance, termination);
  context.ec2.stop(instance.instance);
  context.clock.schedule(context.clock.nowMs() + SHUTDOWN_MS, () => remove(context, group, instance));
}

function remove(context: AutoScalingContext, group: GroupState, instance: GroupInstance): void {
  // Shut down twice, as by deleting its group on top, it still leaves once.
  if (!group.instances.delete(instance.instanceId)) return;
  context.ec2.markTerminated(instance.instance);
  context.groupOfInstance.delete(instance.instanceId);
  const activity = instance.termination?.activity;
  if (!activity) return;
  endActivity(context, activity, { statusCode: 'Successful' });
  context.emit({
    detailType: 'EC2 Instance Terminate Successful',
    atMs: context.clock.nowMs(),
    groupName: group.name,
    instanceId: instance.instanceId,
    detail: activityDetail(context, activity, instance.instance),
  });
  if (group.deleting && group.instances.size === 0) context.groups.delete(group.name);
}
