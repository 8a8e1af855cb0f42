// Auto Scaling actions on groups: describing them, their sizes, processes, refreshes and activities.
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import type { AutoScaling, GroupChange } from '../../../sim/aws/auto-scaling.ts';
import type { GroupState, ListedItem } from '../../../sim/aws/group-state.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, listOf, text } from '../../wire/params.ts';
import type { Answer } from '../../wire/xml.ts';
import { activityAnswer, groupAnswer, refreshAnswer } from './auto-scaling-answers.ts';
import { serviceAction } from '../service-action.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
export const GROUPS_PAGE_SIZE_MAX = 100;
const PAGE_SIZE_DEFAULT = 50;
const ACTIVITIES_PAGE_SIZE = 100;

const byName = z.object({ AutoScalingGroupName: text });
const processes = byName.extend({ ScalingProcesses: listOf(text) });
const filters = listOf(z.object({ Name: text, Values: listOf(z.string()) }));

export function groupActions(autoScaling: AutoScaling) {
  return {
    DescribeAutoScalingGroups: serviceAction(
      z.object({
        AutoScalingGroupNames: listOf(text),
        Filters: filters,
        IncludeInstances: flag.default(true),
        MaxRecords: integer.min(1).max(GROUPS_PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT),
        NextToken: text.optional(),
      }),
      (params) => {
        const names = params.AutoScalingGroupNames;
        const wanted = params.Filters.map(filterOf);
        const groups = autoScaling
          .describeGroups(names.length > 0 ? names : undefined)
          .filter((group) => wanted.every((isWanted) => isWanted(group)));
        const page = pageOf(groups, params.MaxRecords, params.NextToken);
        return {
          AutoScalingGroups: page.entries.map((group) => groupAnswer(group, params.IncludeInstances)),
          NextToken: page.nextToken,
        };
      },
    ),
    SetDesiredCapacity: serviceAction(
      byName.extend({ DesiredCapacity: integer, HonorCooldown: flag.default(false) }),
      ({ AutoScalingGroupName, DesiredCapacity }) => {
        autoScaling.setDesiredCapacity({
          groupName: AutoScalingGroupName,
          desiredCapacity: DesiredCapacity,
        });
        return {};
      },
    ),
    UpdateAutoScalingGroup: serviceAction(updateRequest, ({ AutoScalingGroupName, ...change }) => {
      autoScaling.updateGroup(AutoScalingGroupName, groupChange(change));
      return {};
    }),
    DeleteAutoScalingGroup: serviceAction(
      byName.extend({ ForceDelete: flag.default(false) }),
      ({ AutoScalingGroupName, ForceDelete }) => {
        autoScaling.deleteGroup(AutoScalingGroupName, { force: ForceDelete });
        return {};
      },
    ),
    SuspendProcesses: serviceAction(processes, ({ AutoScalingGroupName, ScalingProcesses }) => {
      autoScaling.suspendProcesses(AutoScalingGroupName, someOrAll(ScalingProcesses));
      return {};
    }),
    ResumeProcesses: serviceAction(processes, ({ AutoScalingGroupName, ScalingProcesses }) => {
      autoScaling.resumeProcesses(AutoScalingGroupName, someOrAll(ScalingProcesses));
      return {};
    }),
    DescribeScalingActivities: serviceAction(
      z.object({
        ActivityIds: listOf(text),
        AutoScalingGroupName: text.optional(),
        MaxRecords: integer.min(1).max(ACTIVITIES_PAGE_SIZE).default(ACTIVITIES_PAGE_SIZE),
        NextToken: text.optional(),
      }),
      ({ ActivityIds, AutoScalingGroupName, MaxRecords, NextToken }) => {
        const activities = autoScaling
          .describeActivities(AutoScalingGroupName)
          .filter(({ activityId }) => ActivityIds.length === 0 || ActivityIds.includes(activityId));
        const page = pageOf(activities, MaxRecords, NextToken);
        return { Activities: page.entries.map(activityAnswer), NextToken: page.nextToken };
      },
    ),
    StartInstanceRefresh: serviceAction(
      byName.extend({
        Preferences: z.object({ ScaleInProtectedInstances: protectedMode.optional() }).optional(),
      }),
      ({ AutoScalingGroupName, Preferences }) => {
        const mode = Preferences?.ScaleInProtectedInstances;
        return {
          InstanceRefreshId: autoScaling.startInstanceRefresh(
            AutoScalingGroupName,
            mode && { scaleInProtectedInstances: mode },
          ),
        };
      },
    ),
    DescribeInstanceRefreshes: serviceAction(byName, ({ AutoScalingGroupName }) => ({
      InstanceRefreshes: autoScaling
        .describeInstanceRefreshes(AutoScalingGroupName)
        .map((refresh) => refreshAnswer(AutoScalingGroupName, refresh)),
    })),
    DescribePolicies: serviceAction(
      z.object({ AutoScalingGroupName: text.optional() }),
      ({ AutoScalingGroupName }) => ({
        ScalingPolicies: listed(autoScaling, AutoScalingGroupName, ({ scalingPolicies }) => scalingPolicies),
      }),
    ),
    DescribeScheduledActions: serviceAction(
      z.object({ AutoScalingGroupName: text.optional() }),
      ({ AutoScalingGroupName }) => ({
        ScheduledUpdateGroupActions: listed(
          autoScaling,
          AutoScalingGroupName,
          ({ scheduledActions }) => scheduledActions,
        ),
      }),
    ),
  };
}

