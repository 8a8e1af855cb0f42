// Drives a run from its first midnight to its last: ticks, alarms, schedules and hooks wake our functions, events go
// astray, functions run side by side. Next: interfered-ports.ts (what befalls their calls), ../checks (what must hold).
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import { runCycle, type CycleResult } from '../../cycle/run-cycle.ts';
import { runSchedule } from '../../cycle/triggers/run-schedule.ts';
import { runTick } from '../../cycle/triggers/run-tick.ts';
import { schedulePayload, type SchedulePayload } from '../../core/schedule.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { Check } from '../checks/check.ts';
import { scheduleAccidents } from '../faults/accidents.ts';
import { disturbBetweenCalls } from '../faults/between-calls.ts';
import { schedulePeople } from '../faults/people.ts';
import { setStandingFaults } from '../faults/standing-faults.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';
import type { Interference } from './interfere.ts';
import { interferedPorts } from './interfered-ports.ts';
import { createInvocation, createThreads, type Invocation, type Trigger } from './invocation.ts';
import { createRunPorts, type CreatePorts, type MadePorts } from './run-ports.ts';
import { RDB_GROUP, type RdbGroup } from '../../targets/rdb-group/rdb-group.ts';

type Work = (
  ports: GroupPorts,
) => Promise<{ results: readonly CycleResult<RdbGroup>[]; errors: readonly unknown[] }>;

const DELIVERY_MS = SECOND_MS;

/** Runs all days, on simulated ports unless told otherwise. Returns how many invocations there were. */
export async function runDays(
  run: Run,
  checks: readonly Check[],
  createPorts: CreatePorts = createRunPorts,
): Promise<number> {
  const made = await createPorts(run, (kinds) => checks.forEach((check) => check.onAttention?.(kinds)));
  try {
    return await driveDays(run, checks, made);
  } finally {
    await made.stop?.();
  }
}

async function driveDays(run: Run, checks: readonly Check[], { ports, strike }: MadePorts): Promise<number> {
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
  const underWay = new Set<Invocation>();
  let invocationCount = 0;

  function invoke(trigger: Trigger, work: Work): Promise<void> {
    const invocation = createInvocation(run, trigger, threads);
    invocationCount += 1;
    underWay.add(invocation);
    return threads.start(async () => {
      const ended = await resultsOf(work, interferedPorts(interference, invocation));
      underWay.delete(invocation);
      for (const check of checks) check.onInvocation?.({ invocation, ...ended, besides: [...underWay] });
    });
  }

  function deliver(trigger: Exclude<Trigger, 'tick'>, work: Work): void {
    for (const delayMs of delaysOf(run)) {
      world.clock.schedule(run.nowMs() + delayMs, () => invoke(trigger, work));
    }
  }

  const cycle =
    (trigger: Trigger, waitingSince?: ReadonlyMap<string, number>): Work =>
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

  const tickPhaseMs = world.random.fork('tick').integer({ min: 0, max: MINUTE_MS - 1 });
  const tickAt = (atMs: number): void => {
    if (atMs > times.endMs) return;
    world.clock.schedule(atMs, async () => {
      tickAt(atMs + MINUTE_MS);
      for (const check of checks) check.onMinute?.();
      if (run.happens('ticks-lost', 0.6)) return;
      await invoke('tick', async (ports) => {
        const { results, failures } = await runTick(RDB_GROUP, ports);
        return { results, errors: failures.map(({ error }) => error) };
      });
    });
  };
  tickAt(times.startMs + tickPhaseMs);
  await world.runUntil(times.endMs);
  for (const check of checks) check.onEnd?.();
  return invocationCount;
}

async function resultsOf(work: Work, ports: GroupPorts): ReturnType<Work> {
  try {
    return await work(ports);
  } catch (error) {
    return { results: [], errors: [error] };
  }
}

/** When, from now, an event is delivered: once, never, late, or three times. */
function delaysOf(run: Run): readonly number[] {
  if (run.happens('events-lost', 0.5)) return [];
  if (run.happens('events-late', 0.6)) {
    const lateMs = Math.round(DELIVERY_MS + 15 * run.chanceOf('events-late').next() ** 2 * MINUTE_MS);
    return [lateMs];
  }
  if (run.happens('events-threefold', 0.6)) return [DELIVERY_MS, DELIVERY_MS, DELIVERY_MS + 20 * SECOND_MS];
  return [DELIVERY_MS];
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
    ...(atEndOfDay.endsWith('sleep')
      ? [at(endOfDayMs + (atEndOfDay === 'sleep' ? 0 : 90 * MINUTE_MS), { action: 'scale-to-zero' })]
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
