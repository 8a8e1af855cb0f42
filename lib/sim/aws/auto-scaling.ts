// Simulated Auto Scaling: the actions, with AWS's rules and words. Each throws `AwsError` as AWS answers.
// Next: capacity.ts (what a changed desired capacity sets off), termination.ts (hooks and retention),
// upkeep.ts (health checks, instance refresh). Calls are counted at the gate (call-gate.ts), not here.
import { cancelTimer } from '../virtual-clock.ts';
import { addInstance, putInService, settleCapacity } from './capacity.ts';
import { causeTime, requireGroup, requireInstance, type AutoScalingContext } from './auto-scaling-context.ts';
import { validationError, AwsError } from './aws-error.ts';
import {
  activeInstances,
  createGroupState,
  type Activity,
  type GroupInstance,
  type GroupSpec,
  type GroupState,
  type InstanceRefresh,
  type LifecycleHook,
} from './group-state.ts';
import { closeWait, heartbeat, requireWait, terminate } from './termination.ts';
import { failHealthCheck, startRefresh } from './upkeep.ts';

/** A hook's wait is named by its token, or else by its instance. */
export interface HookCall {
  readonly groupName: string;
  readonly hookName: string;
  readonly instanceId?: string | undefined;
  readonly token?: string | undefined;
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html */
export interface AutoScaling {
  /** `readyNodeCount` of its first instances are in service from the start, launched before. */
  createGroup(spec: GroupSpec, start?: { readyNodeCount: number; launchedAtMs: number }): void;
  updateGroup(groupName: string, change: GroupChange): void;
  /** Throws `ResourceInUse` while instances remain, unless forced; forced skips the hooks. */
  deleteGroup(groupName: string, options: { force: boolean }): void;
  /** All groups by name, or those of the names given that exist. */
  describeGroups(groupNames?: readonly string[]): readonly Readonly<GroupState>[];
  describeInstances(
    instanceIds?: readonly string[],
  ): readonly { readonly group: Readonly<GroupState>; readonly instance: Readonly<GroupInstance> }[];
  setDesiredCapacity(change: { groupName: string; desiredCapacity: number }): void;
  /** Ignores protection; goes through the hooks; also ends a retained instance. */
  terminateInstance(change: { instanceId: string; decrement: boolean }): Readonly<Activity>;
  setInstanceProtection(change: {
    groupName: string;
    instanceIds: readonly string[];
    protectedFromScaleIn: boolean;
  }): void;
  setInstanceHealth(change: { instanceId: string; healthStatus: 'Healthy' | 'Unhealthy' }): void;
  completeLifecycleAction(call: HookCall & { result: 'CONTINUE' | 'ABANDON' }): void;
  recordLifecycleActionHeartbeat(call: HookCall): void;
  putLifecycleHook(groupName: string, hook: LifecycleHook): void;
  deleteLifecycleHook(groupName: string, hookName: string): void;
  /** No processes named means all. */
  suspendProcesses(groupName: string, processes?: readonly string[]): void;
  resumeProcesses(groupName: string, processes?: readonly string[]): void;
  putTags(groupName: string, tags: Readonly<Record<string, string>>): void;
  deleteTags(groupName: string, names: readonly string[]): void;
  /** Newest first; of one group or of all. */
  describeActivities(groupName?: string): readonly Readonly<Activity>[];
  startInstanceRefresh(
    groupName: string,
    preferences?: { scaleInProtectedInstances?: InstanceRefresh['scaleInProtectedInstances'] },
  ): string;
  describeInstanceRefreshes(groupName: string): readonly Readonly<InstanceRefresh>[];
  enterStandby(change: { groupName: string; instanceIds: readonly string[]; decrement: boolean }): void;
  exitStandby(change: { groupName: string; instanceIds: readonly string[] }): void;
  /** Not an action: the instance's machine fails. Health checks find out later. */
  failInstance(instanceId: string): void;
}

export type GroupChange = Partial<
  Pick<
    GroupState,
    | 'minSize'
    | 'maxSize'
    | 'desiredCapacity'
    | 'newInstancesProtectedFromScaleIn'
    | 'terminateHookAbandon'
    | 'hasWeightedCapacity'
    | 'healthCheckType'
    | 'maxInstanceLifetimeSeconds'
    | 'usesSpot'
    | 'deletionProtection'
  >
>;

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
] as const;

