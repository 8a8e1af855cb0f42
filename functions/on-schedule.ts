// A schedule is due: end-of-day scale-in, capacity before the open, or weekend zero.
import { runSchedule } from '../lib/cycle/triggers/run-schedule.ts';
import { parseScheduleEvent } from './events/schedule-event.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler, servedGroups } from './lambda-handler.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** Writes the intent of every group that the schedule means, and runs their cycles. */
export const serveSchedule: Serve = async (event, ports, { requestId }) =>
  servedGroups(
    await runSchedule(RDB_GROUP, { payload: parseScheduleEvent(event), eventId: requestId }, ports),
  );

export const handler = lambdaHandler('on-schedule', serveSchedule);
