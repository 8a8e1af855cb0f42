// Drives a group's run from its first midnight to its last: alarms, schedules and hooks wake our functions, and ticks do.
// Next: wake.ts (how events go astray), interfered-ports.ts (what befalls their calls), ../checks (what must hold).
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import { BATCH_TIME_MS } from '../../cycle/batch-limits.ts';
import { FUNCTION_TIMEOUT_MAX_MS } from '../../cycle/lease/lease-limits.ts';
import { runCycle } from '../../cycle/run-cycle.ts';
import { runSchedule } from '../../cycle/triggers/run-schedule.ts';
import { runTick } from '../../cycle/triggers/run-tick.ts';
import { schedulePayload, type SchedulePayload } from '../../core/schedule.ts';
import { DAY_MS, MINUTE_MS } from '../../core/units.ts';
import type { Check, EndedInvocation } from '../checks/check.ts';
import { scheduleAccidents } from '../faults/accidents.ts';
import { disturbBetweenCalls } from '../faults/between-calls.ts';
import { schedulePeople } from '../faults/people.ts';
import { setStandingFaults } from '../faults/standing-faults.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';
import { interferedPorts, type Interference } from './interfered-ports.ts';
import { createThreads, type Trigger } from './invocation.ts';
import { createRunPorts, type CreatePorts, type MadePorts } from './run-ports.ts';
import { createWaking, type Work } from './wake.ts';
import { RDB_GROUP } from '../../targets/rdb-group/rdb-group.ts';

/** Runs all days, on simulated ports unless told otherwise. */
export async function runDays(
  run: Run,
  checks: readonly Check[],
  createPorts: CreatePorts = createRunPorts,
): Promise<void> {
  const made = await createPorts(run, (kinds) => checks.forEach((check) => check.onAttention?.(kinds)));
  try {
    await driveDays(run, checks, made);
  } finally {
    await made.stop?.();
  }
}

async function driveDays(run: Run, checks: readonly Check[], { ports, strike }: MadePorts): Promise<void> {
  const { world, times } = run;
  const threads = createThreads(world.clock);
  const interference: Interference = {
    run,
    threads,
    ports,
    strike,
    disturbWorld: (call) => disturbBetweenCalls(run, call),
    tellCall: (call) => checks.forEach((check) => check.onCall?.(call)),
    tellReports: (reports) => checks.forEach((check) => check.onReports?.(reports)),
  };
  const { deliver, tick } = createWaking<GroupPorts, EndedInvocation>({
    run,
    threads,
    checks,
    begin(frame) {
      const invocation = { ...frame, reports: new Map() };
      return { invocation, ports: interferedPorts(interference, invocation) };
    },
  });

  const cycle =
    (trigger: Trigger, waitingSince?: ReadonlyMap<string, number>): Work<GroupPorts, EndedInvocation> =>
    async (ports) => ({
      results: [
        await runCycle(
          RDB_GROUP,
          { name: GROUP_NAME, trigger, ...(waitingSince && { clue: { waitingSince } }) },
          ports,
        ),
      ],
      errors: [],
    });

  world.onEvent((event) => checks.forEach((check) => check.onEvent?.(event)));
  world.onAlarmChange((change) => {
    if (change.state === 'ALARM' && 'contributor' in change.watched) deliver('alarm', cycle('alarm'));
  });
  world.onAutoScalingEvent((event) => {
    if (event.detailType !== 'EC2 Instance-terminate Lifecycle Action') return;
    deliver('lifecycle', cycle('lifecycle', new Map([[event.instanceId, event.atMs]])));
  });
  for (const { atMs, payload } of schedulesOf(run)) {
    world.clock.schedule(atMs, () =>
      deliver('schedule', async (ports) => {
        const { results, failures } = await runSchedule(
          RDB_GROUP,
          { payload, eventId: `schedule-${atMs}` },
          ports,
        );
        return { results, errors: failures.map(({ error }) => error) };
      }),
    );
  }
  setStandingFaults(run);
  scheduleAccidents(run);
  schedulePeople(run);

  tick(async (ports) => {
    // As on-tick has it, of an invocation that is ended at its time-out.
    const untilMs = ports.clock.nowMs() + FUNCTION_TIMEOUT_MAX_MS - BATCH_TIME_MS;
    const hasTime = () => ports.clock.nowMs() <= untilMs;
    const { results, failures } = await runTick(RDB_GROUP, ports, { hasTime });
    return { results, errors: failures.map(({ error }) => error) };
  });
  await world.runUntil(times.endMs);
  for (const check of checks) check.onEnd?.();
}

/** The deployment's schedules: mornings and ends of day. */
function schedulesOf({ options, times }: Run): readonly { atMs: number; payload: SchedulePayload }[] {
  const { atEndOfDay, windowMinutes, morning } = options.schedule;
  const at = (atMs: number, payload: object) => ({
    atMs,
    payload: schedulePayload.parse({ ...payload, scheduledTime: new Date(atMs).toISOString() }),
  });
  return times.endOfDaysMs.flatMap((endOfDayMs, day) => [
    ...(morning
      ? [
          at(times.startMs + day * DAY_MS + morning.minute * MINUTE_MS, {
            action: 'ensure-capacity',
            nodeCount: morning.nodeCount,
            holdMinutes: morning.holdMinutes,
          }),
        ]
      : []),
    ...(atEndOfDay.startsWith('scale-in') ? [at(endOfDayMs, { action: 'scale-in', windowMinutes })] : []),
    ...(atEndOfDay.endsWith('zero')
      ? [at(endOfDayMs + (atEndOfDay === 'scale-to-zero' ? 0 : 90 * MINUTE_MS), { action: 'scale-to-zero' })]
      : []),
  ]);
}

/** When the tickerplant ends its days: as scheduled, later, or not at all. */
export function trueEndOfDaysOf(
  endOfDaysMs: readonly number[],
  given: { readonly late: readonly (number | undefined)[] },
): readonly number[] {
  return endOfDaysMs.flatMap((endOfDayMs, day) => {
    const lateMs = given.late[day];
    return lateMs === undefined ? [] : [endOfDayMs + lateMs];
  });
}
