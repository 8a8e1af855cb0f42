// What Auto Scaling does of itself: replaces the unhealthy, refreshes instances, rebalances zones.
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { causeTime, uuidOf, type AutoScalingContext } from '../auto-scaling-context.ts';
import { AwsError } from '../aws-error.ts';
import { chooseVictim, launchOne, settleCapacity, sizeOfZone } from './capacity.ts';
import {
  activeInstances,
  type GroupInstance,
  type GroupState,
  type InstanceRefresh,
} from '../group-state.ts';
import { terminate } from './termination.ts';

/** How long until a health check notices; EC2 status checks run every minute. */
export const HEALTH_CHECK_MS = 60 * SECOND_MS;
/** How often a refresh looks whether the next instance can be replaced. */
const REFRESH_STEP_MS = MINUTE_MS;

/**
 * Marks an instance unhealthy and has it replaced at the next health check. Neither protection nor data
 * matter to it; only suspending `ReplaceUnhealthy`, `HealthCheck` or `Terminate` does.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
 */
export function failHealthCheck(
  context: AutoScalingContext,
  group: GroupState,
  instance: GroupInstance,
  indication: string,
): void {
  context.clock.schedule(context.clock.nowMs() + HEALTH_CHECK_MS, () => {
    if (isReplacementOff(group) || !activeInstances(group).includes(instance)) return;
    if (instance.instance.stoppedAtMs === undefined && instance.healthStatus === 'Healthy') return;
    instance.healthStatus = 'Unhealthy';
    terminate(context, group, instance, {
      by: 'health',
      cause: `At ${causeTime(context)} an instance was taken out of service in response to ${indication}.`,
    });
    group.changeCause = '';
    settleCapacity(context, group);
  });
}

function isReplacementOff(group: GroupState): boolean {
  return ['ReplaceUnhealthy', 'HealthCheck', 'Terminate'].some((name) => group.suspendedProcesses.has(name));
}

/** Replaces the group's instances, one at a time, each after the one before is back in service. */
export function startRefresh(
  context: AutoScalingContext,
  group: GroupState,
  scaleInProtectedInstances: InstanceRefresh['scaleInProtectedInstances'],
): string {
  if (group.refreshes.some(({ status }) => status === 'InProgress'))
    throw new AwsError(
      'InstanceRefreshInProgress',
      `An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.`,
    );
  const refresh: InstanceRefresh = {
    refreshId: uuidOf(context.random),
    startedAtMs: context.clock.nowMs(),
    status: 'InProgress',
    scaleInProtectedInstances,
    remaining: activeInstances(group).map(({ instanceId }) => instanceId),
  };
  group.refreshes.unshift(refresh);
  stepRefresh(context, group, refresh);
  return refresh.refreshId;
}

function stepRefresh(context: AutoScalingContext, group: GroupState, refresh: InstanceRefresh): void {
  if (refresh.status !== 'InProgress' || group.deleting) return;
  const inService = activeInstances(group).filter(({ lifecycleState }) => lifecycleState === 'InService');
  if (!group.suspendedProcesses.has('InstanceRefresh') && inService.length >= group.desiredCapacity)
    replaceNext(context, group, refresh);
  if (refresh.remaining.length === 0) {
    refresh.status = 'Successful';
    refresh.endedAtMs = context.clock.nowMs();
    return;
  }
  context.clock.schedule(context.clock.nowMs() + REFRESH_STEP_MS, () => stepRefresh(context, group, refresh));
}

function replaceNext(context: AutoScalingContext, group: GroupState, refresh: InstanceRefresh): void {
  const index = refresh.remaining.findIndex((id) => {
    const instance = group.instances.get(id);
    return refresh.scaleInProtectedInstances === 'Refresh' || !instance?.protectedFromScaleIn;
  });
  if (index === -1) {
    if (refresh.scaleInProtectedInstances === 'Ignore') refresh.remaining.length = 0;
    return;
  }
  const [instanceId = ''] = refresh.remaining.splice(index, 1);
  const instance = group.instances.get(instanceId);
  if (!instance || !activeInstances(group).includes(instance)) return;
  terminate(context, group, instance, {
    by: 'refresh',
    cause: `At ${causeTime(context)} an instance was taken out of service in response to an instance refresh.`,
  });
  group.changeCause = '';
  settleCapacity(context, group);
}

/** When zones are looked at after a termination; AWS publishes no number. */
const REBALANCE_AFTER_MS = 2 * MINUTE_MS;

/**
 * Looks a little later whether zones have become uneven; if so, launches in the emptiest zone before it
 * ends an unprotected instance in the fullest. With all protected, nothing is done.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
 */
export function rebalanceLater(context: AutoScalingContext, group: GroupState): void {
  context.clock.schedule(context.clock.nowMs() + REBALANCE_AFTER_MS, () => {
    if (group.deleting || isRebalanceOff(group)) return;
    const active = activeInstances(group);
    const settled = active.every(({ lifecycleState }) => lifecycleState === 'InService');
    if (!settled || active.length !== group.desiredCapacity) return;
    const sizes = group.availabilityZones.map((zone) => sizeOfZone(active, zone));
    const fullest = Math.max(...sizes);
    const victim = chooseVictim(group);
    const isInFullest = victim && sizeOfZone(active, victim.instance.availabilityZone) === fullest;
    if (!isInFullest || fullest - Math.min(...sizes) < 2 || !context.limits.hasCapacity(group)) return;
    group.changeCause = `At ${causeTime(context)} instances were launched to balance instances in zones.  `;
    launchOne(context, group);
  });
}

function isRebalanceOff(group: GroupState): boolean {
  return ['AZRebalance', 'Launch', 'Terminate'].some((name) => group.suspendedProcesses.has(name));
}
