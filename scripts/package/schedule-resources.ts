// The schedules of a stage as CloudFormation: EventBridge Scheduler schedules that call on-schedule.
//
// Scheduler knows time zones and daylight saving, but no holidays. So a holiday travels in the payload
// (`exceptOn`), and on-schedule does nothing on it. A half-day with a time of its own is excepted as well,
// and has a one-time schedule in its place. Everything is decided here, where a person can read the result.
import { DateTime } from 'luxon';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { Calendars, ScheduleSettings } from '../../lib/settings/settings.ts';

/** What `scheduledTime` is replaced with when a schedule runs: an ISO 8601 time in UTC. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** A window counts from its scheduled time: after a quarter of an hour, an event is not tried any more. */
const EVENT_AGE_MAX_S = 900;
const RETRIES_MAX = 10;

/** How long a deployment may take until a one-time schedule exists; later than that it has passed. */
const DEPLOYMENT_MS = 10 * MINUTE_MS;

/** A CloudFormation resource. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** All schedules by logical id. Half-days that have passed at `nowMs` are left out: AWS refuses the past. */
export function scheduleResources(options: {
  schedules: readonly ScheduleSettings[];
  calendars: Calendars;
  nowMs: number;
}): Readonly<Record<string, Resource>> {
  const resources: Record<string, Resource> = {};
  for (const schedule of options.schedules) {
    const { calendar, dates, halfDays } = datesOf(schedule, options.calendars);
    const exceptOn = calendar && dates.length > 0 ? { timeZone: calendar.timeZone, dates } : undefined;
    resources[logicalId(schedule.name)] = scheduleResource({
      name: schedule.name,
      expression: `cron(${schedule.cron})`,
      timeZone: schedule.timeZone,
      payload: { ...payloadOf(schedule, calendar), ...(exceptOn && { exceptOn }) },
    });
    for (const date of halfDays) {
      const timeZone = calendar?.timeZone ?? schedule.timeZone;
      const localTime = `${date}T${schedule.onHalfDays}:00`;
      const atMs = DateTime.fromISO(localTime, { zone: timeZone }).toMillis();
      if (atMs < options.nowMs + DEPLOYMENT_MS) continue;
      resources[`${logicalId(schedule.name)}On${date.replaceAll('-', '')}`] = scheduleResource({
        name: `${schedule.name}-${date}`,
        expression: `at(${localTime})`,
        timeZone,
        payload: payloadOf(schedule, calendar),
      });
    }
  }
  return resources;
}

/** The dates a schedule leaves out, and the half-days on which it runs at another time. */
function datesOf(schedule: ScheduleSettings, calendars: Calendars) {
  const calendar = schedule.calendar === undefined ? undefined : calendars[schedule.calendar];
  const ownTime = schedule.onHalfDays !== 'as-usual' && schedule.onHalfDays !== 'skip';
  const dates = [
    ...(schedule.onHolidays === 'skip' ? (calendar?.holidays ?? []) : []),
    ...(schedule.onHalfDays === 'as-usual' ? [] : (calendar?.halfDays ?? [])),
  ].sort();
  return { calendar, dates, halfDays: ownTime ? (calendar?.halfDays ?? []) : [] };
}

/** The calendar travels along, so that the functions know it too: see lib/ports/calendar-store.ts. */
function payloadOf(schedule: ScheduleSettings, calendarDates: Calendars[string] | undefined) {
  return {
    action: schedule.action,
    scheduledTime: SCHEDULED_TIME,
    ...(schedule.action === 'scale-in' && { windowMinutes: schedule.windowMinutes }),
    ...(schedule.action === 'ensure-capacity' && {
      nodeCount: schedule.nodeCount,
      holdMinutes: schedule.holdMinutes,
    }),
    ...(schedule.calendar !== undefined && { calendar: schedule.calendar }),
    ...(calendarDates && { calendarDates }),
    ...(schedule.groups !== undefined && { groups: schedule.groups }),
  };
}

function scheduleResource(options: {
  name: string;
  expression: string;
  timeZone: string;
  payload: object;
}): Resource {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: options.name,
      GroupName: { Ref: 'ScheduleGroup' },
      ScheduleExpression: options.expression,
      ScheduleExpressionTimezone: options.timeZone,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': ['OnDashscheduleLambdaFunction', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
        Input: JSON.stringify(options.payload),
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: EVENT_AGE_MAX_S, MaximumRetryAttempts: RETRIES_MAX },
      },
    },
  };
}

/** `end-of-day` as `ScheduleEndOfDay`. */
function logicalId(name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Schedule${words.join('')}`;
}
