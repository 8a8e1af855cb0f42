// Drives a stretch of a simulated world: wakes the caller as AWS would wake the functions.
// It knows no cycle and no handler: what is done on waking is the caller's. Events carry no shape yet.
import { MINUTE_MS, SECOND_MS } from '../core/units.ts';
import type { AlarmChange } from './aws/alarms.ts';
import type { AutoScalingEvent } from './aws/auto-scaling-context.ts';
import type { World } from './world.ts';

/** What wakes a function. */
export type Wake<Payload = unknown> =
  | { readonly kind: 'tick' }
  | { readonly kind: 'alarm'; readonly change: AlarmChange }
  | { readonly kind: 'schedule'; readonly payload: Payload }
  | { readonly kind: 'lifecycle'; readonly event: AutoScalingEvent };

export interface DayCallbacks<Payload = unknown> {
  readonly onTick?: () => void | Promise<void>;
  /** Each change of state, also back to OK, of an alarm whose actions are enabled. */
  readonly onAlarm?: (change: AlarmChange) => void | Promise<void>;
  readonly onSchedule?: (payload: Payload) => void | Promise<void>;
  /** Events of terminating hooks. */
  readonly onLifecycle?: (event: AutoScalingEvent) => void | Promise<void>;
}

export interface Day<Payload = unknown> extends DayCallbacks<Payload> {
  readonly untilMs: number;
  /** Default: one minute. */
  readonly tickPeriodMs?: number;
  /** First tick; default: half a minute from now, between two reports. */
  readonly firstTickMs?: number;
  readonly schedules?: readonly { readonly atMs: number; readonly payload: Payload }[];
  /**
   * How an event is delivered: a delay for each delivery, ms. `[]` loses it, `[0, 0, 0]` delivers it three
   * times at once. Default: alarms and lifecycle events after one second, once; the rest at once.
   */
  readonly deliver?: (wake: Wake<Payload>) => readonly number[];
  /**
   * What is due at the same moment runs one after the other, as in a deterministic day it must; or all
   * at once, as separate functions would. Default: `in-turn`.
   */
  readonly sameMoment?: 'in-turn' | 'at-once';
  /** An invocation that failed; without this, the day fails with it. */
  readonly onFailure?: (wake: Wake<Payload>, error: unknown) => void;
}

/** From an alarm's change or a hook's event until a function runs. */
const DELIVERY_MS = SECOND_MS;

/** Runs the world from now until `untilMs`. Rejects with what a callback threw, if there is no `onFailure`. */
export async function runDay<Payload>(world: World, day: Day<Payload>): Promise<void> {
  const { clock } = world;
  const { tickPeriodMs = MINUTE_MS, deliver = deliverOnce } = day;
  let waiting: Wake<Payload>[] = [];

  function wake(given: Wake<Payload>): void {
    for (const delayMs of deliver(given)) clock.schedule(clock.nowMs() + delayMs, () => join(given));
  }

  /** What is due at one moment is gathered first, so that it can run at once. */
  function join(given: Wake<Payload>): void {
    waiting.push(given);
    if (waiting.length === 1) clock.schedule(clock.nowMs(), runWaiting);
  }

  async function runWaiting(): Promise<void> {
    const due = waiting;
    waiting = [];
    if (day.sameMoment === 'at-once') await Promise.all(due.map(run));
    else for (const given of due) await run(given);
  }

  async function run(given: Wake<Payload>): Promise<void> {
    try {
      await call(day, given);
    } catch (error) {
      if (!day.onFailure) throw error;
      day.onFailure(given, error);
    }
  }

  function tickAt(atMs: number): void {
    if (atMs > day.untilMs || !day.onTick) return;
    clock.schedule(atMs, () => {
      wake({ kind: 'tick' });
      tickAt(atMs + tickPeriodMs);
    });
  }

  const unsubscribe = [
    world.onAlarmChange((change) => {
      if (day.onAlarm && change.actionsEnabled) wake({ kind: 'alarm', change });
    }),
    world.onAutoScalingEvent((event) => {
      if (day.onLifecycle && event.detailType === 'EC2 Instance-terminate Lifecycle Action')
        wake({ kind: 'lifecycle', event });
    }),
  ];
  for (const { atMs, payload } of day.schedules ?? [])
    clock.schedule(atMs, () => wake({ kind: 'schedule', payload }));
  tickAt(day.firstTickMs ?? clock.nowMs() + MINUTE_MS / 2);
  try {
    await world.runUntil(day.untilMs);
  } finally {
    for (const end of unsubscribe) end();
  }
}

function deliverOnce(wake: Wake): readonly number[] {
  return wake.kind === 'alarm' || wake.kind === 'lifecycle' ? [DELIVERY_MS] : [0];
}

async function call<Payload>(callbacks: DayCallbacks<Payload>, given: Wake<Payload>): Promise<void> {
  switch (given.kind) {
    case 'tick':
      return callbacks.onTick?.();
    case 'alarm':
      return callbacks.onAlarm?.(given.change);
    case 'schedule':
      return callbacks.onSchedule?.(given.payload);
    case 'lifecycle':
      return callbacks.onLifecycle?.(given.event);
  }
}
