// Simulated Auto Scaling at work: the actions of auto-scaling.ts, with AWS's rules and words.
// Next: capacity.ts (what a changed desired capacity sets off), termination.ts (hooks and retention),
// upkeep.ts (health checks, instance refresh). Calls are counted at the gate (call-gate.ts), not here.
import { cancelTimer } from '../../virtual-clock.ts';
import { addInstance, putInService, settleCapacity } from './capacity.ts';
import {
  causeTime,
  requireGroup,
  requireInstance,
  type AutoScalingContext,
} from '../auto-scaling-context.ts';
import { validationError, AwsError } from '../aws-error.ts';
import type { AutoScaling } from '../auto-scaling.ts';
import { checkDeletion, checkProtectable, checkSizes } from './check-group.ts';
import { createGroupState } from '../group-state.ts';
import { terminateByCall } from './terminate-by-call.ts';
import { closeWait, heartbeat, requireWait, terminate, SHUTDOWN_MS } from './termination.ts';
import { failHealthCheck, startRefresh } from './upkeep.ts';

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
      checkProtectable(group, instanceIds);
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
      checkProcesses(processes);
      for (const process of processes) group.suspendedProcesses.add(process);
    },

    resumeProcesses(groupName, processes = PROCESSES) {
      const group = groupOf(groupName);
      checkProcesses(processes);
      for (const process of processes) group.suspendedProcesses.delete(process);
      settleCapacity(context, group);
    },

    putTags(groupName, tags, given = { propagate: false }) {
      const group = groupOf(groupName);
      for (const [name, value] of Object.entries(tags)) {
        group.tags.set(name, value);
        if (given.propagate) group.propagatedTags.add(name);
        else group.propagatedTags.delete(name);
      }
    },

    deleteTags(groupName, names) {
      const group = groupOf(groupName);
      for (const name of names) {
        group.tags.delete(name);
        group.propagatedTags.delete(name);
      }
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

    detachInstances({ groupName, instanceIds, decrement }) {
      const group = groupOf(groupName);
      if (decrement && group.desiredCapacity - instanceIds.length < group.minSize)
        throw validationError(
          `AutoScalingGroup ${groupName} has min-size=${group.minSize}, max-size=${group.maxSize}, and desired-size=${group.desiredCapacity}. To detach ${instanceIds.length} instance(s), please update the AutoScalingGroup sizes appropriately.`,
        );
      for (const id of instanceIds) requireInstance(context, id);
      for (const id of instanceIds) {
        group.instances.delete(id);
        context.groupOfInstance.delete(id);
      }
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
      // EC2 has done with it long before its hook has.
      context.clock.schedule(context.clock.nowMs() + SHUTDOWN_MS, () =>
        context.ec2.markTerminated(instance.instance),
      );
      failHealthCheck(
        context,
        group,
        instance,
        'an EC2 health check indicating it has been terminated or stopped',
      );
    },
  };
}

/** The names are AWS's, the words are ours: a process that is not there is suspended by nobody. */
function checkProcesses(processes: readonly string[]): void {
  const unknown = processes.find((process) => !PROCESSES.some((one) => one === process));
  if (unknown !== undefined)
    throw validationError(`${unknown} is no process; allowed are ${PROCESSES.join(', ')}`);
}
