// What wakes the functions: the world's alarms and lifecycle events, the tick and the schedules.
//
//   alarm changes state ──▶ on-alarm      (EventBridge, Lambda action or SNS: alarm-events.ts)
//   terminating hook    ──▶ on-lifecycle  (EventBridge)
//   schedule is due     ──▶ on-schedule   (EventBridge Scheduler)
//   tick is due         ──▶ on-tick       (EventBridge rule)
import type { AlarmChange } from '../../sim/aws/alarms.ts';
import type { World } from '../../sim/world.ts';
import { type AlarmChannel, buildAlarmEvent } from '../alarm-events.ts';
import type { RuleId } from '../stack/event-rules.ts';
import type { Delivery } from './deliver-event.ts';
import { buildAutoScalingEvent, buildScheduleEvent, buildTickEvent } from './function-events.ts';
import { FUNCTION_NAMES } from './function-set.ts';
import { type NextDue, parseScheduleExpression } from './schedule-expression.ts';
import type { ScheduleRecord } from '../services/schedules.ts';

/** A schedule of EventBridge Scheduler whose target is `on-schedule`. */
export interface EmulatedSchedule {
  readonly name: string;
  /** `spillway` by default. */
  readonly groupName?: string;
  /** `cron(30 21 ? * MON-FRI *)`, `rate(…)` or `at(…)`. */
  readonly expression: string;
  /** `UTC` by default. */
  readonly timezone?: string;
  /** The payload; `<aws.scheduler.scheduled-time>` in it becomes the time that it was due. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** The tick among the schedules, where a stack is deployed. */
const TICK_SCHEDULE = 'tick';

export interface Triggers {
  readonly world: World;
  readonly delivery: Pick<Delivery, 'deliver'>;
  readonly tick: string | null;
  readonly schedules: readonly EmulatedSchedule[];
  readonly alarmChannel: AlarmChannel;
  readonly deliveries: 'in-turn' | 'at-once';
  /** Alarms that tell somebody, and wake no function: the stack's rule leaves them out (infra/alarm-routes.yml). */
  readonly tellingAlarms: ReadonlySet<string>;
  /** Whether the stack's rule hands its events to that function. */
  readonly isHanded: (rule: RuleId, ownName: string) => boolean;
  /** Whether the schedule of that name is enabled. */
  readonly isEnabled: (scheduleName: string) => boolean;
}

/** Starts them all; the function returned stops them. */
export function triggerFunctions(triggers: Triggers): () => void {
  const { world, delivery, alarmChannel } = triggers;
  const { clock } = world;
  const post = createPostbox(triggers);
  let isStopped = false;

  const repeat = (name: string, nextDue: NextDue, due: (atMs: number) => void): void => {
    const atMs = nextDue(clock.nowMs());
    if (atMs === undefined) return;
    clock.schedule(atMs, () => {
      if (isStopped) return;
      if (triggers.isEnabled(name)) due(atMs);
      repeat(name, nextDue, due);
    });
  };

  const ends = [
    world.onAlarmChange((change) => {
      if (triggers.tellingAlarms.has(change.alarmName) || !reaches(change, alarmChannel)) return;
      const byRule = alarmChannel === 'eventbridge';
      if (byRule && !triggers.isHanded('AlarmRule', FUNCTION_NAMES.onAlarm)) return;
      post(() => delivery.deliver(FUNCTION_NAMES.onAlarm, buildAlarmEvent(change, alarmChannel)));
    }),
    world.onAutoScalingEvent((event) => {
      if (event.detailType !== 'EC2 Instance-terminate Lifecycle Action') return;
      if (!triggers.isHanded('LifecycleRule', FUNCTION_NAMES.onLifecycle)) return;
      post(() => delivery.deliver(FUNCTION_NAMES.onLifecycle, buildAutoScalingEvent(event)));
    }),
  ];
  const startMs = clock.nowMs();
  if (triggers.tick !== null) {
    repeat(TICK_SCHEDULE, parseScheduleExpression(triggers.tick, { timezone: 'UTC', startMs }), (atMs) =>
      post(() => delivery.deliver(FUNCTION_NAMES.onTick, buildTickEvent(atMs))),
    );
  }
  for (const { name, expression, timezone = 'UTC', input } of triggers.schedules) {
    repeat(name, parseScheduleExpression(expression, { timezone, startMs }), (atMs) =>
      post(() => delivery.deliver(FUNCTION_NAMES.onSchedule, buildScheduleEvent(input, atMs))),
    );
  }
  return () => {
    isStopped = true;
    for (const end of ends) end();
  };
}

/** EventBridge hears of every change; an alarm's own actions run for ALARM only, and only if enabled. */
function reaches(change: AlarmChange, channel: AlarmChannel): boolean {
  return channel === 'eventbridge' || (change.state === 'ALARM' && change.actionsEnabled);
}

/**
 * Collects what is due at one moment, and delivers it when everything else of that moment has happened: one
 * after the other, or all at once.
 */
function createPostbox({ world: { clock }, deliveries }: Triggers) {
  let waiting: (() => Promise<void>)[] = [];
  const flush = async (): Promise<void> => {
    const due = waiting;
    waiting = [];
    if (deliveries === 'at-once') await Promise.all(due.map((deliver) => deliver()));
    else for (const deliver of due) await deliver();
  };
  return (deliver: () => Promise<void>): void => {
    waiting.push(deliver);
    if (waiting.length === 1) clock.schedule(clock.nowMs(), flush);
  };
}

/** The schedules as EventBridge Scheduler's API shows them; the tick as well, where it is given. */
export function scheduleRecords(
  schedules: readonly EmulatedSchedule[],
  given: {
    readonly createdAtMs: number;
    readonly tick: string | null;
    readonly nameOf: (ownName: string) => string;
  },
): readonly ScheduleRecord[] {
  const { createdAtMs, tick, nameOf } = given;
  const shown = { groupName: 'spillway', timezone: 'UTC', createdAtMs, isEnabled: true };
  const tickRecord = { ...shown, name: TICK_SCHEDULE, functionName: nameOf(FUNCTION_NAMES.onTick) };
  return [
    ...schedules.map((one) => ({
      ...shown,
      name: one.name,
      groupName: one.groupName ?? shown.groupName,
      expression: one.expression,
      timezone: one.timezone ?? shown.timezone,
      functionName: nameOf(FUNCTION_NAMES.onSchedule),
      input: JSON.stringify(one.input),
    })),
    ...(tick === null ? [] : [{ ...tickRecord, expression: tick, input: TICK_INPUT }]),
  ];
}

/** As infra/scheduler.yml has it. */
const TICK_INPUT = '{"scheduledTime":"<aws.scheduler.scheduled-time>"}';
