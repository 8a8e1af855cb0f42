// MemoryDB actions on snapshots: those that were taken automatically are described.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeSnapshots.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { MemoryDb } from '../../../sim/memorydb/memorydb.ts';
import type { ClusterSnapshot } from '../../../sim/memorydb/snapshots.ts';
import { ACCOUNT_ID, REGION } from '../../aws-names.ts';
import { pageOf } from '../../wire/page.ts';
import { flag, integer, text } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';

/** AWS does not say how many it returns at the most: as of clusters. */
const SNAPSHOTS_PAGE_MAX = 100;

const MIB_BYTES = 1024 ** 2;

export function snapshotActions(memoryDb: MemoryDb) {
  return {
    DescribeSnapshots: serviceAction(
      z.object({
        ClusterName: text.optional(),
        SnapshotName: text.optional(),
        /** `system`: taken automatically; `user`: by hand, of which there are none here. */
        Source: z.enum(['system', 'user']).optional(),
        MaxResults: integer.min(1).max(SNAPSHOTS_PAGE_MAX).default(SNAPSHOTS_PAGE_MAX),
        NextToken: text.optional(),
        ShowDetail: flag.default(false),
      }),
      ({ ClusterName, SnapshotName, Source, MaxResults, NextToken, ShowDetail }) => {
        const found = memoryDb
          .snapshots()
          .filter(
            ({ name, clusterName }) =>
              (SnapshotName ?? name) === name &&
              (ClusterName ?? clusterName) === clusterName &&
              Source !== 'user',
          );
        if (SnapshotName !== undefined && found.length === 0)
          throw new AwsError('SnapshotNotFoundFault', `There is no snapshot ${SnapshotName}.`);
        const page = pageOf(found, MaxResults, NextToken);
        return {
          Snapshots: page.entries.map((one) =>
            snapshotOf(one, memoryDb, ShowDetail ? 'with-shards' : 'without'),
          ),
          NextToken: page.nextToken,
        };
      },
    ),
  };
}

function snapshotOf(
  { name, clusterName, status, createdAtMs, shards }: ClusterSnapshot,
  memoryDb: MemoryDb,
  detail: 'with-shards' | 'without',
) {
  const cluster = memoryDb.describe(clusterName);
  return {
    Name: name,
    ARN: `arn:aws:memorydb:${REGION}:${ACCOUNT_ID}:snapshot/${name}`,
    Status: status,
    Source: 'automated',
    DataTiering: 'false',
    ClusterConfiguration: {
      Name: clusterName,
      NodeType: cluster.nodeType,
      MaintenanceWindow: cluster.maintenanceWindow,
      SnapshotWindow: cluster.snapshotWindow,
      SnapshotRetentionLimit: cluster.snapshotRetentionDays,
      NumShards: shards.length,
      ...(detail === 'with-shards' && {
        Shards: shards.map((shard) => ({
          Name: shard.name,
          Configuration: { Slots: shard.slots, ReplicaCount: shard.replicas },
          Size: `${Math.ceil(shard.bytes / MIB_BYTES)} MB`,
          SnapshotCreationTime: new Date(createdAtMs),
        })),
      }),
    },
  };
}
