// Auto Scaling's actions on what is the same for all groups: the words that its calls take, the account's limits; and on what no group
// here has: warm pools, notifications, load balancers, launch configurations.
// Sources: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingProcessTypes.html
//   https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeTerminationPolicyTypes.html
//   https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeMetricCollectionTypes.html
//   https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingNotificationTypes.html
//   https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import type { AutoScaling } from '../../../sim/aws/auto-scaling.ts';
import { text } from '../../wire/params.ts';
import type { Answer } from '../../wire/xml.ts';
import { serviceAction } from '../service-action.ts';

const GROUPS_MAX = 500;
const LAUNCH_CONFIGURATIONS_MAX = 200;

const ADJUSTMENTS = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];
const TRANSITIONS = ['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'];
const PROCESSES = [
  ...['AddToLoadBalancer', 'AlarmNotification', 'AZRebalance', 'HealthCheck', 'InstanceRefresh', 'Launch'],
  ...['ReplaceUnhealthy', 'ScheduledActions', 'Terminate'],
];
const TERMINATION_POLICIES = [
  ...['AllocationStrategy', 'ClosestToNextInstanceHour', 'Default', 'NewestInstance', 'OldestInstance'],
  ...['OldestLaunchConfiguration', 'OldestLaunchTemplate'],
];
const NOTIFICATIONS = ['LAUNCH', 'LAUNCH_ERROR', 'TERMINATE', 'TERMINATE_ERROR'].map(
  (what) => `autoscaling:EC2_INSTANCE_${what}`,
);
const METRICS = [
  ...['GroupMinSize', 'GroupMaxSize', 'GroupDesiredCapacity', 'GroupInServiceInstances'],
  ...['GroupPendingInstances', 'GroupStandbyInstances', 'GroupTerminatingInstances', 'GroupTotalInstances'],
];

export function accountActions(autoScaling: Pick<AutoScaling, 'describeGroups'>) {
  const always = (answer: Answer) => serviceAction(z.object({}), () => answer);
  /** Of a group that is there. */
  const none = (members: Answer) =>
    serviceAction(z.object({ AutoScalingGroupName: text }), ({ AutoScalingGroupName: name }) => {
      if (autoScaling.describeGroups([name]).length === 0)
        throw validationError(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
      return members;
    });
  return {
    DescribeAccountLimits: serviceAction(z.object({}), () => ({
      MaxNumberOfAutoScalingGroups: GROUPS_MAX,
      MaxNumberOfLaunchConfigurations: LAUNCH_CONFIGURATIONS_MAX,
      NumberOfAutoScalingGroups: autoScaling.describeGroups().length,
      NumberOfLaunchConfigurations: 0,
    })),
    DescribeAdjustmentTypes: always({
      AdjustmentTypes: ADJUSTMENTS.map((AdjustmentType) => ({ AdjustmentType })),
    }),
    DescribeAutoScalingNotificationTypes: always({ AutoScalingNotificationTypes: NOTIFICATIONS }),
    DescribeLifecycleHookTypes: always({ LifecycleHookTypes: TRANSITIONS }),
    DescribeMetricCollectionTypes: always({
      Metrics: METRICS.map((Metric) => ({ Metric })),
      Granularities: [{ Granularity: '1Minute' }],
    }),
    DescribeScalingProcessTypes: always({ Processes: PROCESSES.map((ProcessName) => ({ ProcessName })) }),
    DescribeTerminationPolicyTypes: always({ TerminationPolicyTypes: TERMINATION_POLICIES }),
    DescribeLaunchConfigurations: always({ LaunchConfigurations: [] }),
    DescribeNotificationConfigurations: always({ NotificationConfigurations: [] }),
    DescribeLoadBalancerTargetGroups: none({ LoadBalancerTargetGroups: [] }),
    DescribeLoadBalancers: none({ LoadBalancers: [] }),
    DescribeTrafficSources: none({ TrafficSources: [] }),
    DescribeWarmPool: none({ Instances: [] }),
  };
}
