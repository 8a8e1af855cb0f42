// What MemoryDB answers when it refuses. AWS publishes the codes and what each is for, not the words of every case.
// Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_UpdateCluster.html
import { AwsError } from '../aws/aws-error.ts';
import type { ClusterState } from './cluster-state.ts';

export function noSuchCluster(name: string): AwsError {
  return new AwsError('ClusterNotFoundFault', `Cluster ${name} not found.`);
}

export function notAvailable({ name, status }: Pick<ClusterState, 'name' | 'status'>): AwsError {
  return new AwsError(
    'InvalidClusterStateFault',
    `Cluster ${name} is not in available state: it is ${status}.`,
  );
}

export function noOperation(name: string): AwsError {
  return new AwsError('NoOperationFault', `The request would change nothing of the cluster ${name}.`);
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message);
}

export function overClusterQuota(nodes: number, quota: number): AwsError {
  return new AwsError(
    'NodeQuotaForClusterExceededFault',
    `The request would make ${nodes} nodes in the cluster; its quota is ${quota}.`,
  );
}

export function overCustomerQuota(nodes: number, quota: number): AwsError {
  return new AwsError(
    'NodeQuotaForCustomerExceededFault',
    `The request would make ${nodes} nodes in the Region; the account's quota is ${quota}.`,
  );
}

export function overShardQuota(shards: number): AwsError {
  return new AwsError(
    'ShardsPerClusterQuotaExceededFault',
    `${shards} shards are more than a cluster may have.`,
  );
}

/** Source: https://docs.aws.amazon.com/memorydb/latest/APIReference/API_FailoverShard.html, and so for the two below. */
export function noSuchShard(clusterName: string, shardName: string): AwsError {
  return new AwsError('ShardNotFoundFault', `Cluster ${clusterName} has no shard ${shardName}.`);
}

export function testFailoverNotAvailable(clusterName: string): AwsError {
  return new AwsError(
    'TestFailoverNotAvailableFault',
    `Test failover is not available for this cluster configuration: a shard of ${clusterName} has no replica.`,
  );
}

/** The page has this code among its errors, and does not say that it is the sixth failover's. */
export function noFailoverLeft(): AwsError {
  return new AwsError(
    'APICallRateForCustomerExceededFault',
    'FailoverShard can be used five times in any 24-hour period.',
  );
}
