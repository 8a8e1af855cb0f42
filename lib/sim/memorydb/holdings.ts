// What each shard of a cluster holds at a moment, by its slots: half-way through a move, half of what moves has gone. A shard
// holds no more than its node has room for; the rest is refused, and nothing is thrown out.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/data-tiering-monitoring.html (noeviction)
import type { ClusterState, ShardState } from './cluster-state.ts';
import { SLOT_COUNT, type SlotRange } from './slots.ts';

export interface Holding {
  readonly usedBytes: number;
  readonly refusedBytes: number;
}

/** In the order of the shards. */
export function holdingsOf(cluster: Readonly<ClusterState>, atMs: number): readonly Holding[] {
  const bytes = Math.max(0, cluster.bytesAt(atMs));
  const moved = progressOf(cluster, atMs);
  return cluster.shards.map((shard) => {
    const wanted = bytes * shareAt(cluster, shard, moved);
    return {
      usedBytes: Math.min(wanted, cluster.nodeBytes),
      refusedBytes: Math.max(0, wanted - cluster.nodeBytes),
    };
  });
}

/** Of what moves, how much has, from 0 to 1. */
export function progressOf({ resharding }: Readonly<ClusterState>, atMs: number): number {
  if (!resharding) return 0;
  return Math.min(1, (atMs - resharding.startMs) / Math.max(1, resharding.endMs - resharding.startMs));
}

/** Bytes of the slots that change their shard if these become others. */
export function movedBytes(
  cluster: Readonly<ClusterState>,
  after: ReadonlyMap<number, SlotRange>,
  atMs: number,
): number {
  const shares = [...after].map(([number, slots]) => {
    const before = cluster.shards.find((shard) => shard.number === number)?.slots ?? { first: 0, end: 0 };
    const first = Math.max(slots.first, before.first);
    const kept = { first, end: Math.max(first, Math.min(slots.end, before.end)) };
    return shareOf(cluster, slots) - shareOf(cluster, kept);
  });
  return cluster.bytesAt(atMs) * shares.reduce((sum, share) => sum + share, 0);
}

function shareAt(cluster: Readonly<ClusterState>, { slots, slotsAfter }: ShardState, moved: number): number {
  const before = shareOf(cluster, slots);
  return slotsAfter ? before + (shareOf(cluster, slotsAfter) - before) * moved : before;
}

function shareOf({ heavy }: Readonly<ClusterState>, { first, end }: SlotRange): number {
  const heavyShare = heavy.reduce((sum, { share }) => sum + share, 0);
  const own = heavy.filter(({ slot }) => slot >= first && slot < end);
  const even = ((1 - heavyShare) * (end - first)) / SLOT_COUNT;
  return even + own.reduce((sum, { share }) => sum + share, 0);
}
