// A schedule is due: end-of-day scale-in, capacity before the open, or weekend zero. What one invocation has no time for goes on
// in another: hand-on.ts.
import { BATCH_TIME_MS } from '../lib/cycle/batch-limits.ts';
import { ALL_TARGETS } from '../lib/cycle/triggers/run-batches.ts';
import { runSchedule } from '../lib/cycle/triggers/run-schedule.ts';
import { parseLeftSchedule, scheduleLeft } from './events/left-schedule-event.ts';
import { parseScheduleEvent } from './events/schedule-event.ts';
import { handOnLeft } from './hand-on.ts';
import type { Serve } from './lambda-handler.ts';
import { lambdaHandler, servedGroups } from './lambda-handler.ts';
import { createHandingOnPorts } from './next-invocation.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/** The groups' field in what is handed on, as in the log. */
const GROUPS = 'groups';

/**
 * Writes the intent of every group that the schedule means, and runs their cycles. All of them are due since the same moment,
 * so they are served as they are listed, and those that are handed on in that order too. Groups that failed are handed on
 * behind those for which there was no time: were the invocation to fail for them, Lambda would try the whole event again,
 * and hand on the same groups each time. An invocation that leaves none fails for those that did, and is tried again.
 */
export const serveSchedule: Serve = async (event, { nextInvocation, ...ports }, invocation) => {
  const { requestId, remainingTimeMs } = invocation;
  const takenUpAtMs = ports.clock.nowMs();
  const given = parseLeftSchedule(event, [GROUPS]);
  const payload = given?.schedule ?? parseScheduleEvent(event);
  const eventId = given?.eventId ?? requestId;
  const { left = [], ...ran } = await runSchedule(RDB_GROUP, { payload, eventId }, ports, {
    hasTime: () => remainingTimeMs() >= BATCH_TIME_MS,
    ...(given && { names: given.left[GROUPS] ?? [] }),
  });
  if (left.length === 0) return servedGroups(ran);
  const failed = ran.failures.filter(({ name }) => name !== ALL_TARGETS);
  const { handedOnCount, failures } = await handOnLeft({
    left: { [GROUPS]: [...left, ...failed.map(({ name }) => name)] },
    generation: given?.generation ?? 0,
    more: scheduleLeft(payload, { eventId, takenUpAtMs }),
    otherwise: 'Lambda tries the event again',
    prefixOf: () => '',
    nextInvocation,
  });
  const own = ran.failures.filter((failure) => !failed.includes(failure));
  return {
    ...servedGroups({ ...ran, failures: [...own, ...failures] }),
    handedOnCount,
    toldFailures: failed,
  };
};

export const handler = lambdaHandler('on-schedule', serveSchedule, createHandingOnPorts);
