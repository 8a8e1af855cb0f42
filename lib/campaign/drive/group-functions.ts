// What a run's functions do once they are woken: each a piece of work on the ports of its invocation. By default cycles, called
// directly; over the emulator the handlers themselves, with the events that AWS would have sent (scripts/campaign).
import { BATCH_TIME_MS } from '../../cycle/batch-limits.ts';
import { FUNCTION_TIMEOUT_MAX_MS } from '../../cycle/lease/lease-limits.ts';
import { runCycle } from '../../cycle/run-cycle.ts';
import { runSchedule } from '../../cycle/triggers/run-schedule.ts';
import { runTick } from '../../cycle/triggers/run-tick.ts';
import type { SchedulePayload } from '../../core/schedule.ts';
import type { AlarmChange } from '../../sim/aws/alarms.ts';
import type { AutoScalingEvent } from '../../sim/aws/auto-scaling-context.ts';
import { RDB_GROUP, type RdbGroup } from '../../targets/rdb-group/rdb-group.ts';
import type { CyclesResult } from '../../cycle/triggers/run-batches.ts';
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { EndedInvocation } from '../checks/check.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Trigger } from './invocation.ts';
import type { Work } from './wake.ts';

/** The ports of an invocation; with one, where it can hand on what it has no time for. */
export interface WorkPorts extends GroupPorts {
  readonly handOn?: (functionName: string, event: object) => Promise<unknown>;
}

export type GroupWork = Work<WorkPorts, EndedInvocation>;

export interface DueSchedule {
  readonly atMs: number;
  readonly payload: SchedulePayload;
}

export interface GroupFunctions {
  readonly alarm: (change: AlarmChange) => GroupWork;
  readonly lifecycle: (event: AutoScalingEvent) => GroupWork;
  readonly schedule: (due: DueSchedule) => GroupWork;
  readonly tick: GroupWork;
}

export const CYCLES_ALONE: GroupFunctions = {
  alarm: () => cycle('alarm'),
  lifecycle: ({ instanceId, atMs }) => cycle('lifecycle', new Map([[instanceId, atMs]])),
  schedule:
    ({ atMs, payload }) =>
    async (ports) =>
      endedOf(await runSchedule(RDB_GROUP, { payload, eventId: eventIdOf(atMs) }, ports)),
  tick: async (ports) => {
    const remainingMs = remainingTimeOf(ports);
    const hasTime = () => remainingMs() >= BATCH_TIME_MS;
    return endedOf(await runTick(RDB_GROUP, ports, { hasTime }));
  },
};

/** One delivery is like another of the same schedule. */
export function eventIdOf(scheduledAtMs: number): string {
  return `schedule-${scheduledAtMs}`;
}

/** What an invocation that begins now has left, which is ended at its time-out. */
export function remainingTimeOf({ clock }: Pick<GroupPorts, 'clock'>): () => number {
  const endsAtMs = clock.nowMs() + FUNCTION_TIMEOUT_MAX_MS;
  return () => endsAtMs - clock.nowMs();
}

function cycle(trigger: Trigger, waitingSince?: ReadonlyMap<string, number>): GroupWork {
  const asked = { name: GROUP_NAME, trigger, ...(waitingSince && { clue: { waitingSince } }) };
  return async (ports) => ({ results: [await runCycle(RDB_GROUP, asked, ports)], errors: [] });
}

function endedOf({ results, failures }: CyclesResult<RdbGroup>) {
  return { results, errors: failures.map(({ error }) => error) };
}
