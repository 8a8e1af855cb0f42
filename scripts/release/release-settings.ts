// What the project is packaged with for a release: every option on, and placeholders in the place of what a deployment
// gives. And each option turned off alone, so that the template says what it changes. Pure.
import { settingsSchema } from '../../lib/settings/settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { deploymentValues } from '../package/deployment-values.ts';
import { scheduleResources } from '../package/schedule-resources.ts';
import type { CONDITIONS } from './parameters.ts';
import { type Placeholders, wordOf } from './placeholders.ts';

/** The stage whose name stands for the stack's own. */
export const RELEASE_STAGE = 'stackname';

/** What packaging reads from `.build/`. */
export interface BuildValues {
  readonly deployment: Readonly<Record<string, unknown>>;
  readonly schedules: Readonly<Record<string, unknown>>;
}

/** Numbers that nobody means, where the settings take numbers alone. */
const NUMBERS = {
  EndOfDayWindowMinutes: 990_001,
  BeforeTheOpenNodeCount: 990_002,
  BeforeTheOpenHoldMinutes: 990_003,
  MemoryAlarmPercent: 990_004,
  AgentAlarmPercent: 990_005,
  OnAlarmConcurrency: 990_006,
  OnScheduleConcurrency: 990_007,
  OnLifecycleConcurrency: 990_008,
  OnTickConcurrency: 990_009,
  ProbeConcurrency: 990_010,
  // osls knows the days that CloudWatch Logs takes; of these nobody means ten years.
  LogRetentionDays: 3_653,
} as const;

const WORDS = [
  'NotifyEmail',
  'NotifyTopicArn',
  'Calendar',
  'TimeZone',
  'HolidayDates',
  'EndOfDayCron',
  'BeforeTheOpenCron',
  'ProbeSubnetIds',
  'ProbeSecurityGroupIds',
  'ProbeQueries',
  'CredentialOwners',
  'Metrics',
  'FunctionSubnetIds',
  'FunctionSecurityGroupIds',
  'KmsKeyArn',
  'PermissionsBoundaryArn',
  'DrillPrincipalArns',
  'DrillGroupNames',
] as const;

export const PLACEHOLDERS: Placeholders = {
  values: {
    ...Object.fromEntries(WORDS.map((name) => [name, { Ref: name }])),
    TickRate: {
      'Fn::If': ['TicksEachMinute', 'rate(1 minute)', { 'Fn::Sub': 'rate(${TickMinutes} minutes)' }],
    },
    // Within the payload's JSON: `"2026-12-25","2027-01-01"`, or nothing.
    QuotedDates: {
      'Fn::If': [
        'WithHolidays',
        { 'Fn::Sub': ['"${Dates}"', { Dates: { 'Fn::Join': ['","', { Ref: 'HolidayDates' }] } }] },
        '',
      ],
    },
  },
  numbers: new Map(Object.entries(NUMBERS).map(([name, number]) => [number, name])),
  lists: new Set([
    'ProbeSubnetIds',
    'ProbeSecurityGroupIds',
    'FunctionSubnetIds',
    'FunctionSecurityGroupIds',
    'DrillPrincipalArns',
    'DrillGroupNames',
  ]),
  texts: { [`spillway-${RELEASE_STAGE}`]: '${AWS::StackName}' },
};

/** As they come out of a settings file that turns everything on. */
const withoutKey: Settings = {
  ...settingsSchema.parse({ notifications: { email: 'somebody@example.com' }, schedules: [] }),
  tracing: true,
  metrics: 'lean',
  logs: { retentionDays: NUMBERS.LogRetentionDays },
  memoryAlarms: { percent: NUMBERS.MemoryAlarmPercent, agentPercent: NUMBERS.AgentAlarmPercent, agent: true },
  reservedConcurrency: {
    onAlarm: NUMBERS.OnAlarmConcurrency,
    onSchedule: NUMBERS.OnScheduleConcurrency,
    onLifecycle: NUMBERS.OnLifecycleConcurrency,
    onTick: NUMBERS.OnTickConcurrency,
    probe: NUMBERS.ProbeConcurrency,
  },
  probe: {
    enabled: true,
    subnetIds: [wordOf('ProbeSubnetIds')],
    securityGroupIds: [wordOf('ProbeSecurityGroupIds')],
    queries: {},
    secretOwners: 'enforce',
  },
  vpc: {
    subnetIds: [wordOf('FunctionSubnetIds')],
    securityGroupIds: [wordOf('FunctionSecurityGroupIds')],
  },
  drills: { principalArns: [wordOf('DrillPrincipalArns')], groups: [wordOf('DrillGroupNames')] },
};

