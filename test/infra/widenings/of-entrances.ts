// Others who may come in: roles taken, functions called, topics and queues written.
import type { Widening } from './widening.ts';
import { ACCOUNT_CONDITION, ALARM_ROUTES, DEAD_LETTERS, ROLES, SCHEDULER } from './widening.ts';

export const OF_ENTRANCES: readonly Widening[] = [
  {
    title: 'the schedules of any account take the role',
    file: SCHEDULER,
    find: ACCOUNT_CONDITION,
    replace: '',
    reported: /SchedulerRole trusts \{/,
  },
  {
    title: 'any service takes a role of a function',
    file: ROLES,
    find: 'Principal: { Service: lambda.amazonaws.com }',
    replace: "Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'] }",
    reported: /OnTickRole trusts \{/,
  },
  {
    title: 'alarms of any account publish to the topic',
    file: ALARM_ROUTES,
    find: ACCOUNT_CONDITION,
    replace: '',
    reported: /topics AlarmTopic let in \{/,
  },
  {
    title: 'anybody publishes to the topic',
    file: ALARM_ROUTES,
    find: 'Principal: { Service: cloudwatch.amazonaws.com }',
    replace: "Principal: '*'",
    reported: /topics AlarmTopic let in \{/,
  },
  {
    title: 'alarms of any account publish to the notifications',
    file: 'infra/options/notify-email.yml',
    find: ACCOUNT_CONDITION,
    replace: '',
    reported: /topics NotificationTopic let in \{/,
  },
  {
    title: 'alarms of any account call on-alarm',
    file: ALARM_ROUTES,
    find: "\n      SourceAccount: { Ref: 'AWS::AccountId' }",
    replace: '',
    reported: /functions let in \{.*lambda.alarms/,
  },
  {
    title: 'any topic calls on-alarm',
    file: ALARM_ROUTES,
    find: '\n      SourceArn: { Ref: AlarmTopic }',
    replace: '',
    reported: /functions let in \{.*sns.amazonaws.com/,
  },
  {
    title: 'any rule calls on-alarm',
    file: ALARM_ROUTES,
    find: "\n      SourceArn: { 'Fn::GetAtt': [AlarmRule, Arn] }",
    replace: '',
    reported: /functions let in \{.*events.amazonaws.com/,
  },
  {
    title: 'any rule calls on-lifecycle',
    file: 'infra/lifecycle-routes.yml',
    find: "\n      SourceArn: { 'Fn::GetAtt': [LifecycleRule, Arn] }",
    replace: '',
    reported: /functions let in \{.*events.amazonaws.com/,
  },
  {
    title: 'any topic sends to the dead letters',
    file: DEAD_LETTERS,
    find: "\n            Condition:\n              ArnEquals:\n                'aws:SourceArn': { Ref: AlarmTopic }",
    replace: '',
    reported: /DeadLetters lets in \{.*sns.amazonaws.com/,
  },
  {
    title: 'the dead letters come in plain HTTP',
    file: DEAD_LETTERS,
    find: "'aws:SecureTransport': 'false'",
    replace: "'aws:SecureTransport': 'never'",
    reported: /DeadLetters lets in not \{.*SecureTransport/,
  },
  {
    title: 'a function with an address on the internet',
    file: SCHEDULER,
    find: 'Resources:\n',
    replace:
      'Resources:\n  Door:\n    Type: AWS::Lambda::Url\n    Properties: { AuthType: NONE, TargetFunctionArn: { Ref: OnDashscheduleLambdaFunction } }\n',
    reported: /Door: nobody has said what a AWS::Lambda::Url lets in/,
  },
];
