// Drives a group's run from its first midnight to its last: alarms, schedules and hooks wake our functions, and ticks do.
// Next: wake.ts (how events go astray), interfered-ports.ts (what befalls their calls), ../checks (what must hold).
import { schedulePayload } from '../../core/schedule.ts';
import { DAY_MS, MINUTE_MS } from '../../core/units.ts';
import type { Check, EndedInvocation } from '../checks/check.ts';
import { scheduleAccidents } from '../faults/accidents.ts';
import { disturbBetweenCalls } from '../faults/between-calls.ts';
import { schedulePeople } from '../faults/people.ts';
import { setStandingFaults } from '../faults/standing-faults.ts';
import type { Run } from '../world/run.ts';
import { CYCLES_ALONE, type DueSchedule, type WorkPorts } from './group-functions.ts';
import { interferedPorts, type Interference } from './interfered-ports.ts';
import { createThreads } from './invocation.ts';
import { createRunPorts, type CreatePorts, type MadePorts } from './run-ports.ts';
import { createWaking } from './wake.ts';

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

async function driveDays(
  run: Run,
  checks: readonly Check[],
  { ports, strike, functions = CYCLES_ALONE, onStart }: MadePorts,
): Promise<void> {
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
  const { deliver, tick, goOn } = createWaking<WorkPorts, EndedInvocation>({
    run,
    threads,
    checks,
    begin(frame) {
      const invocation = { reports: new Map(), ...frame };
      return { invocation, ports: interferedPorts(interference, invocation) };
    },
  });
  onStart?.({ goOn, threads });

  world.onEvent((event) => checks.forEach((check) => check.onEvent?.(event)));
  world.onAlarmChange((change) => {
    if (change.state === 'ALARM' && 'contributor' in change.watched)
      deliver('alarm', functions.alarm(change));
  });
  world.onAutoScalingEvent((event) => {
    if (event.detailType !== 'EC2 Instance-terminate Lifecycle Action') return;
    deliver('lifecycle', functions.lifecycle(event));
  });
  for (const due of schedulesOf(run))
    world.clock.schedule(due.atMs, () => deliver('schedule', functions.schedule(due)));
  setStandingFaults(run);
  scheduleAccidents(run);
  schedulePeople(run);

  tick(functions.tick);
  await world.runUntil(times.endMs);
  for (const check of checks) check.onEnd?.();
}

/** The deployment's schedules: mornings and ends of day. */
function schedulesOf({ options, times }: Run): readonly DueSchedule[] {
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