const protectedMode = z.enum(['Refresh', 'Ignore', 'Wait']);

const updateRequest = byName.extend({
  MinSize: integer.optional(),
  MaxSize: integer.optional(),
  DesiredCapacity: integer.optional(),
  NewInstancesProtectedFromScaleIn: flag.optional(),
  HealthCheckType: text.optional(),
  MaxInstanceLifetime: integer.optional(),
  DeletionProtection: z.enum(['none', 'prevent-force-deletion', 'prevent-all-deletion']).optional(),
  InstanceLifecyclePolicy: z
    .object({ RetentionTriggers: z.object({ TerminateHookAbandon: z.enum(['retain', 'terminate']) }) })
    .optional(),
});

function groupChange(given: Omit<z.output<typeof updateRequest>, 'AutoScalingGroupName'>): GroupChange {
  const retention = given.InstanceLifecyclePolicy?.RetentionTriggers.TerminateHookAbandon;
  return {
    ...(given.MinSize !== undefined && { minSize: given.MinSize }),
    ...(given.MaxSize !== undefined && { maxSize: given.MaxSize }),
    ...(given.DesiredCapacity !== undefined && { desiredCapacity: given.DesiredCapacity }),
    ...(given.NewInstancesProtectedFromScaleIn !== undefined && {
      newInstancesProtectedFromScaleIn: given.NewInstancesProtectedFromScaleIn,
    }),
    ...(given.HealthCheckType !== undefined && { healthCheckType: given.HealthCheckType }),
    ...(given.MaxInstanceLifetime !== undefined && { maxInstanceLifetimeSeconds: given.MaxInstanceLifetime }),
    ...(given.DeletionProtection !== undefined && { deletionProtection: given.DeletionProtection }),
    ...(retention !== undefined && { terminateHookAbandon: retention }),
  };
}

/** Filters are joined by "and", the values of one by "or". */
function filterOf({ Name, Values }: { Name: string; Values: readonly string[] }) {
  const key = /^tag:(.+)$/s.exec(Name)?.[1];
  if (key !== undefined) return (group: Readonly<GroupState>) => Values.includes(group.tags.get(key) ?? '\0');
  if (Name === 'tag-key') return (group: Readonly<GroupState>) => Values.some((name) => group.tags.has(name));
  if (Name === 'tag-value') {
    return (group: Readonly<GroupState>) => [...group.tags.values()].some((value) => Values.includes(value));
  }
  throw validationError(
    `Filter type ${Name} is not correct. Allowed Filter types are: tag-key, tag-value, tag:<key>`,
  );
}

function someOrAll(names: readonly string[]): readonly string[] | undefined {
  return names.length > 0 ? names : undefined;
}

/** Policies and scheduled actions are shown as the world was given them: in AWS's shape already. */
function listed(
  autoScaling: AutoScaling,
  groupName: string | undefined,
  itemsOf: (group: Readonly<GroupState>) => readonly ListedItem[],
): Answer {
  const groups = autoScaling.describeGroups(groupName === undefined ? undefined : [groupName]);
  return groups.flatMap(itemsOf) as readonly Answer[];
}
