// Why no shard may be failed over now: the cluster must be as it is on a quiet day, with a replica that takes over, a failover
// left, and somebody who can count the keys. Pure; sentences.
import { DAY_MS } from '../../../core/units.ts';
import { parseDrillTags } from '../../../drill/drill-tags.ts';
import { whyOwnerForbids } from '../../../drill/why-not-now.ts';
import { FAILOVERS_PER_DAY_MAX } from '../../../targets/memorydb-cluster/ports/failovers.ts';
import type { ClusterSight } from './cluster-sight.ts';

export function whyNotShard(shardName: string, sight: ClusterSight): readonly string[] {
  const { cluster, calendar, atMs, attention, events, keptOut } = sight;
  const shard = cluster.shards.find(({ name }) => name === shardName);
  const used = events.filter(({ kind, atMs: at }) => kind === 'called' && at > atMs - DAY_MS).length;
  return [
    ...whyOwnerForbids({ tags: parseDrillTags(cluster.tags), calendar, nowMs: atMs }),
    ...(cluster.status === 'available' ? [] : [`the cluster is ${cluster.status}, not available`]),
    ...(shard ? [] : [`it has no shard ${shardName}: ${cluster.shards.map(({ name }) => name).join(', ')}`]),
    ...(shard && shard.nodeNames.length < 2
      ? [`shard ${shardName} has no replica: nobody would take over`]
      : []),
    ...(attention.length > 0 ? [`it has trouble already: ${attention.join(', ')}`] : []),
    ...(used < FAILOVERS_PER_DAY_MAX
      ? []
      : [`no failover is left today: ${used} within 24 hours, of ${FAILOVERS_PER_DAY_MAX}`]),
    ...(keptOut === undefined ? [] : [`the prober cannot write its keys from this machine: ${keptOut}`]),
  ];
}
