// The part of the composition root for clusters. Their adapters hold the SDK's clients of MemoryDB and of the tagging API:
// each is loaded when it is first called, so that who has none starts without them.
import { createAwsAnnouncer } from '../../aws/aws-announcer.ts';
import { createDynamoCalendarStore } from '../../aws/dynamo/dynamo-calendar-store.ts';
import { createDynamoStateStore } from '../../aws/dynamo/dynamo-state-store.ts';
import { createRestWhereNone } from '../../aws/rest-where-none.ts';
import { createClusterMetricsPublisher } from '../../aws/memorydb-cluster/cluster-metrics-publisher.ts';
import type { ClusterPorts } from '../../targets/memorydb-cluster/ports/cluster-ports.ts';
import { KEPT_CLUSTERS } from '../../targets/memorydb-cluster/ports/kept-clusters.ts';
import { once } from '../once.ts';
import type { WiringParts } from '../wire-cycle.ts';

/** A cluster's ports on AWS; make them once per process. Sends nothing yet. */
export function clusterPorts(parts: WiringParts): ClusterPorts {
  const { clients, calls, clock } = parts;
  const listing = createRestWhereNone(clock);
  const reader = once(async () => {
    const { createAwsClusterReader } = await import('../../aws/memorydb-cluster/aws-cluster-reader.ts');
    return createAwsClusterReader(clients, calls);
  });
  const writer = once(async () => {
    const { createAwsClusterWriter } = await import('../../aws/memorydb-cluster/aws-cluster-writer.ts');
    return createAwsClusterWriter(clients, calls);
  });
  const nodes = once(async () => {
    const { createCloudWatchNodes } = await import('../../aws/memorydb-cluster/cloudwatch-nodes.ts');
    return createCloudWatchNodes(clients.cloudWatch, calls);
  });
  return {
    clusterReader: {
      async *listManagedClusters() {
        if (listing.isResting()) return;
        const { listManagedClusters } = await import('../../aws/memorydb-cluster/list-managed-clusters.ts');
        yield* listing.watch(listManagedClusters(clients, calls));
      },
      readCluster: async (name) => (await reader()).readCluster(name),
      readSummary: async (name) => (await reader()).readSummary(name),
    },
    clusterWriter: {
      updateShards: async (change) => (await writer()).updateShards(change),
      updateReplicas: async (change) => (await writer()).updateReplicas(change),
    },
    nodeMetrics: { readNodes: async (query) => (await nodes()).readNodes(query) },
    stateStore: createDynamoStateStore({ kind: KEPT_CLUSTERS, ...parts }),
    announcer: { ...createAwsAnnouncer(parts), ...createClusterMetricsPublisher(parts) },
    calendars: createDynamoCalendarStore(parts),
    clock,
  };
}
