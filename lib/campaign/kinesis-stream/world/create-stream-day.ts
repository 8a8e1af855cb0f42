// Options → the world of a stream's run: its stream, its readers, what arrives. Faults are set upon it elsewhere.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import { SHARD_METRICS, type Consumer } from '../../../sim/kinesis/stream-state.ts';
import { createRandom } from '../../../sim/random.ts';
import { createWorld, type World } from '../../../sim/world.ts';
import type { FrameTimes } from '../../world/run-frame.ts';
import type { StreamRunOptions } from '../options/stream-options.ts';
import { createLoad, type Load, type Surge } from './load.ts';

export const STREAM_NAME = 'feed';

/** Runs begin on a Monday, at midnight UTC: the working days before it are days like it. */
export const STREAM_START_MS = Date.parse('2026-11-16T00:00:00Z');

/** Cycles look back an hour; metrics may be late by hours. */
const METRICS_KEPT_MS = 4 * HOUR_MS;

/** The last faults end so long before the end: two changes, and the pauses of a refusal, lie in it. */
const CALM_MS = 5 * HOUR_MS;

export function streamTimesOf({ dayCount }: Pick<StreamRunOptions, 'dayCount'>): FrameTimes {
  const endMs = STREAM_START_MS + dayCount * DAY_MS;
  return { startMs: STREAM_START_MS, endMs, calmFromMs: endMs - CALM_MS };
}

/** What the faults make of the world while it runs; mutable, and theirs alone. */
export interface Weather {
  /** A resharding that begins now takes so many times as long. */
  reshardFactor: number;
  /** Since then a reader falls behind; absent: all keep up. */
  readersBehindSinceMs?: number | undefined;
  readersSilent: boolean;
}

/** How far readers are behind: those that keep up, and one that does not. */
const KEEPS_UP_MS = 2 * SECOND_MS;
const BEHIND_MS = 20 * MINUTE_MS;

export interface StreamDay {
  readonly world: World;
  readonly weather: Weather;
  /** What arrives, and what arrived on the days before. */
  readonly load: Load;
  readonly pastLoad: Load;
}

/** Days before the first whose load is known at the most: a week, less the day that is like none. */
const PAST_DAYS = 6;

export function createStreamDay(options: StreamRunOptions): StreamDay {
  const { stream, dayCount, seed } = options;
  const weather: Weather = { reshardFactor: 1, readersSilent: false };
  const world = createWorld({
    startMs: STREAM_START_MS,
    seed,
    metricsKeptMs: METRICS_KEPT_MS,
    kinesis: {
      metricsDelayMs: stream.metricsDelaySeconds * SECOND_MS,
      listingDelayMs: stream.listingDelaySeconds * SECOND_MS,
      reshardMs: (steps) =>
        Math.round(
          weather.reshardFactor * (stream.reshardSeconds + steps * stream.reshardStepSeconds) * SECOND_MS,
        ),
    },
  });
  const random = createRandom(seed).fork('load-days');
  const load = createLoad(options.load, {
    startMs: STREAM_START_MS,
    dayCount,
    random,
    surges: surgesOf(options),
  });
  const pastLoad = createLoad(options.load, {
    startMs: STREAM_START_MS - PAST_DAYS * DAY_MS,
    dayCount: PAST_DAYS,
    random,
    surges: [],
  });
  world.kinesis.addStream({
    name: STREAM_NAME,
    mode: stream.mode === 'on-demand' ? 'ON_DEMAND' : 'PROVISIONED',
    shardCount: stream.shardsStart,
    tags: tagsOf(options),
    consumers: readersOf(options, weather),
    ...(stream.hasShardMetrics && { shardMetrics: SHARD_METRICS }),
  });
  pourByTheHour(world, load, streamTimesOf(options));
  return { world, weather, load, pastLoad };
}

/** Flows are looked through at each minute: an hour of them at a time keeps that short. */
function pourByTheHour(world: World, load: Load, { startMs, endMs }: FrameTimes): void {
  for (let atMs = startMs; atMs < endMs; atMs += HOUR_MS)
    world.clock.schedule(atMs, () => {
      for (const flow of load.flowsBetween(atMs, atMs + HOUR_MS)) world.kinesis.addFlow(STREAM_NAME, flow);
    });
}

/** Surges of a run: what arrives is known before it begins, so that checks can know what was to come. */
function surgesOf(options: StreamRunOptions): readonly Surge[] {
  const strength = options.faults.surge;
  if (strength === undefined) return [];
  const { startMs, calmFromMs } = streamTimesOf(options);
  const chance = createRandom(options.seed).fork('surges');
  return Array.from({ length: Math.ceil(2 * strength * options.dayCount) }, () => {
    const fromMs = startMs + Math.floor((chance.next() * (calmFromMs - startMs)) / MINUTE_MS) * MINUTE_MS;
    const untilMs = Math.min(calmFromMs, fromMs + Math.round(5 + 85 * chance.next()) * MINUTE_MS);
    return { fromMs, untilMs, factor: 1.5 + 4 * strength * chance.next() };
  });
}

export function surgeCountOf(options: StreamRunOptions): number {
  return surgesOf(options).length;
}

function tagsOf({ stream }: StreamRunOptions): Readonly<Record<string, string>> {
  return {
    ...stream.tags,
    [MANAGED_TAG]: 'true',
    ...(stream.readers === 'none' && { 'spillway:consumers': 'none' }),
  };
}

function readersOf({ stream: { readers } }: StreamRunOptions, weather: Weather): readonly Consumer[] {
  const behindMs = () => (weather.readersBehindSinceMs === undefined ? KEEPS_UP_MS : BEHIND_MS);
  const polling: Consumer = { name: 'rdb', kind: 'polling', behindMs };
  const subscribed: Consumer = { name: 'archive', kind: 'enhanced-fan-out', behindMs };
  if (readers === 'silent' || readers === 'none') return [];
  if (readers === 'both') return [polling, subscribed];
  return readers === 'polling' ? [polling] : [subscribed];
}
