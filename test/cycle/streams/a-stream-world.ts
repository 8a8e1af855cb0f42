// A world with one managed stream, and the ports that cycles look at it through: the simulated Kinesis and CloudWatch, with
// a state table in memory.
import type { KinesisOptions } from '../../../lib/sim/kinesis/kinesis.ts';
import type { Flow, StreamSpec } from '../../../lib/sim/kinesis/stream-state.ts';
import { createSimAnnouncer } from '../../../lib/sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../../../lib/sim/ports/sim-calendar-store.ts';
import { createSimDemand } from '../../../lib/sim/ports/sim-demand.ts';
import { createSimStreamReader, createSimStreamWriter } from '../../../lib/sim/ports/sim-streams.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';
import { runCycle } from '../../../lib/cycle/run-cycle.ts';
import { DAY_MS, HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '../../../lib/core/units.ts';
import { SLOTS_PER_DAY, NOTHING_LEARNED } from '../../../lib/targets/kinesis-stream/domain/learned.ts';
import { KINESIS_STREAM } from '../../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { KEPT_STREAMS } from '../../../lib/targets/kinesis-stream/ports/kept-streams.ts';
import { createMemoryStateStoreOf } from '../../build/memory-state-store.ts';

/** A Wednesday. */
export const T0_MS = Date.parse('2026-03-04T12:00:00Z');
export const FEED = 'feed';
export const RESHARD_MS = 5 * MINUTE_MS;
export const TAGS = { 'spillway:managed': 'true', 'spillway:shards-max': '64' };
export const READERS = [{ name: 'rdb', kind: 'polling' as const, behindMs: () => 0 }];

/** So many shards' worth of bytes, evenly, from so many minutes after the start of the world. */
export function aFlow(shards: number, fromMinute = 0, minuteCount = 24 * 60): Flow {
  const startMs = T0_MS + fromMinute * MINUTE_MS;
  const seconds = (minuteCount * MINUTE_MS) / SECOND_MS;
  return {
    startMs,
    endMs: startMs + minuteCount * MINUTE_MS,
    bytes: shards * MIB * seconds,
    records: shards * seconds,
  };
}

export interface StreamWorld {
  readonly world: World;
  readonly ports: ReturnType<typeof portsOver>;
  /** One cycle now. */
  readonly cycle: (trigger?: string) => ReturnType<typeof runOne>;
  readonly pass: (minutes: number) => Promise<void>;
  readonly shardCalls: () => number;
  readonly openShards: () => number;
}

export function aStreamWorld(spec: Partial<StreamSpec> = {}, kinesis: KinesisOptions = {}): StreamWorld {
  const world = createWorld({ startMs: T0_MS, kinesis: { reshardMs: () => RESHARD_MS, ...kinesis } });
  world.kinesis.addStream({ name: FEED, shardCount: 4, tags: TAGS, consumers: READERS, ...spec });
  const ports = portsOver(world);
  return {
    world,
    ports,
    cycle: (trigger) => runOne(ports, trigger),
    pass: (minutes) => world.runUntil(world.clock.nowMs() + minutes * MINUTE_MS),
    shardCalls: () => world.calls.counts()['UpdateShardCount'] ?? 0,
    openShards: () => world.kinesis.openCount(FEED),
  };
}

function runOne(ports: ReturnType<typeof portsOver>, trigger = 'tick') {
  return runCycle(KINESIS_STREAM, { name: FEED, trigger }, ports);
}

function portsOver(world: World) {
  return {
    streamReader: createSimStreamReader(world),
    streamWriter: createSimStreamWriter(world),
    demandReader: createSimDemand(world),
    stateStore: createMemoryStateStoreOf(KEPT_STREAMS),
    announcer: createSimAnnouncer(world),
    calendars: createSimCalendarStore(world),
    clock: world.clock,
  };
}

/** Somebody has watched the stream for two days; `demand` in shards, by hour of the day. */
export function teach({ ports }: StreamWorld, demand: (hour: number) => number): void {
  const today = Math.floor(T0_MS / DAY_MS);
  const slotMs = DAY_MS / SLOTS_PER_DAY;
  const busiest = Array.from({ length: SLOTS_PER_DAY }, (_, slot) => demand((slot * slotMs) / HOUR_MS));
  const learned = {
    ...NOTHING_LEARNED,
    demand: { days: [today - 2, today - 1].map((day) => ({ day, busiest })) },
  };
  ports.stateStore.items.set(FEED, { fence: 0, learned });
}
