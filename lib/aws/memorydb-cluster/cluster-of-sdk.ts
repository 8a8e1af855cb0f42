// MemoryDB's description of a cluster → the port's. Pure. A description without the parts that decisions rest on is an
// error, never an empty default.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_Cluster.html
import type { Cluster, Shard } from '@aws-sdk/client-memorydb';
import { PortError } from '../../core/errors.ts';
import type { ClusterStatus } from '../../targets/memorydb-cluster/domain/cluster.ts';
import type { ClusterSummary, ShardNodes } from '../../targets/memorydb-cluster/ports/clusters.ts';

const CALL = 'memorydb:DescribeClusters';

/** AWS's page names some of them ("for example"), and not how they are written. */
const STATUSES: Readonly<Record<string, ClusterStatus>> = {
  available: 'available',
  updating: 'updating',
  creating: 'creating',
  deleting: 'deleting',
  snapshotting: 'snapshotting',
};

/** Throws `PortError` (`IncompleteAnswer`). */
export function summaryOfSdk(
  name: string,
  given: Cluster,
): { readonly summary: ClusterSummary; readonly arn: string } {
  const of = `cluster ${name}`;
  const special = specialOf(given);
  const progressPercent = given.PendingUpdates?.Resharding?.SlotMigration?.ProgressPercentage;
  return {
    summary: {
      name,
      status: STATUSES[required(given.Status, of, 'Status').toLowerCase()] ?? 'other',
      nodeType: required(given.NodeType, of, 'NodeType'),
      shards: required(given.Shards, of, 'Shards').map((shard) => shardOf(shard, of)),
      ...(special && { special }),
      maintenanceWindow: required(given.MaintenanceWindow, of, 'MaintenanceWindow'),
      ...windowOf(given, of),
      ...(progressPercent !== undefined && { progressPercent }),
    },
    arn: required(given.ARN, of, 'ARN'),
  };
}

/**
 * Without automatic snapshots the window means nothing.
 * https://docs.aws.amazon.com/memorydb/latest/devguide/snapshots-automatic.html
 */
function windowOf({ SnapshotRetentionLimit, SnapshotWindow }: Cluster, of: string) {
  if (required(SnapshotRetentionLimit, of, 'SnapshotRetentionLimit') === 0) return {};
  return { snapshotWindow: required(SnapshotWindow, of, 'SnapshotWindow') };
}

function specialOf({ MultiRegionClusterName, DataTiering }: Cluster): ClusterSummary['special'] {
  if (MultiRegionClusterName !== undefined) return 'multi-region';
  return DataTiering === 'true' ? 'data-tiering' : undefined;
}

function shardOf({ Name, Nodes }: Shard, of: string): ShardNodes {
  return {
    name: required(Name, of, "shard's Name"),
    nodeNames: required(Nodes, of, "shard's Nodes").map((node) => required(node.Name, of, "node's Name")),
  };
}

function required<Value>(value: Value | undefined, of: string, part: string): Value {
  if (value === undefined || value === null)
    throw new PortError(CALL, 'IncompleteAnswer', `the answer for ${of} has no ${part}`);
  return value;
}
