// What the page draws of the past day: the feed's demand against its shards, the live node's memory, every few minutes.
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { liveStateOf } from '../../lib/emulator/live/live-state.ts';
import type { World } from '../../lib/sim/world.ts';

/** One moment; times in ms since the epoch. */
export interface HistoryPoint {
  readonly atMs: number;
  readonly demandShards: number;
  readonly shards: number;
  readonly nodes: number;
}

const EVERY_MS = 5 * MINUTE_MS;
const POINTS_MAX = DAY_MS / EVERY_MS;

export interface History {
  /** Oldest first, of the past day. */
  readonly latest: () => readonly HistoryPoint[];
}

/** Notes a point every few minutes of the world's time. */
export function createHistory(world: World): History {
  const { clock } = world;
  const points: HistoryPoint[] = [];
  const note = (): void => {
    const atMs = clock.nowMs();
    const { streams, groups } = liveStateOf(world, { speed: 1, isPaused: false, heldUpBy: undefined }, 0);
    points.push({
      atMs,
      demandShards: streams[0]?.demandShards ?? 0,
      shards: streams[0]?.shards ?? 0,
      nodes: groups.reduce((sum, { nodes }) => sum + nodes.length, 0),
    });
    if (points.length > POINTS_MAX) points.shift();
    clock.schedule(atMs + EVERY_MS, note);
  };
  // Shortly after a minute, when its metrics are there.
  clock.schedule(Math.ceil(clock.nowMs() / EVERY_MS) * EVERY_MS + SECOND_MS, note);
  return { latest: () => points };
}
