// A day for end-to-end tests: real handlers, real SDK, the emulator; short (six hours of data at full rate) so
// that many fit into a run. Next: the *.test.ts beside this file, which read as stories.
import { expect } from 'vitest';
import { startLocalSpillway } from '../../cli/demo/local-spillway.ts';
import type { Served } from '../../functions/lambda-handler.ts';
import type { CycleResult } from '../../lib/cycle/run-cycle.ts';
import type { Plan } from '../../lib/targets/rdb-group/domain/plan.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import type { EmulatorOptions, Emulator } from '../../lib/emulator/start-emulator.ts';
import { startEmulator } from '../../lib/emulator/start-emulator.ts';
import type { RdbServerEvent } from '../../lib/emulator/rdbs/rdb-server.ts';
import type { RdbFaultOrder } from '../../lib/emulator/rdbs/world-rdbs.ts';
import { memoryAlarm } from '../../lib/sim/aws/memory-alarm.ts';
import type { Fault } from '../../lib/sim/faults.ts';
import type { Segment } from '../../lib/sim/rdb/stream.ts';
import type { World, WorldGroup } from '../../lib/sim/world.ts';
import { createWorld } from '../../lib/sim/world.ts';
import type { WorldEvent } from '../../lib/sim/world-events.ts';
import { createDeadlines } from './deadlines.ts';
import type { RdbGroup } from '../../lib/targets/rdb-group/rdb-group.ts';

export const GROUP = 'rdb-test';

/** The day begins at 06:00 UTC and ends at 12:00. */
export const DAY_STARTS_MS = Date.UTC(2026, 10, 20, 6);
export const DAY_ENDS_MS = DAY_STARTS_MS + 6 * HOUR_MS;

/** Fills an empty node of 4 GiB to its roll threshold in an hour. */
export const FULL_RATE_PER_MINUTE = 13_000;

/** Moment of the day: `at(90)` is an hour and a half after its beginning. */
export function at(minutes: number): number {
  return DAY_STARTS_MS + minutes * MINUTE_MS;
}

/** A stream of so many messages a minute between two minutes of the day. */
export function stream(fromMinute: number, untilMinute: number, perMinute: number): Segment {
  return {
    startMs: at(fromMinute),
    endMs: at(untilMinute),
    messages: Math.round(perMinute * (untilMinute - fromMinute)),
  };
}

export interface LocalDay {
  readonly segments?: readonly Segment[];
  readonly faults?: readonly Fault[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly group?: Partial<WorldGroup>;
  readonly emulator?: Partial<EmulatorOptions>;
  /** The RDBs are read over q IPC, and these things are wrong with them. */
  readonly probe?: ProbedDay;
  /** Minutes after the day's beginning at which the run stops; 60 minutes after its end by default. */
  readonly untilMinute?: number;
  /** Ends of day, minutes after the beginning; the tickerplant's, and the schedule's. */
  readonly endOfDayMinutes?: readonly number[];
  /** When the scale-in event is delivered, if not at the end of day. */
  readonly scaleInDeliveredAtMinute?: number;
  /** Called once all is set up, before time moves. */
  readonly prepare?: (day: { world: World; emulator: Emulator }) => void | Promise<void>;
}

export interface ProbedDay {
  readonly faults?: readonly RdbFaultOrder[];
  /** What the secret holds, if not the right credentials. */
  readonly secret?: string;
  /** Other secrets, by name: their texts. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Other tags: `spillway:probe-query`. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface DayOutcome {
  readonly world: World;
  readonly emulator: Pick<Emulator, 'awsCalls' | 'calls' | 'deadLetters' | 'events' | 'failedAttempts'>;
  /** What the functions logged, metrics left out. */
  readonly logLines: readonly string[];
  readonly results: readonly {
    readonly functionName: string;
    readonly atMs: number;
    readonly result: CycleResult<RdbGroup>;
  }[];
  readonly plans: readonly { readonly atMs: number; readonly plan: Plan }[];
  readonly events: readonly WorldEvent[];
  /** Instance ids there at the end, in whatever state. */
  readonly nodesAtEnd: readonly string[];
}

/** Runs the day, and checks what must hold of every day: no server that held data was terminated. */
export async function runLocalDay(day: LocalDay): Promise<DayOutcome> {
  const endOfDayMinutes = day.endOfDayMinutes ?? [360];
  const world = createWorld({ startMs: DAY_STARTS_MS, seed: 7, faults: day.faults ?? [] });
  const silent = day.probe && { telemetry: { metrics: 'none' } as const };
  world.addGroup({ ...groupOf(day, endOfDayMinutes), ...silent, ...day.group });
  world.alarms.put(memoryAlarm(60));
  const schedules = endOfDayMinutes.map((minute, i) =>
    scaleInAt(minute, day.scaleInDeliveredAtMinute ?? minute, i),
  );
  const deadlines = createDeadlines();
  const emulator = await startEmulator({
    world,
    schedules,
    ...(day.probe && rdbsOf(day.probe, deadlines.onRdbEvent)),
    ...day.emulator,
  });
  if (emulator.rdbs) world.autoScaling.putTags(GROUP, probeTags(emulator.rdbs.port, day));
  const logLines: string[] = [];
  const results: DayOutcome['results'][number][] = [];
  const events: WorldEvent[] = [];
  world.onEvent((event) => events.push(event));
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    startDeadline: deadlines.start,
    writeLine: (line) => {
      if (!line.includes('"_aws"')) logLines.push(line);
    },
    onServed: (functionName: string, served: Served) => {
      for (const result of served.results) results.push({ functionName, atMs: world.clock.nowMs(), result });
    },
  });
  await day.prepare?.({ world, emulator });
  try {
    await emulator.runUntil(at(day.untilMinute ?? 420));
  } finally {
    spillway.stop();
    await emulator.stop();
  }
  expect(world.safety.terminatedWithData, 'servers terminated with data').toEqual([]);
  const [group] = world.autoScaling.describeGroups([GROUP]);
  return {
    world,
    emulator,
    logLines,
    results,
    plans: results.flatMap(({ atMs, result }) =>
      result.kind === 'decided' ? [{ atMs, plan: result.plan }] : [],
    ),
    events,
    nodesAtEnd: [...(group?.instances.keys() ?? [])],
  };
}

