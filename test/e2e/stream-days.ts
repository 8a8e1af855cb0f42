// Days of a Kinesis stream, end to end: the functions as they are deployed, the real SDK, and the emulator, over the three
// real days of data/traces. Next: streams.test.ts.
import { expect } from 'vitest';
import { startLocalSpillway } from '../../cli/demo/local-spillway.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { startEmulator } from '../../lib/emulator/start-emulator.ts';
import { throttlingAlarm } from '../../lib/sim/aws/throttling-alarm.ts';
import { KINESIS_NAMESPACE } from '../../lib/sim/kinesis/publish-metrics.ts';
import type { Flow } from '../../lib/sim/kinesis/stream-state.ts';
import { createWorld } from '../../lib/sim/world.ts';
import type { KinesisStream } from '../../lib/targets/kinesis-stream/kinesis-stream.ts';
import type { CycleResult } from '../../lib/cycle/run-cycle.ts';
import type { MinuteTrace } from '../../lib/trace/minute-trace.ts';
import { readMinutes } from '../../lib/trace/read-minutes.ts';

const FEED = 'feed';
const TRACES = new URL('../../data/traces/', import.meta.url);
const DATES = ['2013-10-07', '2013-10-08', '2013-10-09'] as const;
/** The busiest minute of the three days, put at so many bytes a second. */
const PEAK_BYTES_PER_SECOND = 40e6;
const BYTES_PER_MESSAGE = 1_100;
const RESHARD_MS = 5 * MINUTE_MS;
/** The stack's own is each minute. Processor time here: 73 s with that, 45 s with two minutes, 35 s with five. */
const TICK = 'rate(2 minutes)';
/** What a change may do at most, either way, and how many there are in 24 hours. */
const RATIO_MAX = 2;
const CHANGES_PER_DAY_MAX = 10;

/** Minutes of a trace before the market opens: traces begin at 04:00, the market at 09:30. */
const OPEN_MINUTE = 5.5 * 60;

export async function realDays(): Promise<readonly MinuteTrace[]> {
  const days = DATES.map((date) => readMinutes(new URL(`us-equities-${date}.csv`, TRACES).pathname));
  const read = await Promise.all(days);
  const peak = Math.max(...read.flatMap(({ volumes }) => [...volumes]));
  const factor = ((PEAK_BYTES_PER_SECOND / BYTES_PER_MESSAGE) * (MINUTE_MS / SECOND_MS)) / peak;
  return read.map((day) => ({ ...day, volumes: day.volumes.map((messages) => messages * factor) }));
}

/** The first five minutes of the market are forty times as busy as the five before them. */
export function withOpenOfFortyTimes(day: MinuteTrace): MinuteTrace {
  const before = day.volumes.slice(OPEN_MINUTE - 5, OPEN_MINUTE);
  const opening = (40 * before.reduce((sum, volume) => sum + volume, 0)) / before.length;
  const volumes = day.volumes.map((volume, minute) =>
    minute >= OPEN_MINUTE && minute < OPEN_MINUTE + 5 ? opening : volume,
  );
  return { ...day, volumes };
}

export interface StreamDays {
  /** Minutes of each day in which a record was refused. */
  readonly throttledMinutes: readonly number[];
  /** Changes carried out, by day. */
  readonly changes: readonly number[];
  /** Of open shards, by day. */
  readonly shardHours: readonly number[];
}

/** Runs the days, and checks what must hold of every day: AWS's limits are kept, and nothing was refused. */
export async function runStreamDays(traces: readonly MinuteTrace[]): Promise<StreamDays> {
  const startMs = midnightOf(traces[0]);
  const dayStarts = traces.map((_, day) => startMs + day * DAY_MS);
  const world = createWorld({
    startMs,
    seed: 7,
    metricsKeptMs: (traces.length + 1) * DAY_MS,
    kinesis: { reshardMs: () => RESHARD_MS, metricsDelayMs: MINUTE_MS },
  });
  world.kinesis.addStream({
    name: FEED,
    shardCount: 48,
    tags: { 'spillway:managed': 'true', 'spillway:shards-max': '64' },
    consumers: [{ name: 'rdb', kind: 'polling', behindMs: () => 0 }],
    flows: traces.flatMap(flowsOf),
  });
  world.alarms.put(throttlingAlarm());
  const emulator = await startEmulator({ world, tick: TICK });
  const results: CycleResult<KinesisStream>[] = [];
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    onServed: (_, { others = [] }) =>
      results.push(...(others.flatMap((other) => other.results) as CycleResult<KinesisStream>[])),
  });
  const shardMinutes = traces.map(() => 0);
  for (let minute = 0; minute < (traces.length * DAY_MS) / MINUTE_MS; minute += 1)
    world.clock.schedule(startMs + minute * MINUTE_MS + 1, () => {
      const day = Math.floor((minute * MINUTE_MS) / DAY_MS);
      shardMinutes[day] = (shardMinutes[day] ?? 0) + world.kinesis.openCount(FEED);
    });
  try {
    await emulator.runUntil(startMs + traces.length * DAY_MS);
  } finally {
    spillway.stop();
    await emulator.stop();
  }

  const changedAtMs = world.kinesis.describe(FEED).shardCountUpdates;
  expect(emulator.awsCalls()['UpdateShardCount'], 'changes asked for, none refused').toBe(changedAtMs.length);
  for (const fromMs of changedAtMs) {
    const within = changedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + DAY_MS);
    expect(within.length, 'changes in 24 hours').toBeLessThanOrEqual(CHANGES_PER_DAY_MAX);
  }
  for (const result of results)
    for (const { action } of result.kind === 'decided' ? result.actions : []) {
      expect(action.shards).toBeLessThanOrEqual(action.from * RATIO_MAX);
      expect(action.shards).toBeGreaterThanOrEqual(action.from / RATIO_MAX);
    }
  expect(emulator.failedAttempts()).toEqual([]);
  expect(emulator.deadLetters()).toEqual([]);

  const refused = world.metrics.find(KINESIS_NAMESPACE, 'WriteProvisionedThroughputExceeded', {
    StreamName: FEED,
  });
  const isOn = (fromMs: number) => (atMs: number) => atMs >= fromMs && atMs < fromMs + DAY_MS;
  const refusedAtMs = (refused?.atMs ?? []).filter((_, i) => (refused?.values[i] ?? 0) > 0);
  return {
    throttledMinutes: dayStarts.map((fromMs) => refusedAtMs.filter(isOn(fromMs)).length),
    changes: dayStarts.map((fromMs) => changedAtMs.filter(isOn(fromMs)).length),
    shardHours: shardMinutes.map((minutes) => minutes / 60),
  };
}

/** Days begin at midnight in UTC, where the functions count them; the traces' begins four hours before the market's. */
function midnightOf(trace: MinuteTrace | undefined): number {
  return Math.floor((trace?.startMs ?? 0) / DAY_MS) * DAY_MS;
}

function flowsOf({ startMs, volumes }: MinuteTrace): readonly Flow[] {
  return [...volumes].flatMap((messages, minute) =>
    messages === 0
      ? []
      : [
          {
            startMs: startMs + minute * MINUTE_MS,
            endMs: startMs + (minute + 1) * MINUTE_MS,
            bytes: messages * BYTES_PER_MESSAGE,
            records: messages,
          },
        ],
  );
}
