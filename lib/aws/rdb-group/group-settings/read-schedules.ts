// The stack's schedules in EventBridge Scheduler: their times, zones and payloads. Read by `doctor`, of groups and of the stack.
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { PortError } from '../../../core/errors.ts';
import type { ScheduleSetting } from '../../../targets/rdb-group/ports/group-settings.ts';
import { SCHEDULE_GROUP } from '../../../targets/rdb-group/ports/group-settings.ts';
import type { AwsCalls } from '../../aws-calls.ts';

/** AWS's largest page: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html */
const SCHEDULES_PER_PAGE = 100;
const SCHEDULE_PAGES_MAX = 5;

const LIST = 'scheduler:ListSchedules';

/** The schedules of the group `spillway`; none where there is no such schedule group. */
export async function readSchedules(
  client: SchedulerClient,
  calls: AwsCalls,
): Promise<readonly ScheduleSetting[]> {
  const found: ScheduleSetting[] = [];
  for (const name of await listNames(client, calls)) {
    const command = new GetScheduleCommand({ GroupName: SCHEDULE_GROUP, Name: name });
    const one = await unlessGone(
      calls.read('scheduler:GetSchedule', (options) => client.send(command, options)),
    );
    if (!one) continue;
    found.push({
      name,
      expression: one.ScheduleExpression ?? '',
      enabled: one.State !== 'DISABLED',
      ...(one.ScheduleExpressionTimezone !== undefined && { timeZone: one.ScheduleExpressionTimezone }),
      ...(one.Target?.Arn !== undefined && { targetArn: one.Target.Arn }),
      ...(one.Target?.RoleArn !== undefined && { roleArn: one.Target.RoleArn }),
      ...(one.Target?.Input !== undefined && { input: one.Target.Input }),
    });
  }
  return found;
}

async function listNames(client: SchedulerClient, calls: AwsCalls): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  for (let page = 1; page <= SCHEDULE_PAGES_MAX; page += 1) {
    const command = new ListSchedulesCommand({
      GroupName: SCHEDULE_GROUP,
      MaxResults: SCHEDULES_PER_PAGE,
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await unlessGone(calls.read(LIST, (options) => client.send(command, options)));
    names.push(...(answer?.Schedules ?? []).flatMap((one) => one.Name ?? []));
    token = answer?.NextToken;
    if (!token) return names;
  }
  throw new PortError(LIST, 'TooManyPages', `more than ${SCHEDULE_PAGES_MAX} pages of schedules`);
}

/** A schedule, or its group, that is not there has nothing to say. */
async function unlessGone<Answer>(answering: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof PortError && error.cause instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
