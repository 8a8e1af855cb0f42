// Whether refused records are too much load for the stream, which more shards help, or too much for one of its shards,
// which they do not: keys that belong to one shard stay in one. Splitting single shards is not Spillway's business.
import type { Stream } from '../domain/stream.ts';
import type { Recent } from './recent.ts';

/** A shard so full, while the stream's sum fits, is the one. */
const FULL_SHARE = 0.8;

/**
 * Sums over a minute hide peaks within it: a stream that is half as full as planned for may be refused for a second of a
 * minute. Below that it takes a shard that is hotter than the others.
 */
const PEAK_SHARE = 0.5;

/** Refusals that more shards help against. */
export function isThrottledByLoad(recent: Recent, stream: Stream, utilization: number): boolean {
  return recent.throttledSinceGrowth > 0 && !isHot(recent, stream, utilization);
}

/** Refusals that more shards do not help against. */
export function isThrottledByHotShard(recent: Recent, stream: Stream, utilization: number): boolean {
  return recent.throttledSinceGrowth > 0 && isHot(recent, stream, utilization);
}

function isHot({ throttledDemand }: Recent, stream: Stream, utilization: number): boolean {
  const planned = stream.openShards * utilization;
  if (throttledDemand >= planned || stream.openShards === 1) return false;
  const { hottestShard } = stream;
  return hottestShard === undefined
    ? throttledDemand < planned * PEAK_SHARE
    : hottestShard.demandShards >= FULL_SHARE;
}
