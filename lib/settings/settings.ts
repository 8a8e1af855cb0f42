// The settings of one deployment: names, defaults, ranges and error texts. Parsing only; files are read in
// load-settings.ts, and what spans several values is checked in check-schedules.ts.
import * as z from 'zod';
import { isTimeZone } from '../core/calendar.ts';

const required = (allowed: string) => ({ error: allowed });
const wholeNumber = (min: number, max: number, unit = '') => {
  const error = `a whole number from ${min} to ${max}${unit}`;
  return z.int(error).min(min, error).max(max, error);
};
const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, `one of ${values.join(', ')}`);
const flag = z.boolean('true or false');
const matching = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);

const TIME_OF_DAY = 'a time of day on the 24-hour clock, such as "13:30" (in quotation marks)';
const timeOfDay = matching(/^([01]\d|2[0-3]):[0-5]\d$/, TIME_OF_DAY);
const timeZone = z
  .string('an IANA time zone, such as America/New_York')
  .refine(isTimeZone, 'an IANA time zone, such as America/New_York, Europe/London or UTC');
const name = matching(/^[a-z][a-z0-9-]{0,39}$/, 'up to 40 of a-z, 0-9 and -, a letter first');
const date = z.iso.date('a date, such as 2026-12-25').array();

const MINUTES_MAX = 7 * 24 * 60;

const scheduleBasics = {
  /** Unique; becomes part of the schedule's name in AWS. */
  name,
  /** `30 16 ? * MON-FRI *`: EventBridge Scheduler's six fields, on the clock of `timeZone`. */
  cron: z.string(required('a cron expression, such as 30 16 ? * MON-FRI *')),
  timeZone,
  /** Only groups tagged with this `spillway:calendar`, and not on its holidays. */
  calendar: z.string(required('a calendar of config/calendars.yml')).optional(),
  /** Only these groups. */
  groups: z.array(z.string('the name of a group').min(1, 'the name of a group')).min(1).optional(),
  onHolidays: oneOf('skip', 'as-usual').default('skip'),
  /** On the calendar's half-days: at its usual time, not at all, or at this time (calendar's time zone). */
  onHalfDays: z
    .union([z.literal('as-usual'), z.literal('skip'), timeOfDay], `as-usual, skip, or ${TIME_OF_DAY}`)
    .default('as-usual'),
};

const schedule = z.discriminatedUnion(
  'action',
  [
    z.strictObject({
      action: z.literal('scale-in'),
      ...scheduleBasics,
      windowMinutes: wholeNumber(1, MINUTES_MAX, ' (a week)').default(240),
    }),
    z.strictObject({
      action: z.literal('ensure-capacity'),
      ...scheduleBasics,
      nodeCount: wholeNumber(0, 10_000),
      holdMinutes: wholeNumber(1, MINUTES_MAX, ' (a week)').default(60),
    }),
    z.strictObject({ action: z.literal('scale-to-zero'), ...scheduleBasics }),
  ],
  { error: 'one of scale-in, ensure-capacity, scale-to-zero' },
);

/** Lambda gives a function 4 KB of environment in all. */
const QUERY_TEXTS_LENGTH_MAX = 3_000;

const subnetIds = z.array(matching(/^subnet-[0-9a-f]+$/, 'a subnet id, such as subnet-0a1b2c3d'));
const securityGroupIds = z.array(matching(/^sg-[0-9a-f]+$/, 'a security group id, such as sg-0a1b2c3d'));

const probe = z.strictObject({
  enabled: flag.default(false),
  /** Subnets from which the RDBs are reached; needed when enabled. */
  subnetIds: subnetIds.default([]),
  securityGroupIds: securityGroupIds.default([]),
  /** Queries of your own by name, for the tag `spillway:probe-query`; `tick` and `kx-autoscaling` exist. */
  queries: z
    .record(name, z.string('q text').min(1, 'q text'), 'q text by name')
    .default({})
    .refine((queries) => JSON.stringify(queries).length <= QUERY_TEXTS_LENGTH_MAX, {
      error: `at most ${QUERY_TEXTS_LENGTH_MAX} characters in all; put a function on the RDB and call it`,
    }),
  /**
   * Whether a group may use a secret that does not name it: `enforce` refuses, `warn` uses it and says so. The default is
   * what 0.1 did, so that an upgrade blinds nobody.
   */
  secretOwners: oneOf('enforce', 'warn').default('warn'),
});

const GROUP_ALLOWED = 'the name of an Auto Scaling group, without * and ?';

/** Runs at once for which Lambda keeps room, by function. */
const reserved = z.strictObject({
  onAlarm: wholeNumber(1, 1_000).default(5),
  onSchedule: wholeNumber(1, 1_000).default(2),
  onLifecycle: wholeNumber(1, 1_000).default(5),
  onTick: wholeNumber(1, 1_000).default(3),
  probe: wholeNumber(1, 1_000).default(15),
});
const RESERVED_ALLOWED = `true, false, or whole numbers from 1 to 1000 for ${Object.keys(reserved.shape).join(', ')}`;

/** Days kept; CloudWatch Logs takes these and no others. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653];
const RETENTION_ALLOWED = `one of ${RETENTION_DAYS.join(', ')}`;

/** A role or user: a drill is a person's. A whole account would let in whoever its administrators let. */
const PRINCIPAL_ALLOWED = 'the ARN of an IAM role or user';
const principalArn = matching(/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, PRINCIPAL_ALLOWED);

