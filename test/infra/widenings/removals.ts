// What AWS itself needs, taken away: missed by nothing in the code, and by everybody when it is needed.
import type { Widening } from './widening.ts';
import {
  ALARM_ROUTES,
  DEAD_LETTER_RESOURCE,
  DEAD_LETTERS,
  logArn,
  PROBE,
  ROLES,
  SCHEDULER,
} from './widening.ts';

const TICK_ROLE = `  OnTickRole:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: \${self:custom.deployment.permissionsBoundary}
      AssumeRolePolicyDocument: *Lambda
      Policies:
        - PolicyName: cycle
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
            - *Observe
            - *ChangeManagedGroups
            - *Announce
            - *DeadLetter`;

export const REMOVALS: readonly Widening[] = [
  {
    title: 'no function may send its dead letters',
    file: ROLES,
    find: DEAD_LETTER_RESOURCE,
    replace: "Action: sqs:ListQueues\n              Resource: '*'",
    reported: /on-lifecycle is denied sqs:SendMessage/,
  },
  {
    title: 'on-tick may not send its dead letters',
    file: ROLES,
    find: TICK_ROLE,
    replace: TICK_ROLE.replace('\n            - *DeadLetter', ''),
    reported: /on-tick is denied sqs:SendMessage/,
  },
  {
    title: 'the schedules may not send their dead letters',
    file: SCHEDULER,
    find: 'Action: sqs:SendMessage',
    replace: 'Action: sqs:GetQueueUrl',
    reported: /schedules is denied sqs:SendMessage/,
  },
  {
    title: 'a rule may not send its dead letters',
    file: DEAD_LETTERS,
    find: "\n                  - { 'Fn::GetAtt': [LaunchFailureRule, Arn] }",
    replace: '',
    reported: /DeadLetters lets in not \{.*LaunchFailureRule/,
  },
  {
    title: 'on-alarm without dead letters',
    file: 'infra/functions.yml',
    find: `  onError: { 'Fn::GetAtt': [DeadLetters, Arn] }
  package:
    artifact: .build/on-alarm.zip`,
    replace: '  package:\n    artifact: .build/on-alarm.zip',
    reported: /OnDashalarmLambdaFunction has no dead letters/,
  },
  {
    title: 'traces that on-tick may not send',
    file: ROLES,
    find: `${logArn('on-tick')}\n            - *Trace`,
    replace: logArn('on-tick'),
    reported: /on-tick is denied xray:PutTraceSegments/,
  },
  {
    title: 'traces that the probe may not send',
    file: PROBE,
    find: 'tracing: PassThrough',
    replace: 'tracing: Active',
    reported: /probe is denied xray:PutTraceSegments/,
  },
  {
    title: 'a VPC that the probe cannot enter',
    file: PROBE,
    find: "- ec2:AssignPrivateIpAddresses\n                    - ec2:UnassignPrivateIpAddresses\n                  Resource: '*'\n                # ... and",
    replace: "- ec2:AssignPrivateIpAddresses\n                  Resource: '*'\n                # ... and",
    reported: /probe is denied ec2:UnassignPrivateIpAddresses/,
  },
  {
    title: 'a log that on-schedule cannot write',
    file: ROLES,
    find: logArn('on-schedule'),
    replace: logArn('on-scheduled'),
    reported: /on-schedule is denied logs:CreateLogStream/,
  },
  {
    title: 'alarms do not come by EventBridge',
    file: ALARM_ROUTES,
    find: 'alarmName: [{ prefix: spillway-memory- }, ',
    replace: 'alarmName: [{ prefix: spillway-live- }, ',
    reported: /no route for alarms by EventBridge, single/,
  },
  {
    title: 'alarms on streams do not come by EventBridge',
    file: ALARM_ROUTES,
    find: ', { prefix: spillway-streams- }',
    replace: '',
    reported: /no route for alarms by EventBridge, contributors/,
  },
  {
    title: 'alarms on clusters do not come by EventBridge',
    file: ALARM_ROUTES,
    find: ', { prefix: spillway-clusters- }]',
    replace: ']',
    reported: /no route for alarms by EventBridge, contributors/,
  },
  {
    title: 'contributors do not come by EventBridge',
    file: ALARM_ROUTES,
    find: '\n          - CloudWatch Alarm Contributor State Change',
    replace: '',
    reported: /no route for alarms by EventBridge, contributors/,
  },
  {
    title: 'EventBridge may not call on-alarm',
    file: ALARM_ROUTES,
    find: 'Principal: events.amazonaws.com',
    replace: 'Principal: scheduler.amazonaws.com',
    reported: /functions let in not \{.*AlarmRule/,
  },
  {
    title: 'alarms do not come by the topic',
    file: ALARM_ROUTES,
    find: 'Protocol: lambda',
    replace: 'Protocol: sqs',
    reported: /no route for alarms by SNS/,
  },
  {
    title: 'the topic may not call on-alarm',
    file: ALARM_ROUTES,
    find: 'Principal: sns.amazonaws.com',
    replace: 'Principal: sqs.amazonaws.com',
    reported: /functions let in not \{.*sns.amazonaws.com/,
  },
  {
    title: 'alarms may not call on-alarm directly',
    file: ALARM_ROUTES,
    find: 'Principal: lambda.alarms.cloudwatch.amazonaws.com',
    replace: 'Principal: cloudwatch.amazonaws.com',
    reported: /no route for alarms by direct action/,
  },
  {
    title: 'hooks do not reach on-lifecycle',
    file: 'infra/lifecycle-routes.yml',
    find: 'EC2 Instance-terminate Lifecycle Action',
    replace: 'EC2 Instance-launch Lifecycle Action',
    reported: /no route for terminating hooks/,
  },
];
