// The group's settings that the operator's commands read: `GroupSettingsReader` on AWS. Mapping of a group is
// settings-of-sdk.ts; alarms and schedules have files of their own. Next: aws-group-settings-writer.ts.
import {
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { PortError } from '../../../core/errors.ts';
import type { GroupSettingsReader } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import { readMemoryAlarms } from './read-memory-alarms.ts';
import { readSchedules } from './read-schedules.ts';
import type { AwsClients } from '../../clients.ts';
import { readSecretOwners } from '../secret-owners.ts';
import { hookOfSdk, settingsOfSdk } from './settings-of-sdk.ts';

/** AWS's largest page of policies and scheduled actions, and how many are read. */
const PAGE_SIZE = 100;
const PAGES_MAX = 10;

/** Ids in one filter of DescribeInstances; see ../instance-lookup.ts. */
const IDS_PER_CALL = 200;

export interface GroupSettingsClients extends Pick<
  AwsClients,
  'autoScaling' | 'cloudWatch' | 'ec2' | 'secretsManager'
> {
  /** Loaded when first used; only `doctor` asks for schedules. */
  readonly scheduler: () => Promise<SchedulerClient>;
}

/** Each call throws `PortError` for anything but a complete answer. */
export function createAwsGroupSettingsReader(
  clients: GroupSettingsClients,
  calls: AwsCalls,
): GroupSettingsReader {
  const client = clients.autoScaling.retrying;

  async function readHooks(groupName: string) {
    const call = 'autoscaling:DescribeLifecycleHooks';
    const command = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: groupName });
    const answer = await calls.read(call, (options) => client.send(command, options));
    return (answer.LifecycleHooks ?? []).map((hook) => hookOfSdk(hook, call));
  }

  return {
    readSettings: async (groupName) => {
      const call = 'autoscaling:DescribeAutoScalingGroups';
      const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] });
      const answer = await calls.read(call, (options) => client.send(command, options));
      const described = answer.AutoScalingGroups?.find((one) => one.AutoScalingGroupName === groupName);
      return described && settingsOfSdk(described, await readHooks(groupName));
    },

    readScalingPolicies: (groupName) =>
      allPages('autoscaling:DescribePolicies', async (token, call) => {
        const command = new DescribePoliciesCommand({
          AutoScalingGroupName: groupName,
          MaxRecords: PAGE_SIZE,
          ...(token !== undefined && { NextToken: token }),
        });
        const answer = await calls.read(call, (options) => client.send(command, options));
        const items = (answer.ScalingPolicies ?? []).map((policy) => ({
          name: policy.PolicyName ?? '',
          type: policy.PolicyType ?? 'SimpleScaling',
          enabled: policy.Enabled !== false,
        }));
        return { items, token: answer.NextToken };
      }),

    readScheduledActions: (groupName) =>
      allPages('autoscaling:DescribeScheduledActions', async (token, call) => {
        const command = new DescribeScheduledActionsCommand({
          AutoScalingGroupName: groupName,
          MaxRecords: PAGE_SIZE,
          ...(token !== undefined && { NextToken: token }),
        });
        const answer = await calls.read(call, (options) => client.send(command, options));
        const items = (answer.ScheduledUpdateGroupActions ?? []).map((action) => ({
          name: action.ScheduledActionName ?? '',
          when: action.Recurrence ?? action.StartTime?.toISOString() ?? 'at a time not given',
        }));
        return { items, token: answer.NextToken };
      }),

    // The newest come first, and only one can be under way: a page is enough.
    readInstanceRefreshes: async (groupName) => {
      const call = 'autoscaling:DescribeInstanceRefreshes';
      const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: groupName });
      const answer = await calls.read(call, (options) => client.send(command, options));
      return (answer.InstanceRefreshes ?? []).map((refresh) => ({
        id: refresh.InstanceRefreshId ?? '',
        status: refresh.Status ?? 'Unknown',
      }));
    },

    readMemoryAlarms: () => readMemoryAlarms(clients.cloudWatch, calls),
    readSchedules: async () => readSchedules(await clients.scheduler(), calls),

    readSpotInstances: async (instanceIds) => {
      const spot: string[] = [];
      for (let start = 0; start < instanceIds.length; start += IDS_PER_CALL) {
        // A filter, not `InstanceIds`: one unknown id there fails the whole call.
        const command = new DescribeInstancesCommand({
          Filters: [{ Name: 'instance-id', Values: instanceIds.slice(start, start + IDS_PER_CALL) }],
        });
        const ec2 = await clients.ec2();
        const answer = await calls.read('ec2:DescribeInstances', (options) => ec2.send(command, options));
        for (const one of (answer.Reservations ?? []).flatMap((each) => each.Instances ?? [])) {
          if (one.InstanceLifecycle === 'spot' && one.InstanceId !== undefined) spot.push(one.InstanceId);
        }
      }
      return spot;
    },

    readSecretOwners: (secretName) => readSecretOwners(clients.secretsManager, calls, secretName),
  };
}

/** All items of a paged answer; more pages than are read is an error, never a short list. */
export async function allPages<Item>(
  call: string,
  readPage: (
    token: string | undefined,
    call: string,
  ) => Promise<{ items: readonly Item[]; token: string | undefined }>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const answer = await readPage(token, call);
    items.push(...answer.items);
    token = answer.token;
    if (!token) return items;
  }
  throw new PortError(call, 'TooManyPages', `more than ${PAGES_MAX} pages`);
}
