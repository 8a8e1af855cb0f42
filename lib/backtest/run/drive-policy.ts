// Lets a policy act in a simulated world: ours through the very cycles that the Lambdas run, AWS's own and
// the oracle by setting the desired capacity as they would.
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import { runCycle } from '../../cycle/run-cycle.ts';
import { isDue } from '../../cycle/triggers/due.ts';
import { runSchedule } from '../../cycle/triggers/run-schedule.ts';
import type { CyclesResult } from '../../cycle/triggers/run-batches.ts';
import { runTick } from '../../cycle/triggers/run-tick.ts';
import { isTimeZone } from '../../core/calendar.ts';
import type { SchedulePayload } from '../../core/schedule.ts';
import { schedulePayload } from '../../core/schedule.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { DayCallbacks } from '../../sim/run-day.ts';
import type { World } from '../../sim/world.ts';
import { createGroupAverage } from '../yardsticks/group-average.ts';
import type { OraclePlan } from '../yardsticks/oracle.ts';
import { driveOracle } from './drive-oracle.ts';
import type { PolicyChoice } from '../scenario/policy-choice.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { backtestAlarm } from './backtest-alarm.ts';
import { DATAPOINTS_LOOKED_AT, step, targetTracking } from '../yardsticks/yardsticks.ts';
import { RDB_GROUP, type RdbGroup } from '../../targets/rdb-group/rdb-group.ts';

/** What the drivers need of a run. */
export interface Drive {
  readonly world: World;
  readonly groupName: string;
  readonly policy: PolicyChoice;
  readonly ports: GroupPorts;
  readonly telemetry: Scenario['telemetry'];
  readonly oracle: OraclePlan;
}

type Callbacks = DayCallbacks<SchedulePayload>;

/** What happens at each tick, alarm and schedule under this policy. */
export function drivePolicy(drive: Drive): Callbacks {
  switch (drive.policy.kind) {
    case 'threshold':
    case 'lead-time':
      return driveCycles(drive);
    case 'target-tracking':
    case 'step':
      return driveAwsPolicy(drive, drive.policy);
    case 'oracle':
      return driveOracle(drive);
  }
}

function driveCycles({ world, groupName, ports, telemetry }: Drive): Callbacks {
  world.alarms.put(backtestAlarm(groupName, telemetry.periodSeconds));
  return {
    // The one group is known by name: nothing is listed to find it, and nothing is done until it is due.
    onTick: async () => {
      const due = await ports.stateStore.readDueTimes([groupName]);
      if (!isDue(due.get(groupName), ports.clock.nowMs())) return;
      mustSucceed(await runTick(RDB_GROUP, ports, { names: [groupName] }));
    },
    onSchedule: async (payload) =>
      mustSucceed(await runSchedule(RDB_GROUP, { payload, eventId: 'backtest' }, ports)),
    onAlarm: async (change) => {
      if (change.state === 'ALARM') await runCycle(RDB_GROUP, { name: groupName, trigger: 'alarm' }, ports);
    },
    onLifecycle: async ({ instanceId, atMs }) => {
      const clue = { waitingSince: new Map([[instanceId, atMs]]) };
      await runCycle(RDB_GROUP, { name: groupName, trigger: 'lifecycle', clue }, ports);
    },
  };
}

/** Nothing fails in a backtest's world: a cycle that did is a fault of ours. */
function mustSucceed({ failures }: CyclesResult<RdbGroup>): void {
  const [first] = failures;
  if (first) throw first.error;
}

function driveAwsPolicy(
  { world, groupName, telemetry }: Drive,
  policy: Extract<PolicyChoice, { kind: 'target-tracking' | 'step' }>,
): Callbacks {
  const { autoScaling, clock, tickerplants } = world;
  const tickerplant = tickerplants.get(groupName);
  if (!tickerplant) throw new Error(`The world has no group ${groupName}`);
  const average = createGroupAverage(tickerplant, telemetry.delaySeconds);
  const warmFromMs = new Map<string, number>();
  world.onEvent((event) => {
    if (event.kind === 'in-service')
      warmFromMs.set(event.instanceId, event.atMs + policy.warmupSeconds * SECOND_MS);
    if (event.kind === 'terminated') warmFromMs.delete(event.instanceId);
  });
  for (const { instance } of autoScaling.describeInstances()) warmFromMs.set(instance.instanceId, 0);
  return {
    onTick() {
      const nowMs = clock.nowMs();
      const warm = (id: string) => (warmFromMs.get(id) ?? Number.POSITIVE_INFINITY) <= nowMs;
      average.sample({ nowMs, warm });
      const [group] = autoScaling.describeGroups([groupName]);
      if (!group) return;
      const { desiredCapacity, minSize, maxSize } = group;
      const active = [...group.instances.values()].filter(
        ({ lifecycleState }) => lifecycleState === 'Pending' || lifecycleState === 'InService',
      );
      const warmCount = active.filter(({ instanceId }) => warm(instanceId)).length;
      const input = {
        desiredCapacity,
        minSize,
        maxSize,
        warmCount,
        warmingCount: active.length - warmCount,
        percents: average.latest(nowMs, DATAPOINTS_LOOKED_AT),
      };
      const wanted = policy.kind === 'step' ? step(input, policy) : targetTracking(input, policy);
      if (wanted !== desiredCapacity) autoScaling.setDesiredCapacity({ groupName, desiredCapacity: wanted });
    },
  };
}

/**
 * The scale-in window that a deployment opens at each end of day. It brings the group's calendar, as a deployment's schedules
 * do, where the scenario's time zone is one that a calendar may have.
 */
export function scaleInSchedules(
  endOfDaysMs: readonly number[],
  windowMs: number,
  timeZone: string,
): readonly { readonly atMs: number; readonly payload: SchedulePayload }[] {
  return endOfDaysMs.map((atMs) => ({
    atMs,
    payload: schedulePayload.parse({
      action: 'scale-in',
      scheduledTime: new Date(atMs).toISOString(),
      windowMinutes: windowMs / MINUTE_MS,
      ...(isTimeZone(timeZone) && {
        calendar: 'default',
        calendarDates: { timeZone, holidays: [], halfDays: [] },
      }),
    }),
  }));
}

/**
 * Long enough to retire all nodes one by one, after a write-down besides; a deployment's default of four hours
 * does the same, with looks at an empty group each minute until it closes.
 */
export function scaleInWindowMs(writeDownSeconds: number): number {
  return 90 * MINUTE_MS + writeDownSeconds * SECOND_MS;
}
