// The parameters of the released template: what stands in a settings file for those who deploy with serverless.yml. Each
// becomes a variable of the Terraform module (infra/terraform/variables.tf), which a test holds to this list.
import type { Parameter } from './parameter.ts';
import { PATTERNS, type Pattern } from './patterns.ts';
import { TAG_ASSERTIONS, TAG_CONDITIONS, TAG_PARAMETERS } from './tags.ts';

const onOff = (Description: string, Default: 'true' | 'false'): Parameter => ({
  Type: 'String',
  Description,
  Default,
  AllowedValues: ['true', 'false'],
});
const number = (
  Description: string,
  [MinValue, Default, MaxValue]: readonly [number, number, number],
): Parameter => ({
  Type: 'Number',
  Description,
  Default,
  MinValue,
  MaxValue,
});
const text = (Description: string, Default: string, pattern: Pattern): Parameter => ({
  Type: 'String',
  Description,
  Default,
  ...pattern,
});
const list = (Description: string, pattern: Pattern): Parameter => ({
  Type: 'CommaDelimitedList',
  Description,
  Default: '',
  ...pattern,
});

const CRON = 'six fields of EventBridge Scheduler, such as 30 17 ? * MON-FRI *; empty for no such schedule';
const MINUTES_OF_A_WEEK = 7 * 24 * 60;

/** Under the headings that the console shows them. */
export const PARAMETER_GROUPS = {
  Artifacts: {
    ArtifactBucket: {
      Type: 'String',
      Description: "A bucket of yours in the stack's region that holds the functions' zips",
      ...PATTERNS.bucket,
    },
    ArtifactPrefix: text('Where in the bucket they are, with a slash at the end', '', PATTERNS.prefix),
  },
  'Who is told': {
    NotifyEmail: text('An e-mail address for alarms; AWS asks it to confirm', '', PATTERNS.email),
    NotifyTopicArn: text(
      "In its place, the ARN of an SNS topic in the stack's region, whose policy lets CloudWatch publish",
      '',
      PATTERNS.topic,
    ),
  },
  Schedules: {
    Calendar: text(
      'Groups tagged spillway:calendar with it have these schedules; without the tag it is default',
      'default',
      PATTERNS.calendar,
    ),
    TimeZone: text('An IANA time zone: of the schedules and of the holidays', 'UTC', PATTERNS.timeZone),
    HolidayDates: list('Dates on which the schedules do nothing, such as 2026-12-25', PATTERNS.dates),
    EndOfDayCron: text(`End of day, after which servers proved empty may go: ${CRON}`, '', PATTERNS.cron),
    EndOfDayWindowMinutes: number('For how long they may go', [1, 240, MINUTES_OF_A_WEEK]),
    BeforeTheOpenCron: text(`Before the open: ${CRON}`, '', PATTERNS.cron),
    BeforeTheOpenNodeCount: number('How many servers there are to be then', [0, 2, 10_000]),
    BeforeTheOpenHoldMinutes: number('For how long at least', [1, 60, MINUTES_OF_A_WEEK]),
  },
  Probe: {
    ProbeSubnetIds: list(
      'Subnets from which the RDBs are asked over q IPC; empty for no probe',
      PATTERNS.subnets,
    ),
    ProbeSecurityGroupIds: list('Security groups of the probe', PATTERNS.securityGroups),
    ProbeQueries: text('Queries of your own: JSON, q text by name', '{}', PATTERNS.json),
    CredentialOwners: {
      Type: 'String',
      Description: 'Whether a group may use a secret that does not name it: enforce refuses, warn says so',
      Default: 'enforce',
      AllowedValues: ['enforce', 'warn'],
    },
  },
  Watching: {
    Metrics: {
      Type: 'String',
      Description:
        'What CloudWatch is sent: lean is what alarms watch, full every number as a metric of its own',
      Default: 'lean',
      AllowedValues: ['lean', 'full'],
    },
    TickMinutes: number('How often all groups are looked at', [1, 1, 5]),
    MemoryAlarmPercent: number('Memory use of a live RDB that wakes the autoscaler', [1, 60, 99]),
    AgentAlarm: onOff("Also watch the CloudWatch agent's mem_used_percent, server by server", 'true'),
    AgentAlarmPercent: number('Memory use that wakes it there', [1, 60, 99]),
    Tracing: onOff('X-Ray traces of the functions', 'false'),
    LogRetentionDays: {
      Type: 'Number',
      Description: "Days that the functions' logs are kept",
      Default: 30,
      AllowedValues: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653],
    },
  },
  'What the account asks for': {
    TableDeletionProtection: onOff('The state table cannot be deleted until this is false', 'true'),
    KmsKeyArn: text('A KMS key of yours for table, dead letters, topics and logs', '', PATTERNS.key),
    FunctionSubnetIds: list(
      'Subnets of the functions that run cycles, with endpoints to AWS; empty for no VPC',
      PATTERNS.subnets,
    ),
    FunctionSecurityGroupIds: list('Security groups of these functions', PATTERNS.securityGroups),
    PermissionsBoundaryArn: text('A policy that bounds every role', '', PATTERNS.boundary),
    ReserveConcurrency: onOff('Bound how many of each function run at once, and keep room for them', 'true'),
    OnAlarmConcurrency: number('How many of on-alarm', [1, 5, 1_000]),
    OnScheduleConcurrency: number('How many of on-schedule', [1, 2, 1_000]),
    OnLifecycleConcurrency: number('How many of on-lifecycle', [1, 5, 1_000]),
    OnTickConcurrency: number('How many of on-tick', [1, 3, 1_000]),
    ProbeConcurrency: number('How many of the probe', [1, 15, 1_000]),
  },
  Drills: {
    DrillPrincipalArns: list(
      'Roles or users who may take the role of drills, by ARN; empty for no such role',
      PATTERNS.principals,
    ),
    DrillGroupNames: list(
      'Auto Scaling groups whose servers that role may end: of RDBs, and of tickerplants',
      PATTERNS.groups,
    ),
  },
  Tags: TAG_PARAMETERS,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

