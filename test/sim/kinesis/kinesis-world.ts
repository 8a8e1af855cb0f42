// A world with one stream, for tests: resharding takes five minutes, whatever it is.
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { KINESIS_NAMESPACE } from '../../../lib/sim/kinesis/publish-metrics.ts';
import type { KinesisOptions } from '../../../lib/sim/kinesis/kinesis.ts';
import type { StreamSpec } from '../../../lib/sim/kinesis/stream-state.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';

export const T0_MS = Date.parse('2026-11-20T14:00:00Z');
export const FEED = 'feed';
export const RESHARD_MS = 5 * MINUTE_MS;

export function minutes(count: number): number {
  return T0_MS + count * MINUTE_MS;
}

export function aWorldWithStream(stream: Partial<StreamSpec> = {}, kinesis: KinesisOptions = {}): World {
  const world = createWorld({ startMs: T0_MS, kinesis: { reshardMs: () => RESHARD_MS, ...kinesis } });
  world.kinesis.addStream({ name: FEED, shardCount: 4, ...stream });
  return world;
}

/** Changes the shard count, and waits until the stream is ACTIVE again. */
export async function reshard(world: World, targetCount: number): Promise<void> {
  world.kinesis.updateShardCount({ name: FEED, targetCount });
  await world.runUntil(world.clock.nowMs() + RESHARD_MS);
}

/** Sums of each minute with a datapoint, from the world's start. */
export function sumsOf(world: World, metricName: string, more: Readonly<Record<string, string>> = {}) {
  const series = world.metrics.find(KINESIS_NAMESPACE, metricName, { StreamName: FEED, ...more });
  if (!series) return [];
  return world.metrics
    .statistics(series, {
      fromMs: T0_MS,
      toMs: world.clock.nowMs(),
      periodMs: MINUTE_MS,
      statistic: 'Sum',
    })
    .map(({ startMs, value }) => [(startMs - T0_MS) / MINUTE_MS, value]);
}

/** What AWS refused with. */
export function refusal(act: () => unknown): { readonly code: string; readonly message: string } {
  try {
    act();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('Nothing was refused');
}