const CREDENTIALS = { username: 'spillway', password: 'right' };
const SECRET = 'spillway/rdb-test';

function rdbsOf({ faults = [], secret, secrets = {} }: ProbedDay, onEvent: (event: RdbServerEvent) => void) {
  return {
    rdbServers: { credentials: CREDENTIALS, faults, onEvent },
    secrets: {
      ...secrets,
      [SECRET]: { text: secret ?? JSON.stringify(CREDENTIALS), tags: { 'spillway:groups': GROUP } },
    },
  };
}

function probeTags(port: number, { probe, tags }: LocalDay) {
  return {
    'spillway:reports': 'probe',
    'spillway:probe-port': String(port),
    'spillway:probe-query': 'kx-autoscaling',
    'spillway:probe-secret': SECRET,
    ...probe?.tags,
    ...tags,
  };
}

function groupOf(day: LocalDay, endOfDayMinutes: readonly number[]): WorldGroup {
  return {
    name: GROUP,
    minSize: 1,
    maxSize: 20,
    readyNodeCount: 1,
    bootMs: MINUTE_MS,
    memory: { bytesPerRow: 4096 },
    segments: day.segments ?? [stream(0, 360, FULL_RATE_PER_MINUTE)],
    endOfDaysMs: endOfDayMinutes.map(at),
    tags: { 'spillway:managed': 'true', 'spillway:leaves-queue': 'true', ...day.tags },
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    terminateHookAbandon: 'retain',
    hooks: [
      {
        hookName: 'spillway-terminating',
        transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeoutSeconds: 600,
        defaultResult: 'ABANDON',
      },
    ],
  };
}

function scaleInAt(scheduledMinute: number, deliveredMinute: number, index: number) {
  return {
    name: `end-of-day-${index}`,
    expression: `at(${new Date(at(deliveredMinute)).toISOString().slice(0, 19)})`,
    input: {
      action: 'scale-in',
      scheduledTime: new Date(at(scheduledMinute)).toISOString(),
      windowMinutes: 240,
    },
  };
}

/** Plans that raised the desired capacity. */
export function scaleOuts({ plans }: DayOutcome) {
  return plans.flatMap(({ atMs, plan }) => (plan.kind === 'scale-out' ? [{ atMs, plan }] : []));
}

/** Plans that retired a node. */
export function retirements({ plans }: DayOutcome) {
  return plans.flatMap(({ atMs, plan }) => (plan.kind === 'retire' ? [{ atMs, plan }] : []));
}

export function eventsOf<K extends WorldEvent['kind']>({ events }: DayOutcome, kind: K) {
  return events.filter((event): event is WorldEvent & { kind: K } => event.kind === kind);
}
