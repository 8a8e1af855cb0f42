// Auto Scaling actions on instances: describing, terminating, protecting, health, standby.
import * as z from 'zod';
import type { AutoScaling } from '../../../sim/aws/auto-scaling.ts';
import { PROTECTION_IDS_MAX } from '../../../targets/rdb-group/ports/group-settings.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, listOf, text } from '../../wire/params.ts';
import { activityAnswer, instanceAnswer } from './auto-scaling-answers.ts';
import { serviceAction } from '../service-action.ts';

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingInstances.html */
export const INSTANCES_PAGE_SIZE_MAX = 50;

const someOfGroup = z.object({ AutoScalingGroupName: text, InstanceIds: listOf(text) });

export function instanceActions(autoScaling: AutoScaling) {
  return {
    DescribeAutoScalingInstances: serviceAction(
      z.object({
        InstanceIds: listOf(text).refine((ids) => ids.length <= INSTANCES_PAGE_SIZE_MAX, {
          error: `Member must have length less than or equal to ${INSTANCES_PAGE_SIZE_MAX}`,
        }),
        MaxRecords: integer.min(1).max(INSTANCES_PAGE_SIZE_MAX).default(INSTANCES_PAGE_SIZE_MAX),
        NextToken: text.optional(),
      }),
      ({ InstanceIds, MaxRecords, NextToken }) => {
        const found = autoScaling.describeInstances(InstanceIds.length > 0 ? InstanceIds : undefined);
        const page = pageOf(found, MaxRecords, NextToken);
        return {
          AutoScalingInstances: page.entries.map(({ group, instance }) => ({
            ...instanceAnswer(group, instance),
            AutoScalingGroupName: group.name,
            // This call alone says it in capitals.
            HealthStatus: instance.healthStatus.toUpperCase(),
          })),
          NextToken: page.nextToken,
        };
      },
    ),
    TerminateInstanceInAutoScalingGroup: serviceAction(
      z.object({ InstanceId: text, ShouldDecrementDesiredCapacity: flag }),
      ({ InstanceId, ShouldDecrementDesiredCapacity }) => ({
        Activity: activityAnswer(
          autoScaling.terminateInstance({
            instanceId: InstanceId,
            decrement: ShouldDecrementDesiredCapacity,
          }),
        ),
      }),
    ),
    SetInstanceProtection: serviceAction(
      someOfGroup.extend({
        InstanceIds: listOf(text).refine((ids) => ids.length <= PROTECTION_IDS_MAX, {
          error: `Member must have length less than or equal to ${PROTECTION_IDS_MAX}`,
        }),
        ProtectedFromScaleIn: flag,
      }),
      ({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn }) => {
        autoScaling.setInstanceProtection({
          groupName: AutoScalingGroupName,
          instanceIds: InstanceIds,
          protectedFromScaleIn: ProtectedFromScaleIn,
        });
        return {};
      },
    ),
    SetInstanceHealth: serviceAction(
      z.object({ InstanceId: text, HealthStatus: z.enum(['Healthy', 'Unhealthy']) }),
      ({ InstanceId, HealthStatus }) => {
        autoScaling.setInstanceHealth({ instanceId: InstanceId, healthStatus: HealthStatus });
        return {};
      },
    ),
    EnterStandby: serviceAction(
      someOfGroup.extend({ ShouldDecrementDesiredCapacity: flag }),
      ({ AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity }) => {
        autoScaling.enterStandby({
          groupName: AutoScalingGroupName,
          instanceIds: InstanceIds,
          decrement: ShouldDecrementDesiredCapacity,
        });
        return { Activities: [] };
      },
    ),
    ExitStandby: serviceAction(someOfGroup, ({ AutoScalingGroupName, InstanceIds }) => {
      autoScaling.exitStandby({ groupName: AutoScalingGroupName, instanceIds: InstanceIds });
      return { Activities: [] };
    }),
  };
}
