// The schedules that open windows for scale-in and keep capacity for the open.
import type { SchedulePayload } from '../../../../core/schedule.ts';
import { schedulePayload } from '../../../../core/schedule.ts';
import type { ScheduleSetting } from '../../../../targets/rdb-group/ports/group-settings.ts';
import { SCHEDULE_GROUP } from '../../../../targets/rdb-group/ports/group-settings.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { answered, note, shellWord, wrong } from '../../../doctor/check.ts';

/** EventBridge Scheduler puts the time in its place: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

export const scheduleChecks: GroupCheck = {
  title: 'schedules',
  findings: (examined) => {
    const schedules = answered(examined.schedules);
    if (!schedules) return [];
    return [
      ...schedules.filter((one) => isMeant(one, examined)).flatMap(oneSchedule),
      ...scaleIn(schedules, examined),
    ];
  },
};

const DEPLOY = 'npm run deploy -- --stage <stage> # the schedules are in config/<stage>.yml';

function oneSchedule(schedule: ScheduleSetting): readonly Finding[] {
  const { name, expression, timeZone, enabled } = schedule;
  return [
    ...(timeZone === undefined && !expression.startsWith('rate(')
      ? [
          wrong(
            'no-time-zone',
            `schedule ${name} (${expression}) has no time zone: it is in UTC, and summer time shifts it`,
            `aws scheduler get-schedule --group-name ${SCHEDULE_GROUP} --name ${shellWord(name)} # then set timeZone in config/<stage>.yml and deploy`,
          ),
        ]
      : []),
    ...(enabled ? [] : [note('schedule-disabled', `schedule ${name} is disabled`, DEPLOY)]),
  ];
}

/** A group that scales in on schedule alone needs a schedule that does so. */
function scaleIn(schedules: readonly ScheduleSetting[], examined: Examined): readonly Finding[] {
  if (!examined.policy.ok || examined.policy.policy.scaleIn !== 'scheduled') return [];
  const opens = schedules.some((one) => {
    const action = payloadOf(one)?.action;
    return one.enabled && isMeant(one, examined) && (action === 'scale-in' || action === 'scale-to-zero');
  });
  if (opens) return [];
  const { calendar } = examined.policy.policy;
  return [
    wrong(
      'no-scale-in-schedule',
      `spillway:scale-in is scheduled, and no schedule for calendar ${calendar} opens a window: nodes are never retired`,
      DEPLOY,
    ),
  ];
}

/** As lib/cycle/triggers/run-schedule.ts chooses groups: by name, else by calendar, else all. */
function isMeant(schedule: ScheduleSetting, { groupName, policy }: Examined): boolean {
  const payload = payloadOf(schedule);
  if (!payload) return false;
  if (payload.groups && !payload.groups.includes(groupName)) return false;
  return payload.calendar === undefined || (policy.ok && payload.calendar === policy.policy.calendar);
}

/** `undefined` for the tick, and for anything else that is no payload of ours. */
function payloadOf({ input }: ScheduleSetting): SchedulePayload | undefined {
  if (input === undefined) return undefined;
  try {
    const given: unknown = JSON.parse(input.replaceAll(SCHEDULED_TIME, '2026-01-01T00:00:00Z'));
    const parsed = schedulePayload.safeParse(given);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // Not JSON, so not a payload.
  }
}
