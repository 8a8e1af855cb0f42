// What people need to be allowed who drill (docs/commands.md has the rows of `drill`): that the command calls this and nothing
// else is recorded in drill-role.test.ts.
import { ACCOUNT_ID, REGION, clusterArn } from '../../../lib/emulator/aws-names.ts';
import type { IamRequest } from '../recorded/iam-request.ts';
import { tagContext } from '../recorded/iam-request.ts';

/** Its logical id. */
export const DRILL_ROLE = 'DrillRole';

/** Auto Scaling's own tag on each instance of a group. */
export const GROUP_OF_INSTANCE = 'aws:autoscaling:groupName';

const LOOKS = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeInstanceRefreshes',
  'autoscaling:DescribeLifecycleHooks',
  'cloudwatch:GetMetricData',
  'ec2:DescribeInstances',
  'memorydb:DescribeEvents',
];

export function drillRequests(tableArn: string): readonly IamRequest[] {
  return [
    ...LOOKS.map((action) => ({ action, resource: '*', context: {} })),
    ...['StopInstances', 'TerminateInstances'].flatMap((name) =>
      ['rdb-fx', 'tickerplant-fx'].map((group) => ({
        action: `ec2:${name}`,
        resource: `arn:aws:ec2:${REGION}:${ACCOUNT_ID}:instance/i-0a1b2c3d4e5f60718`,
        context: tagContext({ [GROUP_OF_INSTANCE]: group }),
      })),
    ),
    ...['DescribeClusters', 'ListTags', 'FailoverShard'].map((name) => ({
      action: `memorydb:${name}`,
      resource: clusterArn('cache'),
      context: tagContext({ 'spillway:drills': 'allowed' }),
    })),
    ...['BatchGetItem', 'GetItem', 'Query', 'PutItem'].map((name) => ({
      action: `dynamodb:${name}`,
      resource: tableArn,
      context: {},
    })),
  ];
}
