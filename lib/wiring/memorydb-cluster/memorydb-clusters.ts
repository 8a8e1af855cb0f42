// Clusters, as functions serve them. Their ports: wire-clusters.ts.
import type { MemorydbCluster } from '../../targets/memorydb-cluster/memorydb-cluster.ts';
import type { KindSpec } from '../served-kind.ts';
import { clusterPorts } from './wire-clusters.ts';

export const MEMORYDB_CLUSTERS: KindSpec<MemorydbCluster> = {
  one: 'cluster',
  many: 'clusters',
  namePrefix: 'memorydb:',
  dimension: 'ClusterName',
  load: async () => {
    const { MEMORYDB_CLUSTER } = await import('../../targets/memorydb-cluster/memorydb-cluster.ts');
    return MEMORYDB_CLUSTER;
  },
  portsOf: clusterPorts,
};