export const PARAMETERS: Readonly<Record<string, Parameter>> = Object.assign(
  {},
  ...Object.values(PARAMETER_GROUPS),
);

const ref = (Ref: string) => ({ Ref });
const isTrue = (name: string) => ({ 'Fn::Equals': [ref(name), 'true'] });
const isGiven = (value: unknown) => ({ 'Fn::Not': [{ 'Fn::Equals': [value, ''] }] });
const isAnyGiven = (name: string) => isGiven({ 'Fn::Join': ['', ref(name)] });

/** The options that serverless.yml knows as well (release-settings.ts), and those of this template alone. */
export const CONDITIONS = {
  WithProbe: isAnyGiven('ProbeSubnetIds'),
  WithTracing: isTrue('Tracing'),
  WithAgentAlarm: isTrue('AgentAlarm'),
  WithOwnTopic: { 'Fn::Equals': [ref('NotifyTopicArn'), ''] },
  WithReservedConcurrency: isTrue('ReserveConcurrency'),
  WithKey: isGiven(ref('KmsKeyArn')),
  WithFunctionsInVpc: isAnyGiven('FunctionSubnetIds'),
  WithPermissionsBoundary: isGiven(ref('PermissionsBoundaryArn')),
  WithTableProtection: isTrue('TableDeletionProtection'),
  WithEndOfDay: isGiven(ref('EndOfDayCron')),
  WithBeforeTheOpen: isGiven(ref('BeforeTheOpenCron')),
  WithDrills: isAnyGiven('DrillPrincipalArns'),
  WithHolidays: isAnyGiven('HolidayDates'),
  ...TAG_CONDITIONS,
  TicksEachMinute: { 'Fn::Equals': [ref('TickMinutes'), '1'] },
} as const;

/** What CloudFormation refuses before it makes anything. */
export const RULES = {
  SomebodyIsTold: {
    Assertions: [
      {
        Assert: { 'Fn::Or': [isGiven(ref('NotifyEmail')), isGiven(ref('NotifyTopicArn'))] },
        AssertDescription: 'Give NotifyEmail, or NotifyTopicArn: somebody must be told of trouble',
      },
      {
        Assert: {
          'Fn::Not': [{ 'Fn::And': [isGiven(ref('NotifyEmail')), isGiven(ref('NotifyTopicArn'))] }],
        },
        AssertDescription:
          'Give NotifyEmail or NotifyTopicArn, one of the two: with a topic nobody would write to the address',
      },
    ],
  },
  TagsAreWhole: { Assertions: TAG_ASSERTIONS },
};
