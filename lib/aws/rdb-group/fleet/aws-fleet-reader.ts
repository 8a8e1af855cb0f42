// Reads Auto Scaling groups, their hooks and failed launches. The groups are described in describe-groups.ts, single
// instances looked up in instance-lookup.ts. Next: aws-fleet-writer.ts.
import {
  DescribeLifecycleHooksCommand,
  DescribeScalingActivitiesCommand,
  type Activity,
} from '@aws-sdk/client-auto-scaling';
import { PortError } from '../../../core/errors.ts';
import type { TerminatingHook } from '../../../targets/rdb-group/domain/group.ts';
import { SECOND_MS } from '../../../core/units.ts';
import type { FleetReader, LaunchFailure } from '../../../targets/rdb-group/ports/fleet.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import type { AwsClients } from '../../clients.ts';
import { createDescribeGroups } from './describe-groups.ts';

/** AWS's largest page of activities, and how far back in them a shortage is looked for. */
const ACTIVITIES_PER_PAGE = 100;
const ACTIVITY_PAGES_MAX = 3;

/** The default of a hook without its own: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html */
const HEARTBEAT_TIMEOUT_DEFAULT_S = 3_600;

const TERMINATING = 'autoscaling:EC2_INSTANCE_TERMINATING';

/** `FleetReader` on AWS. Each call throws `PortError` for anything but a complete answer. */
export function createAwsFleetReader(
  clients: Pick<AwsClients, 'autoScaling' | 'ec2'>,
  calls: AwsCalls,
): FleetReader {
  const client = clients.autoScaling.retrying;

  async function readTerminatingHooks(groupName: string): Promise<readonly TerminatingHook[]> {
    const call = 'autoscaling:DescribeLifecycleHooks';
    const command = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: groupName });
    const answer = await unlessGone(calls.read(call, (options) => client.send(command, options)));
    if (!answer) return [];
    if (!answer.LifecycleHooks)
      throw new PortError(call, 'IncompleteAnswer', 'the answer has no LifecycleHooks');
    return answer.LifecycleHooks.filter((one) => one.LifecycleTransition === TERMINATING)
      .map((hook): TerminatingHook => {
        if (!hook.LifecycleHookName)
          throw new PortError(call, 'IncompleteAnswer', 'a hook has no LifecycleHookName');
        return {
          name: hook.LifecycleHookName,
          // AWS's default is ABANDON.
          defaultResult: hook.DefaultResult === 'CONTINUE' ? 'CONTINUE' : 'ABANDON',
          heartbeatTimeoutMs: (hook.HeartbeatTimeout ?? HEARTBEAT_TIMEOUT_DEFAULT_S) * SECOND_MS,
        };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * AWS sorts by start time, newest first, with activities in progress before all others: the first
   * finished one that began too early ends the search.
   */
  async function readLaunchFailures(groupName: string, sinceMs: number): Promise<readonly LaunchFailure[]> {
    const call = 'autoscaling:DescribeScalingActivities';
    const failures: LaunchFailure[] = [];
    let token: string | undefined;
    for (let page = 1; page <= ACTIVITY_PAGES_MAX; page += 1) {
      const command = new DescribeScalingActivitiesCommand({
        AutoScalingGroupName: groupName,
        MaxRecords: ACTIVITIES_PER_PAGE,
        ...(token !== undefined && { NextToken: token }),
      });
      const answer = await unlessGone(calls.read(call, (options) => client.send(command, options)));
      if (!answer) return [];
      if (!answer.Activities) throw new PortError(call, 'IncompleteAnswer', 'the answer has no Activities');
      failures.push(...answer.Activities.flatMap((activity) => launchFailureOf(activity, sinceMs) ?? []));
      token = answer.NextToken;
      if (!token || answer.Activities.some((activity) => isFinishedBefore(activity, sinceMs))) break;
    }
    return failures.sort((a, b) => b.atMs - a.atMs);
  }

  return {
    ...createDescribeGroups(client, calls),
    groupNameOfInstance: async (instanceId) => {
      const { groupNameOfInstance } = await import('./instance-lookup.ts');
      return groupNameOfInstance(await clients.ec2(), calls, instanceId);
    },
    readLaunchTimes: async (instanceIds) => {
      if (instanceIds.length === 0) return new Map();
      const { launchTimesOf } = await import('./instance-lookup.ts');
      return launchTimesOf(await clients.ec2(), calls, instanceIds);
    },
    readServers: async (instanceIds) => {
      if (instanceIds.length === 0) return new Map();
      const { serversOf } = await import('./instance-lookup.ts');
      return serversOf(await clients.ec2(), calls, instanceIds);
    },
    readTerminatingHooks,
    readLaunchFailures,
  };
}

/**
 * A launch that came to nothing is `Failed` or `Cancelled`, and says why:
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html
 */
function launchFailureOf(activity: Activity, sinceMs: number): LaunchFailure | undefined {
  const { StatusCode, Description, StartTime, StatusMessage, Cause } = activity;
  const failed = StatusCode === 'Failed' || StatusCode === 'Cancelled';
  const atMs = StartTime?.getTime();
  if (!failed || !Description?.startsWith('Launching') || atMs === undefined || atMs < sinceMs)
    return undefined;
  return { atMs, message: StatusMessage ?? Cause ?? Description };
}

function isFinishedBefore(activity: Activity, sinceMs: number): boolean {
  return (
    activity.EndTime !== undefined &&
    activity.StartTime !== undefined &&
    activity.StartTime.getTime() < sinceMs
  );
}

/** A group that vanished between two calls has no hooks and no activities; AWS says "not found". */
async function unlessGone<Answer>(answering: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    const isGone =
      error instanceof PortError && error.code === 'ValidationError' && /not found/i.test(error.message);
    if (isGone) return undefined;
    throw error;
  }
}
