// What the last minutes say: the busiest of the last half hour, refusals, and where demand will be by the time that new
// shards are there.
import { demandOf, type Stream } from '../domain/stream.ts';
import { MINUTE_MS } from '../../../core/units.ts';

/** A stream shrinks to what the last half hour would have fitted into. */
export const RECENT_MS = 30 * MINUTE_MS;

/** The level, and the rate at which it changes, are of so many minutes against as many before. */
const LEVEL_MINUTES = 5;

/** Refusals so long ago still call for more shards. */
const THROTTLED_MS = 3 * MINUTE_MS;

export interface Recent {
  /** Demand of the newest minute, in shards; absent: no minute is known. */
  readonly newest?: number;
  /** The busiest minute of the last half hour, in shards. */
  readonly busiest: number;
  /** Whether every minute of the last half hour is known, the newest not older than three minutes. */
  readonly isWhole: boolean;
  /** Mean demand of the last five minutes, in shards. */
  readonly level: number;
  /** Where demand will be once new shards are there, if it goes on rising as it does; in shards. */
  readonly ahead: number;
  /** Records refused in the last three minutes. */
  readonly throttledNow: number;
  /** Records refused in those of the last three minutes that began after the stream last grew: by the shards of now. */
  readonly throttledSinceGrowth: number;
  /** Records refused in the last half hour. */
  readonly throttledLately: number;
  /** Demand of the busiest of the minutes that `throttledSinceGrowth` counts, in shards. */
  readonly throttledDemand: number;
}

/** `leadMs`: from asking until new shards are there. `grownAtMs`: when more of them were last there; absent: not known. */
export function recentOf(
  { minutes }: Pick<Stream, 'minutes'>,
  { nowMs, leadMs, grownAtMs = 0 }: { nowMs: number; leadMs: number; grownAtMs?: number | undefined },
): Recent {
  const within = (ageMs: number) =>
    minutes.filter(({ atMs }) => atMs + MINUTE_MS > nowMs - ageMs && atMs < nowMs);
  const lately = within(RECENT_MS);
  const now = within(THROTTLED_MS).filter(({ throttledRecords }) => throttledRecords > 0);
  // What fewer shards refused says nothing of those that have come since: the level counts it all the same.
  const sinceGrowth = now.filter(({ atMs }) => atMs >= grownAtMs);
  const demands = minutes.filter(({ atMs }) => atMs < nowMs).map(demandOf);
  const newest = demands.at(-1);
  const level = mean(demands.slice(-LEVEL_MINUTES));
  const newestAtMs = lately.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  const sum = (of: readonly { readonly throttledRecords: number }[]) =>
    of.reduce((total, { throttledRecords }) => total + throttledRecords, 0);
  return {
    ...(newest !== undefined && { newest }),
    busiest: Math.max(0, ...lately.map(demandOf)),
    isWhole: lately.length >= RECENT_MS / MINUTE_MS - 3 && nowMs - newestAtMs <= 4 * MINUTE_MS,
    level,
    ahead: aheadOf(demands, level, leadMs),
    throttledNow: sum(now),
    throttledSinceGrowth: sum(sinceGrowth),
    throttledLately: sum(lately),
    throttledDemand: Math.max(0, ...sinceGrowth.map(demandOf)),
  };
}

/** A rise goes on only while the newest minutes are above the level: one that is over is not carried on. */
function aheadOf(demands: readonly number[], level: number, leadMs: number): number {
  if (demands.length < 2 * LEVEL_MINUTES || mean(demands.slice(-2)) < level) return level;
  const before = mean(demands.slice(-2 * LEVEL_MINUTES, -LEVEL_MINUTES));
  const risePerMinute = Math.max(0, (level - before) / LEVEL_MINUTES);
  // The level is that of the middle of its minutes.
  return level + risePerMinute * (leadMs / MINUTE_MS + LEVEL_MINUTES / 2);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}
