// Options → the world of a run: its group, its stream, its ends of day. Faults are set upon it elsewhere.
import { MANAGED_TAG, ADOPTED_HOOK_TAG, KEEP_DATA_HOOK } from '../../targets/rdb-group/domain/group.ts';
import { DAY_MS, HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { LifecycleHook } from '../../sim/aws/group-state.ts';
import { memoryAlarm } from '../../sim/aws/memory-alarm.ts';
import { DEFAULT_MEMORY, rowsAtMemory, type MemoryModel } from '../../sim/rdb/memory-model.ts';
import { createWorld, type World } from '../../sim/world.ts';
import type { GroupOptions, RunOptions } from '../options/options.ts';
import { streamOf } from './stream-of.ts';

export const GROUP_NAME = 'rdb';

/** Runs begin on a Monday, at midnight UTC. */
export const START_MS = Date.parse('2026-11-16T00:00:00Z');

/** Cycles look back a quarter of an hour; metrics may be late or early by hours. */
const METRICS_KEPT_MS = 4 * HOUR_MS;
const ALARM_PERCENT = 60;

export interface RunTimes {
  readonly startMs: number;
  readonly endMs: number;
  /** Faults end here, before the last end of day. */
  readonly calmFromMs: number;
  /** By the schedule; the tickerplant's own may be late or missing. */
  readonly endOfDaysMs: readonly number[];
}

const CALM_BEFORE_END_OF_DAY_MS = 2 * HOUR_MS;

/** Of one run in three it is asked where its data is: to keep each row's place takes time. */
export function isAskedForData({ seed }: Pick<RunOptions, 'seed'>): boolean {
  return seed % 3 === 0;
}

/** A half day's end of day, minutes after midnight. */
const HALF_DAY_MINUTE = 13 * 60;

export function timesOf({ dayCount, schedule, stream }: RunOptions): RunTimes {
  const endOfDaysMs = Array.from(
    { length: dayCount },
    (_, day) =>
      START_MS +
      day * DAY_MS +
      (day === stream.halfDay ? HALF_DAY_MINUTE : schedule.endOfDayMinute) * MINUTE_MS,
  );
  const lastMs = endOfDaysMs.at(-1) ?? START_MS;
  return {
    startMs: START_MS,
    endMs: START_MS + dayCount * DAY_MS,
    calmFromMs: lastMs - CALM_BEFORE_END_OF_DAY_MS,
    endOfDaysMs,
  };
}

/** Rows with which a node reaches its roll threshold. `memory`: its own, where it has one. */
export function rollRowsOf(group: GroupOptions, memory: MemoryModel = memoryOf(group)): number {
  return rowsAtMemory(memory, (memory.totalBytes * group.rollThresholdPercent) / 100);
}

export function memoryOf({ memoryGrowth, keepsHeap }: GroupOptions): MemoryModel {
  return {
    ...DEFAULT_MEMORY,
    totalBytes: 1_000 * MIB,
    baselineBytes: 40 * MIB,
    bytesPerRow: 10_240,
    growth: memoryGrowth,
    keepsHeap,
  };
}

/** From the middle of the first day on, at the latest, new servers are of half or twice the size. */
function resizedFrom({ group, seed }: RunOptions, strength: number) {
  const memory = memoryOf(group);
  const factor = seed % 2 === 0 ? 0.5 : 2;
  const resized = { ...memory, totalBytes: factor * memory.totalBytes };
  const fromMs = START_MS + Math.round(strength * 12) * HOUR_MS;
  return (launchedAtMs: number) => (launchedAtMs >= fromMs ? resized : undefined);
}

/** A world with one group, whose tickerplant ends its days at `trueEndOfDaysMs`. */
export function createDay(options: RunOptions, trueEndOfDaysMs: readonly number[]): World {
  const { seed, group, stream, dayCount, faults } = options;
  const world = createWorld({ startMs: START_MS, seed, metricsKeptMs: METRICS_KEPT_MS });
  const random = world.random.fork('stream');
  world.addGroup({
    name: GROUP_NAME,
    minSize: group.minSize,
    maxSize: group.maxSize,
    desiredCapacity: group.readyNodeCount,
    readyNodeCount: group.readyNodeCount,
    tags: tagsOf(options),
    suspendedProcesses: ['AZRebalance'],
    hooks: hooksOf(group),
    terminateHookAbandon: group.retains ? 'retain' : 'terminate',
    newInstancesProtectedFromScaleIn: group.isProtected,
    memory: memoryOf(group),
    ...(faults.resized !== undefined && { memoryOfLaunch: resizedFrom(options, faults.resized) }),
    rollThresholdPercent: group.rollThresholdPercent,
    segments: streamOf(stream, { startMs: START_MS, dayCount, rowsPerNode: rollRowsOf(group), random }),
    endOfDaysMs: trueEndOfDaysMs,
    bootMs: group.bootSeconds * SECOND_MS,
    replayMs: group.replaySeconds * SECOND_MS,
    writeDownMs: group.writeDownSeconds * SECOND_MS,
    leavesQueue:
      group.leavesQueueAfterSeconds === 'never'
        ? 'never'
        : { afterMs: group.leavesQueueAfterSeconds * SECOND_MS },
    endOfDayEmptiesQueue: group.endOfDayEmptiesQueue,
    logReplayMs: (faults['slow-replay'] ?? 0) * 10 * MINUTE_MS,
    ...(isAskedForData(options) && { rowTimes: true }),
    telemetry: {
      metrics: group.metrics,
      delayMs: group.metricsDelaySeconds * SECOND_MS,
      ...(group.writesItems && { writesItem: true }),
    },
  });
  if (group.hasAlarm) world.alarms.put(memoryAlarm(ALARM_PERCENT));
  return world;
}

function tagsOf({ group, faults }: RunOptions): Readonly<Record<string, string>> {
  return {
    ...group.tags,
    ...(faults['adopted-midday'] === undefined && { [MANAGED_TAG]: 'true' }),
    'spillway:roll-threshold': String(group.rollThresholdPercent),
    ...(group.rollThresholdPercent <= 75 && { 'spillway:scale-threshold': '60' }),
    ...(group.hook === 'adopted' && { [ADOPTED_HOOK_TAG]: OTHER_NAME }),
  };
}

/** Sorts before ours: whoever takes the first hook takes the wrong one. */
const OTHER_NAME = 'a-hook-of-the-owner';

/** The hook that Spillway answers, by the rule of `ourHook`. */
export function answeredHookOf({ hook }: GroupOptions): string | undefined {
  if (hook === 'none') return undefined;
  return hook === 'ours' || hook === 'beside' ? KEEP_DATA_HOOK : OTHER_NAME;
}

function hooksOf(group: GroupOptions): readonly LifecycleHook[] {
  const ours: LifecycleHook = {
    hookName: answeredHookOf(group) ?? '',
    transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatTimeoutSeconds: group.heartbeatTimeoutSeconds,
    defaultResult: 'ABANDON',
  };
  if (group.hook === 'none') return [];
  if (group.hook !== 'beside') return [ours];
  // Somebody else's: it lets go by itself.
  return [{ ...ours, hookName: OTHER_NAME, heartbeatTimeoutSeconds: 120, defaultResult: 'CONTINUE' }, ours];
}
