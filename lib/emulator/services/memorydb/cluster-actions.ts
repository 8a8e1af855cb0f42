// MemoryDB actions on clusters: described, and changed.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_Cluster.html
import * as z from 'zod';
import type { ClusterState } from '../../../sim/memorydb/cluster-state.ts';
import { progressOf } from '../../../sim/memorydb/holdings.ts';
import { invalidCombination } from '../../../sim/memorydb/memorydb-errors.ts';
import type { MemoryDb } from '../../../sim/memorydb/memorydb.ts';
import { slotsText } from '../../../sim/memorydb/slots.ts';
import { clusterArn, REGION } from '../../aws-names.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, text } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';

/** "If this parameter is omitted, up to 100 are returned": devguide, shards.html. */
const CLUSTERS_PAGE_MAX = 100;

export function clusterActions(memoryDb: MemoryDb, portOf: (clusterName: string) => number | undefined) {
  return {
    DescribeClusters: serviceAction(
      z.object({
        ClusterName: text.optional(),
        MaxResults: integer.min(1).max(CLUSTERS_PAGE_MAX).default(CLUSTERS_PAGE_MAX),
        NextToken: text.optional(),
        ShowShardDetails: flag.default(false),
      }),
      ({ ClusterName, MaxResults, NextToken, ShowShardDetails }, { nowMs }) => {
        const names = ClusterName === undefined ? memoryDb.list() : [ClusterName];
        const page = pageOf(names, MaxResults, NextToken);
        const shards = ShowShardDetails ? 'with-shards' : 'without';
        return {
          Clusters: page.entries.map((name) => ({
            ...clusterOf(memoryDb.describe(name), { nowMs, shards }),
            ...endpointPart(portOf(name)),
          })),
          NextToken: page.nextToken,
        };
      },
    ),
    UpdateCluster: serviceAction(
      z.object({
        ClusterName: text,
        ShardConfiguration: z.object({ ShardCount: integer }).optional(),
        ReplicaConfiguration: z.object({ ReplicaCount: integer }).optional(),
      }),
      ({ ClusterName: name, ShardConfiguration, ReplicaConfiguration }, { nowMs }) => {
        // One modification at a time. AWS's page has the code for a combination that it does not take.
        if ((ShardConfiguration === undefined) === (ReplicaConfiguration === undefined))
          throw invalidCombination('One change a call: of the shards, or of the replicas.');
        if (ShardConfiguration) memoryDb.updateShards({ name, shardCount: ShardConfiguration.ShardCount });
        if (ReplicaConfiguration)
          memoryDb.updateReplicas({ name, replicaCount: ReplicaConfiguration.ReplicaCount });
        return { Cluster: clusterOf(memoryDb.describe(name), { nowMs, shards: 'without' }) };
      },
    ),
  };
}

/** An engine on this machine speaks without TLS. */
function endpointPart(port: number | undefined) {
  return port === undefined
    ? {}
    : { ClusterEndpoint: { Address: '127.0.0.1', Port: port }, TLSEnabled: false };
}

/** A cluster as MemoryDB shows it. */
export function clusterOf(
  cluster: Readonly<ClusterState>,
  { nowMs, shards }: { readonly nowMs: number; readonly shards: 'with-shards' | 'without' },
) {
  const { name, status, nodeType, createdAtMs, resharding } = cluster;
  const percent = Math.floor(100 * progressOf(cluster, nowMs));
  return {
    Name: name,
    ARN: clusterArn(name),
    Status: status,
    NodeType: nodeType,
    NumberOfShards: cluster.shards.length,
    AvailabilityMode: cluster.shards.every(({ nodeNames }) => nodeNames.length > 1) ? 'multiaz' : 'singleaz',
    MaintenanceWindow: cluster.maintenanceWindow,
    SnapshotWindow: cluster.snapshotWindow,
    SnapshotRetentionLimit: cluster.snapshotRetentionDays,
    DataTiering: 'false',
    PendingUpdates: resharding ? { Resharding: { SlotMigration: { ProgressPercentage: percent } } } : {},
    ...(shards === 'with-shards' && {
      Shards: cluster.shards.map((shard) => ({
        Name: shard.name,
        Status: status === 'updating' ? 'modifying' : 'available',
        Slots: slotsText(shard.slots),
        NumberOfNodes: shard.nodeNames.length,
        Nodes: shard.nodeNames.map((nodeName, index) => ({
          Name: nodeName,
          Status: 'available',
          AvailabilityZone: `${REGION}${'abc'[index % 3]}`,
          CreateTime: new Date(createdAtMs),
        })),
      })),
    }),
  };
}
