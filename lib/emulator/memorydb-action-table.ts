// The action table's part on MemoryDB.

const NO_CLUSTER = ['ClusterNotFoundFault', 'InvalidARNFault'] as const;

export const MEMORYDB_ACTIONS = {
  memorydb: {
    pages: 'https://docs.aws.amazon.com/memorydb/latest/APIReference/API_',
    actions: {
      DescribeClusters: { errors: ['ClusterNotFoundFault', 'InvalidParameterValueException'] },
      UpdateCluster: {
        errors: [
          'ClusterNotFoundFault',
          'InvalidClusterStateFault',
          'InvalidParameterCombinationException',
          'InvalidParameterValueException',
          'NodeQuotaForClusterExceededFault',
          'NodeQuotaForCustomerExceededFault',
          'NoOperationFault',
          'ShardsPerClusterQuotaExceededFault',
        ],
        limits: 'shards or replicas, one of them a call; no other setting',
      },
      FailoverShard: {
        errors: [
          'APICallRateForCustomerExceededFault',
          'ClusterNotFoundFault',
          'InvalidClusterStateFault',
          'ShardNotFoundFault',
          'TestFailoverNotAvailableFault',
        ],
      },
      DescribeEvents: {
        errors: ['InvalidParameterCombinationException', 'InvalidNextToken'],
        limits: 'those of failovers',
      },
      DescribeSnapshots: {
        errors: ['InvalidParameterValueException', 'SnapshotNotFoundFault'],
        limits: 'those that a cluster takes by itself, if the world takes any',
      },
      ListTags: { errors: NO_CLUSTER, limits: 'clusters only' },
      TagResource: { errors: ['InvalidParameterValueException', ...NO_CLUSTER], limits: 'clusters only' },
      UntagResource: { errors: ['TagNotFoundFault', ...NO_CLUSTER], limits: 'clusters only' },
    },
  },
} as const;
