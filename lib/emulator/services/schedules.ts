// EventBridge Scheduler: the schedules that the emulator runs; each may be disabled, and enabled again.
// Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
import * as z from 'zod';
import { ACCOUNT_ID, REGION, functionArn } from '../aws-names.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { SCHEDULER_ROLE } from '../stack/stack-roles.ts';
import { pageOf } from '../wire/page.ts';
import { integer, text } from '../wire/params.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

/** A schedule as its owner would have created it. */
export interface ScheduleRecord {
  readonly name: string;
  readonly groupName: string;
  /** `cron(30 21 ? * MON-FRI *)`, `at(…)`. */
  readonly expression: string;
  readonly timezone: string;
  /** Of the account. */
  readonly functionName: string;
  readonly input: string;
  readonly createdAtMs: number;
  isEnabled: boolean;
}

const PAGE_SIZE_MAX = 100;

/** `schedules` is read on each call. */
export function scheduleActions(schedules: readonly ScheduleRecord[]): ServiceActions<'scheduler'> {
  function find(name: string, groupName: string): ScheduleRecord {
    const found = schedules.find((one) => one.name === name && one.groupName === groupName);
    if (!found) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return found;
  }
  return {
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
    UpdateSchedule: serviceAction(
      z.object({
        Name: text,
        GroupName: text.default('default'),
        ScheduleExpression: text,
        State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
      }),
      ({ Name, GroupName, ScheduleExpression, State }) => {
        const found = find(Name, GroupName);
        if (ScheduleExpression !== found.expression)
          throw new AwsError(
            'ValidationException',
            `The emulator changes a schedule's state alone; ScheduleExpression is ${found.expression}`,
          );
        found.isEnabled = State === 'ENABLED';
        return { ScheduleArn: summary(found).Arn };
      },
    ),
    GetSchedule: serviceAction(
      z.object({ Name: text, groupName: text.default('default') }),
      ({ Name, groupName }) => {
        const found = find(Name, groupName);
        return { ...summary(found), ...timing(found), Target: { ...target(found), Input: found.input } };
      },
    ),
    ListSchedules: serviceAction(
      z.object({
        ScheduleGroup: text.optional(),
        NamePrefix: text.optional(),
        State: z.enum(['ENABLED', 'DISABLED']).optional(),
        MaxResults: integer.min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_MAX),
        NextToken: text.optional(),
      }),
      ({ ScheduleGroup, NamePrefix = '', State, MaxResults, NextToken }) => {
        const matching = schedules.filter(
          (one) =>
            (ScheduleGroup === undefined || one.groupName === ScheduleGroup) &&
            one.name.startsWith(NamePrefix) &&
            (State === undefined || stateOf(one) === State),
        );
        const page = pageOf(matching, MaxResults, NextToken);
        return {
          Schedules: page.entries.map((one) => ({ ...summary(one), Target: { Arn: target(one).Arn } })),
          NextToken: page.nextToken,
        };
      },
    ),
    // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListScheduleGroups.html
    ListScheduleGroups: serviceAction(z.object({ NamePrefix: z.string().default('') }), ({ NamePrefix }) => {
      const names = new Set(['default', ...schedules.map(({ groupName }) => groupName)]);
      return {
        ScheduleGroups: [...names]
          .filter((name) => name.startsWith(NamePrefix))
          .map((Name) => ({
            ...{ Name, State: 'ACTIVE' },
            Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule-group/${Name}`,
          })),
      };
    }),
  };
}

function summary(one: ScheduleRecord) {
  return {
    Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/${one.groupName}/${one.name}`,
    Name: one.name,
    GroupName: one.groupName,
    State: stateOf(one),
    CreationDate: new Date(one.createdAtMs),
    LastModificationDate: new Date(one.createdAtMs),
  };
}

function stateOf({ isEnabled }: ScheduleRecord): 'ENABLED' | 'DISABLED' {
  return isEnabled ? 'ENABLED' : 'DISABLED';
}

function timing(one: ScheduleRecord) {
  return {
    ScheduleExpression: one.expression,
    ScheduleExpressionTimezone: one.timezone,
    FlexibleTimeWindow: { Mode: 'OFF' },
  };
}

function target(one: ScheduleRecord) {
  return {
    Arn: functionArn(one.functionName),
    RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/${SCHEDULER_ROLE}`,
  };
}
