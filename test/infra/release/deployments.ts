// Deployments of the released template, and the same as settings files say it; and each option turned alone.
import type { CONDITIONS } from '../../../scripts/release/parameters.ts';
import type { TAG_CONDITIONS } from '../../../scripts/release/tags.ts';
import { OTHER_OPTIONS } from '../package-project-fixture.ts';

type Given = Readonly<Record<string, string>>;

/** Every option on. */
export const ON = {
  NotifyEmail: 'desk@example.com',
  Calendar: 'desk',
  TimeZone: 'America/New_York',
  HolidayDates: '2026-12-25,2027-01-01',
  EndOfDayCron: '30 17 ? * MON-FRI *',
  EndOfDayWindowMinutes: '120',
  BeforeTheOpenCron: '0 9 ? * MON-FRI *',
  BeforeTheOpenNodeCount: '3',
  ProbeSubnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
  ProbeSecurityGroupIds: 'sg-0a1b2c3d',
  ProbeQueries: '{"ours":"{x}"}',
  TickMinutes: '2',
  MemoryAlarmPercent: '55',
  AgentAlarmPercent: '65',
  Tracing: 'true',
  LogRetentionDays: '90',
  PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
  OnAlarmConcurrency: '7',
  KmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f',
  FunctionSubnetIds: 'subnet-0a1b2c3d',
  FunctionSecurityGroupIds: 'sg-0a1b2c3e',
  DrillPrincipalArns: 'arn:aws:iam::123456789012:role/operators,arn:aws:iam::123456789012:user/ada',
  DrillGroupNames: 'rdb-fx,tickerplant-fx',
} as const;

/** Every option off. */
export const OFF = {
  NotifyTopicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call',
  AgentAlarm: 'false',
  Metrics: 'full',
  ReserveConcurrency: 'false',
  TableDeletionProtection: 'false',
} as const;

/** The same as ON, as a settings file says it. */
export const ON_SETTINGS = `
notifications: { email: desk@example.com }
schedules:
  - { name: end-of-day, action: scale-in, calendar: desk, timeZone: America/New_York, cron: '30 17 ? * MON-FRI *', windowMinutes: 120 }
  - { name: before-the-open, action: ensure-capacity, calendar: desk, timeZone: America/New_York, cron: '0 9 ? * MON-FRI *', nodeCount: 3 }
tick: { everyMinutes: 2 }
logs: { retentionDays: 90 }
metrics: lean
memoryAlarms: { percent: 55, agentPercent: 65 }
reservedConcurrency: { onAlarm: 7 }
tracing: true
permissionsBoundaryArn: arn:aws:iam::123456789012:policy/boundary
vpc: { subnetIds: [subnet-0a1b2c3d], securityGroupIds: [sg-0a1b2c3e] }
kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f
drills:
  principalArns: ['arn:aws:iam::123456789012:role/operators', 'arn:aws:iam::123456789012:user/ada']
  groups: [rdb-fx, tickerplant-fx]
probe:
  enabled: true
  secretOwners: enforce
  subnetIds: [subnet-0a1b2c3d, subnet-0a1b2c3e]
  securityGroupIds: [sg-0a1b2c3d]
  queries: { ours: '{x}' }
`;
export const CALENDARS = `
default: { timeZone: UTC }
desk: { timeZone: America/New_York, holidays: [2026-12-25, 2027-01-01] }
`;
/** The same as OFF. */
export const OFF_SETTINGS = OTHER_OPTIONS.replace('everyMinutes: 5', 'everyMinutes: 1')
  .replace('tracing: true', 'tracing: false')
  .replace('  enabled: true', '  enabled: false')
  .replace(/^drills: .*$/m, '');

/** Tags, which serverless.yml gives to the stack in place of its resources. */
export const TAGS = {
  TagKey1: 'team',
  TagValue1: 'rates',
  TagKey3: 'cost-center',
  TagValue3: '4711',
} as const;
const ALL_TAGS: Given = Object.fromEntries(
  [1, 2, 3, 4, 5].flatMap((number) => [
    [`TagKey${number}`, `key-${number}`],
    [`TagValue${number}`, `value ${number}`],
  ]),
);

/** The parameters that decide each condition. Tags are an option each, on every resource alike. */
const SWITCHES: Readonly<
  Record<Exclude<keyof typeof CONDITIONS, keyof typeof TAG_CONDITIONS>, readonly string[]>
> = {
  WithProbe: ['ProbeSubnetIds', 'ProbeSecurityGroupIds', 'ProbeQueries'],
  WithTracing: ['Tracing'],
  WithAgentAlarm: ['AgentAlarm'],
  WithOwnTopic: ['NotifyEmail', 'NotifyTopicArn'],
  WithReservedConcurrency: ['ReserveConcurrency'],
  WithKey: ['KmsKeyArn'],
  WithFunctionsInVpc: ['FunctionSubnetIds', 'FunctionSecurityGroupIds'],
  WithPermissionsBoundary: ['PermissionsBoundaryArn'],
  WithTableProtection: ['TableDeletionProtection'],
  WithEndOfDay: ['EndOfDayCron'],
  WithBeforeTheOpen: ['BeforeTheOpenCron'],
  WithDrills: ['DrillPrincipalArns', 'DrillGroupNames'],
  WithHolidays: ['HolidayDates'],
  TicksEachMinute: ['TickMinutes'],
};

export interface Deployment {
  readonly name: string;
  readonly parameters: Given;
}

/** All on, all off, and each option turned alone from either. */
export function everyOption(): readonly Deployment[] {
  const [on, off]: readonly [Given, Given] = [ON, OFF];
  const turned = (from: Given, to: Given, switches: readonly string[]): Given => ({
    ...Object.fromEntries(Object.entries(from).filter(([name]) => !switches.includes(name))),
    ...Object.fromEntries(Object.entries(to).filter(([name]) => switches.includes(name))),
  });
  return [
    { name: 'all on', parameters: on },
    { name: 'all off', parameters: off },
    { name: 'all off but tags', parameters: { ...off, ...ALL_TAGS } },
    ...[1, 2, 3, 4, 5].map((number) => ({
      name: `all on, and tag ${number}`,
      parameters: { ...on, [`TagKey${number}`]: 'team', [`TagValue${number}`]: 'rates' },
    })),
    ...Object.entries(SWITCHES).flatMap(([name, switches]) => [
      { name: `all on but ${name}`, parameters: turned(on, off, switches) },
      { name: `all off but ${name}`, parameters: turned(off, on, switches) },
    ]),
  ];
}