export function createAutoScaling(context: AutoScalingContext): AutoScaling {
  const groupOf = (groupName: string) => requireGroup(context, groupName);

  return {
    createGroup(spec, start) {
      if (context.groups.has(spec.name))
        throw new AwsError(
          'AlreadyExists',
          `AutoScalingGroup by this name already exists - A group with the name ${spec.name} already exists`,
        );
      const group = createGroupState(spec, context.clock.nowMs());
      checkSizes(group);
      context.groups.set(group.name, group);
      for (let i = 0; i < (start?.readyNodeCount ?? 0); i++)
        putInService(context, group, addInstance(context, group, start?.launchedAtMs ?? 0));
      settleCapacity(context, group);
    },

    updateGroup(groupName, change) {
      const group = groupOf(groupName);
      const next = { ...group, ...change };
      // AWS moves the desired capacity into new bounds when only the bounds were given.
      if (change.desiredCapacity === undefined)
        next.desiredCapacity = Math.min(Math.max(next.desiredCapacity, next.minSize), next.maxSize);
      checkSizes(next);
      if (next.desiredCapacity !== group.desiredCapacity)
        group.changeCause =
          `At ${causeTime(context)} a user request update of AutoScalingGroup constraints to min: ` +
          `${next.minSize}, max: ${next.maxSize}, desired: ${next.desiredCapacity} changing the desired ` +
          `capacity from ${group.desiredCapacity} to ${next.desiredCapacity}.  `;
      Object.assign(group, change, { desiredCapacity: next.desiredCapacity });
      settleCapacity(context, group);
    },

    deleteGroup(groupName, { force }) {
      const group = groupOf(groupName);
      checkDeletion(group, force);
      group.deleting = true;
      const cause = `At ${causeTime(context)} a user request force deleted the AutoScalingGroup.`;
      for (const instance of group.instances.values())
        terminate(context, group, instance, { by: 'delete', cause, skipHooks: true });
      if (group.instances.size === 0) context.groups.delete(groupName);
    },

    describeGroups: (groupNames) =>
      groupNames
        ? groupNames.flatMap((name) => context.groups.get(name) ?? [])
        : [...context.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),

    describeInstances(instanceIds) {
      const ids = instanceIds ?? [...context.groupOfInstance.keys()];
      return ids.flatMap((id) => {
        const group = context.groupOfInstance.get(id);
        const instance = group?.instances.get(id);
        return group && instance ? [{ group, instance }] : [];
      });
    },

    setDesiredCapacity({ groupName, desiredCapacity }) {
      const group = groupOf(groupName);
      if (desiredCapacity > group.maxSize)
        throw validationError(
          `New SetDesiredCapacity value ${desiredCapacity} is above max value ${group.maxSize} for the AutoScalingGroup.`,
        );
      if (desiredCapacity < group.minSize)
        throw validationError(
          `New SetDesiredCapacity value ${desiredCapacity} is below min value ${group.minSize} for the AutoScalingGroup.`,
        );
      group.changeCause =
        `At ${causeTime(context)} a user request explicitly set group desired capacity changing the ` +
        `desired capacity from ${group.desiredCapacity} to ${desiredCapacity}.  `;
      group.desiredCapacity = desiredCapacity;
      settleCapacity(context, group);
    },

    terminateInstance: (change) => terminateByCall(context, change),

    setInstanceProtection({ groupName, instanceIds, protectedFromScaleIn }) {
      const group = groupOf(groupName);
      for (const id of instanceIds)
        if (!group.instances.has(id))
          throw validationError(`The instance ${id} is not part of Auto Scaling group ${groupName}.`);
      for (const id of instanceIds) {
        const instance = group.instances.get(id);
        if (instance) instance.protectedFromScaleIn = protectedFromScaleIn;
      }
      settleCapacity(context, group);
    },

    setInstanceHealth({ instanceId, healthStatus }) {
      const { group, instance } = requireInstance(context, instanceId);
      instance.healthStatus = healthStatus;
      if (healthStatus === 'Unhealthy') failHealthCheck(context, group, instance, 'a user health-check');
    },

    completeLifecycleAction(call) {
      const group = groupOf(call.groupName);
      const { instance } = requireWait(group, call);
      closeWait(context, group, instance, call.hookName, call.result);
    },

    recordLifecycleActionHeartbeat(call) {
      const group = groupOf(call.groupName);
      const { instance, wait } = requireWait(group, call);
      heartbeat(context, group, instance, wait);
    },

    putLifecycleHook: (groupName, hook) => void groupOf(groupName).hooks.set(hook.hookName, hook),
    deleteLifecycleHook: (groupName, hookName) => void groupOf(groupName).hooks.delete(hookName),

    suspendProcesses(groupName, processes = PROCESSES) {
      const group = groupOf(groupName);
      for (const process of processes) group.suspendedProcesses.add(process);
    },

    resumeProcesses(groupName, processes = PROCESSES) {
      const group = groupOf(groupName);
      for (const process of processes) group.suspendedProcesses.delete(process);
      settleCapacity(context, group);
    },

    putTags(groupName, tags) {
      const group = groupOf(groupName);
      for (const [name, value] of Object.entries(tags)) group.tags.set(name, value);
    },

    deleteTags(groupName, names) {
      const group = groupOf(groupName);
      for (const name of names) group.tags.delete(name);
    },

    describeActivities: (groupName) =>
      groupName === undefined
        ? [...context.groups.values()]
            .flatMap(({ activities }) => activities)
            .sort((a, b) => b.startAtMs - a.startAtMs)
        : groupOf(groupName).activities,

    startInstanceRefresh: (groupName, preferences) =>
      startRefresh(context, groupOf(groupName), preferences?.scaleInProtectedInstances ?? 'Ignore'),
    describeInstanceRefreshes: (groupName) => groupOf(groupName).refreshes,

    enterStandby({ groupName, instanceIds, decrement }) {
      const group = groupOf(groupName);
      if (decrement && group.desiredCapacity - instanceIds.length < group.minSize)
        throw validationError(
          `AutoScalingGroup ${groupName} has min-size=${group.minSize}, max-size=${group.maxSize}, and desired-size=${group.desiredCapacity}. To place into standby ${instanceIds.length} instance(s), please update the AutoScalingGroup sizes appropriately.`,
        );
      for (const id of instanceIds) requireInstance(context, id).instance.lifecycleState = 'Standby';
      if (decrement) group.desiredCapacity -= instanceIds.length;
      settleCapacity(context, group);
    },

    exitStandby({ groupName, instanceIds }) {
      const group = groupOf(groupName);
      for (const id of instanceIds) requireInstance(context, id).instance.lifecycleState = 'InService';
      group.desiredCapacity += instanceIds.length;
      settleCapacity(context, group);
    },

    failInstance(instanceId) {
      const { group, instance } = requireInstance(context, instanceId);
      cancelTimer(instance.bootTimer);
      context.observer.stopping(group, instance, { by: 'fault', cause: 'The instance failed.' });
      context.ec2.stop(instance.instance);
      failHealthCheck(
        context,
        group,
        instance,
        'an EC2 health check indicating it has been terminated or stopped',
      );
    },
  };
}

function checkSizes(group: Pick<GroupState, 'minSize' | 'maxSize' | 'desiredCapacity'>): void {
  if (group.minSize > group.maxSize)
    throw validationError('Max bound, must be greater than or equal to the min bound');
  if (group.desiredCapacity < group.minSize || group.desiredCapacity > group.maxSize)
    throw validationError(
      `Desired capacity:${group.desiredCapacity} must be between the specified min size:${group.minSize} and max size:${group.maxSize}`,
    );
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html */
function checkDeletion(group: GroupState, force: boolean): void {
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
 * `TerminateInstanceInAutoScalingGroup`. An instance already on its way out answers its running activity
 * (an assumption: AWS does not document it); a retained one goes through its hooks again, and never
 * decrements, since it does not count.
 */
function terminateByCall(
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
  return activity;
}
