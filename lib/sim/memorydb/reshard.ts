// How shards come and go: new ones begin without slots, and slots move until all shards have as many; those that leave are the
// last, which AWS does not say, and stay where a key is too large to be moved.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/cluster-resharding-online.html
import type { ClusterState, ShardState } from './cluster-state.ts';
import { movedBytes } from './holdings.ts';
import { equalSlots, type SlotRange } from './slots.ts';

/** Says how many bytes will move. */
export function beginResharding(cluster: ClusterState, shardCount: number, nowMs: number): number {
  // "The number of nodes in each new shard is the same as the number of nodes in the smallest of the existing shards."
  const nodeCount = Math.min(...cluster.shards.map(({ nodeNames }) => nodeNames.length));
  while (cluster.shards.length < shardCount)
    cluster.shards.push(newShard(cluster, { first: 0, end: 0 }, nodeCount));
  const after = new Map<number, SlotRange>();
  const ranges = equalSlots(shardCount);
  cluster.shards.forEach((shard, index) => {
    shard.slotsAfter = ranges[index] ?? { first: 0, end: 0 };
    after.set(shard.number, shard.slotsAfter);
  });
  return movedBytes(cluster, after, nowMs);
}

export function endResharding(cluster: ClusterState, shardCount: number): void {
  delete cluster.resharding;
  const leaving = cluster.shards.slice(shardCount);
  const isStuck = cluster.heavy.some(
    ({ slot, isTooLargeToMove }) =>
      isTooLargeToMove === true && leaving.some(({ slots }) => slot >= slots.first && slot < slots.end),
  );
  for (const shard of cluster.shards) {
    // What could not leave takes its slots back with it.
    if (!isStuck) shard.slots = shard.slotsAfter ?? shard.slots;
    delete shard.slotsAfter;
  }
  if (!isStuck) cluster.shards.splice(shardCount);
}

export function newShard(cluster: ClusterState, slots: SlotRange, nodeCount: number): ShardState {
  const number = cluster.nextShardNumber;
  cluster.nextShardNumber += 1;
  const name = String(number).padStart(4, '0');
  const nodeNames = Array.from({ length: nodeCount }, (_, i) => nodeName(cluster.name, name, i + 1));
  return { number, name, slots, nodeNames, primary: nodeNames[0] ?? '' };
}

/** The first that no node of the shard has: the one that became the primary may be any of them. */
export function newNodeName({ name }: Pick<ClusterState, 'name'>, shard: ShardState): string {
  let number = 1;
  while (shard.nodeNames.includes(nodeName(name, shard.name, number))) number += 1;
  return nodeName(name, shard.name, number);
}

/** `feed-0001-002`. */
function nodeName(clusterName: string, shardName: string, node: number): string {
  return `${clusterName}-${shardName}-${String(node).padStart(3, '0')}`;
}
