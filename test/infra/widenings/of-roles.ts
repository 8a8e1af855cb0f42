// Roles that may do more than they must.
import type { Widening } from './widening.ts';
import { DEAD_LETTER_RESOURCE, logArn, PROBE, ROLES, SCHEDULER } from './widening.ts';

const GROUPS_ARN =
  'arn:${AWS::Partition}:autoscaling:${AWS::Region}:${AWS::AccountId}:autoScalingGroup:*:autoScalingGroupName/*';
const CLUSTERS_ARN = 'arn:${AWS::Partition}:memorydb:${AWS::Region}:${AWS::AccountId}:cluster/*';
const STREAMS_ARN = 'arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/*';
const BUS_ARN = 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default';
const ITSELF_ARN =
  'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${self:service}-${sls:stage}-on-tick';
const SECRET_ARN = 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:spillway/*';

/** The table's statement of on-tick: it alone reads many items at once. */
const TICK_TABLE = `- dynamodb:BatchGetItem
              Resource: { 'Fn::GetAtt': [StateTable, Arn] }`;

export const OF_ROLES: readonly Widening[] = [
  {
    title: 'the functions invoke any function',
    file: PROBE,
    find: "Resource: { 'Fn::GetAtt': [ProbeLambdaFunction, Arn] }",
    replace: "Resource: '*'",
    reported: /on-tick is allowed lambda:InvokeFunction on .*:function:somebody-elses/,
  },
  {
    title: 'the functions invoke each other',
    file: PROBE,
    find: "Resource: { 'Fn::GetAtt': [ProbeLambdaFunction, Arn] }",
    replace:
      "Resource: [{ 'Fn::GetAtt': [ProbeLambdaFunction, Arn] }, { 'Fn::GetAtt': [OnDashscheduleLambdaFunction, Arn] }]",
    reported: /on-alarm is allowed lambda:InvokeFunction on .*on-schedule/,
  },
  {
    title: 'the tick hands on to any function',
    file: ROLES,
    find: ITSELF_ARN,
    replace: ITSELF_ARN.replace('${self:service}-${sls:stage}-on-tick', '*'),
    reported: /on-tick is allowed lambda:InvokeFunction on .*:function:somebody-elses/,
  },
  {
    title: 'the tick hands on to another function of ours',
    file: ROLES,
    find: ITSELF_ARN,
    replace: ITSELF_ARN.replace('on-tick', 'on-schedule'),
    reported: /on-tick is denied lambda:InvokeFunction on .*on-tick/,
  },
  {
    title: 'a schedule hands on to the tick',
    file: ROLES,
    find: ITSELF_ARN.replace('on-tick', 'on-schedule'),
    replace: ITSELF_ARN,
    reported: /on-schedule is denied lambda:InvokeFunction on .*on-schedule/,
  },
  {
    title: 'the schedules invoke any function',
    file: SCHEDULER,
    find: "- { 'Fn::GetAtt': [OnDashtickLambdaFunction, Arn] }",
    replace: "- '*'",
    reported: /schedules is allowed lambda:InvokeFunction on .*:function:somebody-elses/,
  },
  {
    title: 'the schedules invoke another function of ours',
    file: SCHEDULER,
    find: "- { 'Fn::GetAtt': [OnDashtickLambdaFunction, Arn] }",
    replace:
      "- { 'Fn::GetAtt': [OnDashtickLambdaFunction, Arn] }\n                  - { 'Fn::GetAtt': [OnDashalarmLambdaFunction, Arn] }",
    reported: /schedules is allowed lambda:InvokeFunction on .*on-alarm/,
  },
  {
    title: 'the functions send to any queue',
    file: ROLES,
    find: DEAD_LETTER_RESOURCE,
    replace: "Action: sqs:SendMessage\n              Resource: '*'",
    reported: /on-alarm is allowed sqs:SendMessage on .*:somebody-elses/,
  },
  {
    title: 'the schedules send to any queue',
    file: SCHEDULER,
    find: "Resource: { 'Fn::GetAtt': [DeadLetters, Arn] }",
    replace: "Resource: '*'",
    reported: /schedules is allowed sqs:SendMessage on .*:somebody-elses/,
  },
  {
    title: 'groups of any region and account',
    file: ROLES,
    find: GROUPS_ARN,
    replace: 'arn:${AWS::Partition}:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*',
    reported: /on-tick is allowed autoscaling:SetDesiredCapacity on .*:210987654321:/,
  },
  {
    title: 'groups of any region',
    file: ROLES,
    find: GROUPS_ARN,
    replace: GROUPS_ARN.replace('${AWS::Region}', '*'),
    reported: /on-tick is allowed autoscaling:SetDesiredCapacity on .*:eu-central-1:/,
  },
  {
    title: 'streams of any account',
    file: ROLES,
    find: STREAMS_ARN,
    replace: STREAMS_ARN.replace('${AWS::AccountId}', '*'),
    reported: /on-alarm is allowed kinesis:ListShards on .*:210987654321:stream/,
  },
  {
    title: 'clusters of any account',
    file: ROLES,
    find: `- memorydb:ListTags\n              Resource:\n                Fn::Sub: ${CLUSTERS_ARN}`,
    replace: `- memorydb:ListTags\n              Resource:\n                Fn::Sub: ${CLUSTERS_ARN.replace('${AWS::AccountId}', '*')}`,
    reported: /on-alarm is allowed memorydb:(DescribeClusters|ListTags) on .*:210987654321:cluster/,
  },
  {
    title: 'clusters without the tag',
    file: ROLES,
    find: "'aws:ResourceTag/spillway:managed': 'true'",
    replace: "'aws:ResourceTag/spillway:managed': '*'",
    reported: /on-tick is (denied|allowed) memorydb:UpdateCluster/,
  },
  {
    title: 'clusters failed over',
    file: ROLES,
    find: 'Action: memorydb:UpdateCluster',
    replace: 'Action: [memorydb:UpdateCluster, memorydb:FailoverShard]',
    reported: /on-tick holds memorydb:FailoverShard and needs it for nothing/,
  },
  {
    title: 'shards of streams split one by one',
    file: ROLES,
    find: '- kinesis:ListShards',
    replace: '- kinesis:ListShards\n                - kinesis:SplitShard',
    reported: /on-tick holds kinesis:SplitShard and needs it for nothing/,
  },
  {
    title: 'events on a bus of any account',
    file: ROLES,
    find: BUS_ARN,
    replace: BUS_ARN.replace('${AWS::AccountId}', '*'),
    reported: /on-schedule is allowed events:PutEvents on .*:210987654321:event-bus/,
  },
  {
    title: 'events on any bus',
    file: ROLES,
    find: BUS_ARN,
    replace: BUS_ARN.replace('default', '*'),
    reported: /allowed events:PutEvents on .*event-bus\/somebody-elses/,
  },
  {
    title: 'secrets of any account',
    file: PROBE,
    find: SECRET_ARN,
    replace: SECRET_ARN.replace('${AWS::AccountId}', '*'),
    reported: /allowed secretsmanager:GetSecretValue on .*:210987654321:/,
  },
  {
    title: 'any secret',
    file: PROBE,
    find: SECRET_ARN,
    replace: SECRET_ARN.replace('spillway/*', '*'),
    reported: /allowed secretsmanager:GetSecretValue on .*:secret:somebody-elses/,
  },
  {
    title: 'any table',
    file: ROLES,
    find: TICK_TABLE,
    replace:
      "- dynamodb:BatchGetItem\n              Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*' }",
    reported: /on-tick is allowed dynamodb:UpdateItem on .*:table\/somebody-elses/,
  },
  {
    title: 'the table of any region',
    file: ROLES,
    find: TICK_TABLE,
    replace:
      "- dynamodb:BatchGetItem\n              Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:*:${AWS::AccountId}:table/spillway-state' }",
    reported: /on-tick is allowed dynamodb:GetItem on .*:eu-central-1:/,
  },
  ...['on-alarm', 'on-schedule', 'on-lifecycle', 'on-tick'].map((name) => ({
    title: `${name} writes all log groups`,
    file: ROLES,
    find: logArn(name),
    replace: 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*',
    reported: new RegExp(`${name} is allowed logs:PutLogEvents on .*:log-group:/aws/lambda/somebody-elses`),
  })),
  {
    title: 'the probe writes the log groups of all functions',
    file: PROBE,
    find: logArn('probe'),
    replace: 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*:*',
    reported: /probe is allowed logs:PutLogEvents on .*:log-group:\/aws\/lambda\/somebody-elses/,
  },
  {
    title: 'groups without the tag',
    file: ROLES,
    find: `
              Condition:
                StringEquals:
                  'autoscaling:ResourceTag/spillway:managed': 'true'`,
    replace: '',
    reported: /allowed autoscaling:TerminateInstanceInAutoScalingGroup on \S+$/,
  },
  {
    title: 'groups with the tag at any value',
    file: ROLES,
    find: `StringEquals:
                  'autoscaling:ResourceTag/spillway:managed': 'true'`,
    replace: `StringLike:
                  'autoscaling:ResourceTag/spillway:managed': '*'`,
    reported: /allowed autoscaling:SetDesiredCapacity on .*"false"/,
  },
  {
    title: 'groups without the tag, if no tag is asked about',
    file: ROLES,
    find: `StringEquals:
                  'autoscaling:ResourceTag/spillway:managed': 'true'`,
    replace: `StringEqualsIfExists:
                  'autoscaling:ResourceTag/spillway:managed': 'true'`,
    reported: /allowed autoscaling:CompleteLifecycleAction on \S+$/,
  },
  {
    title: "events in another's name, among ours",
    file: ROLES,
    find: "'ForAllValues:StringEquals'",
    replace: "'ForAnyValue:StringEquals'",
    reported: /allowed events:PutEvents on .*"aws.ec2"/,
  },
  {
    title: 'events in any name',
    file: ROLES,
    find: "'events:source': spillway",
    replace: "'events:source': '*'",
    reported: /denied events:PutEvents/,
  },
  {
    title: 'all actions on the groups',
    file: ROLES,
    find: '- autoscaling:SetDesiredCapacity',
    replace: "- 'autoscaling:*'",
    reported: /on-alarm holds autoscaling:\* and needs it for nothing/,
  },
  {
    title: 'an action that nothing calls',
    file: ROLES,
    find: '- ec2:DescribeInstances',
    replace: '- ec2:DescribeInstances\n                - ec2:DescribeImages',
    reported: /on-tick holds ec2:DescribeImages and needs it for nothing/,
  },
  {
    title: 'the journal read by a function',
    file: ROLES,
    find: TICK_TABLE,
    replace: `- dynamodb:Query\n                ${TICK_TABLE}`,
    reported: /on-tick holds dynamodb:Query and needs it for nothing/,
  },
  {
    title: 'the VPC actions not denied to the code of the probe',
    file: PROBE,
    find: 'Effect: Deny',
    replace: 'Effect: Allow',
    reported: /probe is allowed ec2:CreateNetworkInterface from its own code/,
  },
  {
    title: 'a managed policy',
    file: ROLES,
    find: '  OnTickRole:\n    Type: AWS::IAM::Role\n    Properties:',
    replace:
      '  OnTickRole:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns: [arn:aws:iam::aws:policy/PowerUserAccess]',
    reported: /OnTickRole holds a managed policy/,
  },
  {
    title: 'two functions with one role',
    file: ROLES,
    find: "OnDashalarmLambdaFunction: { Properties: { Role: { 'Fn::GetAtt': [OnAlarmRole, Arn] } } }",
    replace: "OnDashalarmLambdaFunction: { Properties: { Role: { 'Fn::GetAtt': [OnTickRole, Arn] } } }",
    reported: /OnTickRole is the role of several/,
  },
];