const settings: Settings = { ...withoutKey, kmsKeyArn: wordOf('KmsKeyArn') };

function valuesOf(
  changes: Partial<Settings> = {},
  names: readonly string[] = ['end-of-day', 'before-the-open'],
): BuildValues {
  const own = { ...settings, ...changes };
  return {
    deployment: {
      ...deploymentValues(own),
      tickRate: wordOf('TickRate'),
      probeQueries: wordOf('ProbeQueries'),
      permissionsBoundary: wordOf('PermissionsBoundaryArn'),
      secretOwners: wordOf('CredentialOwners'),
      metrics: wordOf('Metrics'),
      ...(own.notifications.email !== undefined && { notificationEmail: wordOf('NotifyEmail') }),
      ...(own.notifications.topicArn !== undefined && { notificationTopic: wordOf('NotifyTopicArn') }),
      // No condition can choose it: whoever lets go of the table deletes it by hand.
      tableDeletionPolicy: 'RetainExceptOnCreate',
    },
    schedules: { Resources: schedules(names) },
  };
}

function schedules(names: readonly string[]) {
  const calendar = wordOf('Calendar');
  const common = {
    calendar,
    timeZone: wordOf('TimeZone'),
    onHolidays: 'skip',
    onHalfDays: 'as-usual',
  } as const;
  const both = [
    {
      ...common,
      name: 'end-of-day',
      action: 'scale-in' as const,
      cron: wordOf('EndOfDayCron'),
      windowMinutes: NUMBERS.EndOfDayWindowMinutes,
    },
    {
      ...common,
      name: 'before-the-open',
      action: 'ensure-capacity' as const,
      cron: wordOf('BeforeTheOpenCron'),
      nodeCount: NUMBERS.BeforeTheOpenNodeCount,
      holdMinutes: NUMBERS.BeforeTheOpenHoldMinutes,
    },
  ];
  const calendars = { [calendar]: { timeZone: common.timeZone, holidays: ['HOLIDAYS'], halfDays: [] } };
  const resources = scheduleResources({
    schedules: both.filter(({ name }) => names.includes(name)),
    calendars,
    nowMs: 0,
  });
  const filled = JSON.stringify(resources).replaceAll('\\"HOLIDAYS\\"', wordOf('QuotedDates'));
  return JSON.parse(filled) as Readonly<Record<string, unknown>>;
}

export const ALL_ON: BuildValues = valuesOf();

/** By the condition that is false without it. */
export const ONE_OFF: Readonly<Partial<Record<keyof typeof CONDITIONS, BuildValues>>> = {
  WithProbe: valuesOf({ probe: { ...settings.probe, enabled: false } }),
  WithTracing: valuesOf({ tracing: false }),
  WithAgentAlarm: valuesOf({ memoryAlarms: { ...settings.memoryAlarms, agent: false } }),
  WithOwnTopic: valuesOf({ notifications: { topicArn: wordOf('NotifyTopicArn') } }),
  WithReservedConcurrency: valuesOf({ reservedConcurrency: false }),
  WithKey: {
    ...ALL_ON,
    deployment: { ...ALL_ON.deployment, key: 'key-off', kmsKeyArn: deploymentValues(withoutKey).kmsKeyArn },
  },
  WithFunctionsInVpc: {
    ...ALL_ON,
    deployment: { ...ALL_ON.deployment, functionsVpc: 'functions-vpc-off' },
  },
  WithPermissionsBoundary: {
    ...ALL_ON,
    deployment: { ...ALL_ON.deployment, permissionsBoundary: deploymentValues(settings).permissionsBoundary },
  },
  WithTableProtection: valuesOf({ table: { deletionProtection: false } }),
  WithEndOfDay: valuesOf({}, ['before-the-open']),
  WithBeforeTheOpen: valuesOf({}, ['end-of-day']),
  WithDrills: valuesOf({ drills: undefined }),
};
