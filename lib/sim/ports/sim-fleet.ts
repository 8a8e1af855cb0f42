// The fleet ports over the simulated Auto Scaling and EC2. Each call passes the world's gate, so that it is
// counted by AWS's action and can be made to fail. Its sibling over the real AWS is lib/aws.
import { MANAGED_TAG, type Group } from '../../targets/rdb-group/domain/group.ts';
import { lifecycleStageOf } from '../../targets/rdb-group/domain/node.ts';
import {
  GROUPS_PER_READ_MAX,
  type FleetReader,
  type FleetWriter,
  type LaunchFailure,
} from '../../targets/rdb-group/ports/fleet.ts';
import type { Activity, GroupState } from '../aws/group-state.ts';
import type { World } from '../world.ts';
import { read, write } from './sim-calls.ts';

export function createSimFleetReader(world: World): FleetReader {
  const { autoScaling, ec2 } = world;

  /** Those that were managed at the first page, and still are at their own. */
  async function* managedPages(action: string) {
    const isManaged = ({ tags }: Readonly<GroupState>) => tags.get(MANAGED_TAG) === 'true';
    const managed = autoScaling.describeGroups().filter(isManaged);
    for (let start = 0; start === 0 || start < managed.length; start += GROUPS_PER_READ_MAX)
      yield await read(world, 'autoscaling', action, { start }, () =>
        managed.slice(start, start + GROUPS_PER_READ_MAX).filter(isManaged),
      );
  }

  return {
    readGroup: (groupName) =>
      read(world, 'autoscaling', 'DescribeAutoScalingGroups', { groupName }, () => {
        const [group] = autoScaling.describeGroups([groupName]);
        return group && groupOf(group);
      }),

    readGroups: (groupNames) =>
      read(world, 'autoscaling', 'DescribeAutoScalingGroups', { groupNames }, () =>
        groupNames.map((name) => {
          const [group] = autoScaling.describeGroups([name]);
          return { ok: true, value: group && groupOf(group) };
        }),
      ),

    async *listManagedGroups() {
      for await (const page of managedPages('DescribeAutoScalingGroups')) yield page.map(groupOf);
    },

    async *listManagedNames() {
      for await (const page of managedPages('DescribeTags')) yield page.map(({ name }) => name);
    },

    groupNameOfInstance: (instanceId) =>
      read(
        world,
        'ec2',
        'DescribeInstances',
        { instanceId },
        () => ec2.get(instanceId)?.tags['aws:autoscaling:groupName'],
      ),

    readLaunchTimes: async (instanceIds) =>
      instanceIds.length === 0
        ? new Map()
        : read(world, 'ec2', 'DescribeInstances', { instanceIds }, () => {
            const found = instanceIds.flatMap((id) => ec2.get(id) ?? []);
            return new Map(found.map(({ instanceId, launchedAtMs }) => [instanceId, launchedAtMs]));
          }),

    readServers: async (instanceIds) =>
      instanceIds.length === 0
        ? new Map()
        : read(world, 'ec2', 'DescribeInstances', { instanceIds }, () => {
            const found = instanceIds.flatMap((id) => ec2.get(id) ?? []);
            return new Map(
              found.map(({ instanceId, state, launchedAtMs }) => [
                instanceId,
                { isEnded: state === 'terminated', startedAtMs: launchedAtMs },
              ]),
            );
          }),

    readTerminatingHooks: (groupName) =>
      read(world, 'autoscaling', 'DescribeLifecycleHooks', { groupName }, () => {
        const [group] = autoScaling.describeGroups([groupName]);
        return [...(group?.hooks.values() ?? [])]
          .filter(({ transition }) => transition === 'autoscaling:EC2_INSTANCE_TERMINATING')
          .sort((a, b) => (a.hookName < b.hookName ? -1 : 1))
          .map(({ hookName, defaultResult, heartbeatTimeoutSeconds }) => ({
            name: hookName,
            defaultResult,
            heartbeatTimeoutMs: heartbeatTimeoutSeconds * 1000,
          }));
      }),

    readLaunchFailures: (groupName, sinceMs) =>
      read(world, 'autoscaling', 'DescribeScalingActivities', { groupName }, () => {
        const [group] = autoScaling.describeGroups([groupName]);
        return (group?.activities ?? []).flatMap((activity) => launchFailureOf(activity, sinceMs) ?? []);
      }),
  };
}

export function createSimFleetWriter(world: World): FleetWriter {
  const { autoScaling } = world;
  return {
    setDesiredCapacity: (change) =>
      write(world, 'SetDesiredCapacity', change, () => autoScaling.setDesiredCapacity(change)),
    protectNodes: (change) =>
      write(world, 'SetInstanceProtection', change, () =>
        autoScaling.setInstanceProtection({ ...change, protectedFromScaleIn: true }),
      ),
    terminateInstance: (change) =>
      write(world, 'TerminateInstanceInAutoScalingGroup', change, () =>
        autoScaling.terminateInstance(change),
      ),
    completeHook: (change) =>
      write(world, 'CompleteLifecycleAction', { ...change }, () =>
        autoScaling.completeLifecycleAction(change),
      ),
    heartbeatHook: (change) =>
      write(world, 'RecordLifecycleActionHeartbeat', { ...change }, () =>
        autoScaling.recordLifecycleActionHeartbeat(change),
      ),
  };
}

function groupOf(group: Readonly<GroupState>): Group {
  return {
    name: group.name,
    minSize: group.minSize,
    maxSize: group.maxSize,
    desiredCapacity: group.desiredCapacity,
    nodes: [...group.instances.values()].map(
      ({ instanceId, instance, lifecycleState, protectedFromScaleIn }) => ({
        instanceId,
        stage: lifecycleStageOf(lifecycleState),
        lifecycleState,
        availabilityZone: instance.availabilityZone,
        protectedFromScaleIn,
      }),
    ),
    tags: Object.fromEntries(group.tags),
    hasWeightedCapacity: group.hasWeightedCapacity,
    retainsOnAbandon: group.terminateHookAbandon === 'retain',
    suspendedProcesses: [...group.suspendedProcesses],
  };
}

function launchFailureOf(activity: Readonly<Activity>, sinceMs: number): LaunchFailure | undefined {
  const { statusCode, description, startAtMs, statusMessage, cause } = activity;
  const failed = statusCode === 'Failed' || statusCode === 'Cancelled';
  if (!failed || !description.startsWith('Launching') || startAtMs < sinceMs) return undefined;
  return { atMs: startAtMs, message: statusMessage ?? cause };
}
