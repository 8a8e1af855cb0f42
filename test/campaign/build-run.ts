// Small runs for tests of the campaign itself: one calm day, and a check that watches it.
import type { CycleResult } from '../../lib/cycle/run-cycle.ts';
import { EMPTY_TALLY, type CreateCheck, type Tally } from '../../lib/campaign/checks/check.ts';
import { noCalls, type Invocation } from '../../lib/campaign/drive/invocation.ts';
import type { GroupOptions, RunOptions } from '../../lib/campaign/options/options.ts';
import { START_MS, timesOf } from '../../lib/campaign/world/create-day.ts';
import { createRun } from '../../lib/campaign/world/run.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { RdbGroup } from '../../lib/targets/rdb-group/rdb-group.ts';

export const at = (minute: number) => START_MS + minute * MINUTE_MS;

const CALM_GROUP: GroupOptions = {
  minSize: 1,
  maxSize: 6,
  readyNodeCount: 2,
  hook: 'none',
  heartbeatTimeoutSeconds: 300,
  retains: false,
  isProtected: true,
  leavesQueueAfterSeconds: 5,
  endOfDayEmptiesQueue: false,
  bootSeconds: 60,
  replaySeconds: 0,
  writeDownSeconds: 0,
  metrics: 'all',
  metricsDelaySeconds: 0,
  memoryGrowth: 'smooth',
  keepsHeap: false,
  hasAlarm: false,
  rollThresholdPercent: 80,
  tags: {},
};

export function aDay(group: Partial<GroupOptions> = {}, options: Partial<RunOptions> = {}): RunOptions {
  return {
    seed: 7,
    dayCount: 1,
    group: { ...CALM_GROUP, ...group },
    stream: { nodesPerDay: 1, shape: 'around-the-clock', spikeFactor: 1 },
    schedule: { endOfDayMinute: 18 * 60, atEndOfDay: 'scale-in', windowMinutes: 240 },
    faults: {},
    ...options,
  };
}

/** A run whose world nobody drives but the test; the check sees its events. */
export function aWatchedRun(create: CreateCheck, options: RunOptions = aDay()) {
  const run = createRun(options, timesOf(options).endOfDaysMs);
  const tally: Tally = { ...EMPTY_TALLY };
  const check = create(run, tally);
  run.world.onEvent((event) => check.onEvent?.(event));
  return {
    run,
    check,
    tally,
    found: () => run.findings.map((finding) => finding.check),
    nodeIds: () => [...run.group().instances.keys()],
    /** A tick that nothing interfered with, with what its cycles concluded. */
    tick: (results: readonly CycleResult<RdbGroup>[] = [], change: Partial<Invocation> = {}) =>
      check.onInvocation?.({
        invocation: anInvocation(run.nowMs(), change),
        results,
        errors: [],
        besides: [],
      }),
  };
}

export function anInvocation(startedAtMs: number, change: Partial<Invocation> = {}): Invocation {
  return {
    trigger: 'tick',
    startedAtMs,
    clock: { nowMs: () => startedAtMs, sleep: () => Promise.resolve() },
    faultCount: 0,
    isKilled: false,
    reports: new Map(),
    calls: noCalls(),
    ...change,
  };
}