const drills = z.strictObject(
  {
    /** Who may take the role. */
    principalArns: z
      .array(principalArn, PRINCIPAL_ALLOWED)
      .min(1, `at least one: ${PRINCIPAL_ALLOWED}`)
      .max(20, 'at most 20'),
    /** Auto Scaling groups whose servers it may end: of RDBs, and of tickerplants. */
    groups: z
      .array(matching(/^[^*?,]{1,255}$/, GROUP_ALLOWED), GROUP_ALLOWED)
      .min(1, `at least one: ${GROUP_ALLOWED}`)
      .max(100, 'at most 100'),
  },
  { error: 'principalArns and groups' },
);

/**
 * CloudFormation puts the stack's tags on what it makes; two of AWS's fifty are the service's and ours.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
const TAGS_MAX = 40;
const TAG_KEY = 'keys of up to 128 letters, digits, spaces and _.:/=+@-, not beginning with aws:';
const TAG_VALUE = 'a text of 1 to 256 letters, digits, spaces and _.:/=+@- (numbers in quotation marks)';
const tags = z
  .record(
    z.string().regex(/^(?!aws:)[\p{L}\p{N}\s_.:/=+@-]{1,128}$/iu),
    matching(/^[\p{L}\p{N}\s_.:/=+@-]{1,256}$/u, TAG_VALUE),
    { error: ({ code }) => (code === 'invalid_key' ? TAG_KEY : 'texts by key') },
  )
  .refine((given) => Object.keys(given).length <= TAGS_MAX, { error: `at most ${TAGS_MAX} tags` });

/** `config/<stage>.yml`. */
export const settingsSchema = z.strictObject({
  notifications: z
    .strictObject(
      {
        email: z.email('an e-mail address').optional(),
        topicArn: matching(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/, 'the ARN of an SNS topic').optional(),
      },
      { error: 'email, or topicArn' },
    )
    .refine(({ email, topicArn }) => (email === undefined) !== (topicArn === undefined), {
      error: 'either email or topicArn, one of the two',
    }),
  schedules: z.array(schedule, required('a list of schedules, which may be empty: []')).max(100),
  tick: z.strictObject({ everyMinutes: wholeNumber(1, 5).default(1) }).prefault({}),
  logs: z
    .strictObject({
      retentionDays: z
        .number(RETENTION_ALLOWED)
        .refine((days) => RETENTION_DAYS.includes(days), RETENTION_ALLOWED)
        .default(30),
    })
    .prefault({}),
  /**
   * What CloudWatch is sent: `lean` is what alarms watch, `full` every number as a metric of its own, for graphs. The
   * default is what 0.1 did, so that an upgrade takes no graph from anybody.
   */
  metrics: oneOf('lean', 'full').default('full'),
  table: z.strictObject({ deletionProtection: flag.default(true) }).prefault({}),
  memoryAlarms: z
    .strictObject({
      percent: wholeNumber(1, 99, ' (percent)').default(60),
      agentPercent: wholeNumber(1, 99, ' (percent)').default(60),
      agent: flag.default(true),
    })
    .prefault({}),
  reservedConcurrency: z.union([z.boolean(), reserved], RESERVED_ALLOWED).default(true),
  tracing: flag.default(false),
  /** Where the functions that run cycles are, for accounts in which nothing may be outside of a VPC. */
  vpc: z
    .strictObject({
      subnetIds: subnetIds.min(1, 'at least one subnet id'),
      securityGroupIds: securityGroupIds.min(1, 'at least one security group id'),
    })
    .optional(),
  /** Encrypts table, dead letters, topics and logs; without it AWS's own keys do. */
  kmsKeyArn: matching(
    /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
    'the ARN of a KMS key, not of an alias',
  ).optional(),
  /** Of the stack, and so of all that it makes. */
  tags: tags.default({}),
  /** A role for people who break things on purpose; without it there is none. */
  drills: drills.optional(),
  /** A policy that bounds every role: accounts that let nobody make a role without one. */
  permissionsBoundaryArn: matching(
    /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/.+$/,
    'the ARN of an IAM policy',
  ).optional(),
  probe: probe
    .prefault({})
    .refine(
      ({ enabled, subnetIds, securityGroupIds }) =>
        !enabled || (subnetIds.length > 0 && securityGroupIds.length > 0),
      { error: 'with enabled: true, at least one of subnetIds and one of securityGroupIds' },
    ),
});

/** `config/calendars.yml`: calendars by name. */
export const calendarsSchema = z.record(
  name,
  z.strictObject(
    {
      /** The dates are those of this zone. */
      timeZone,
      holidays: date.max(200, 'at most 200 dates').default([]),
      halfDays: date.max(50, 'at most 50 dates').default([]),
      /** Monday to Friday on that zone's clock; drills break nothing on purpose then. */
      marketHours: z
        .strictObject(
          { open: timeOfDay, close: timeOfDay, halfDayClose: timeOfDay.optional() },
          { error: 'hours with open, close and, where half days end earlier, halfDayClose' },
        )
        .optional(),
    },
    { error: 'a calendar with timeZone, holidays, halfDays, marketHours' },
  ),
  { error: 'calendars by name' },
);

export type Settings = z.output<typeof settingsSchema>;
export type ReservedConcurrency = z.output<typeof reserved>;

/** How many of each function are kept room for; `undefined` where none are. */
export function reservedConcurrency(settings: Settings): ReservedConcurrency | undefined {
  const given = settings.reservedConcurrency;
  if (given === false) return undefined;
  return given === true ? reserved.parse({}) : given;
}

export type ScheduleSettings = Settings['schedules'][number];
export type Calendars = z.output<typeof calendarsSchema>;
