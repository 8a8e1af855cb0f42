// The call that changes a cluster: absolute counts, one change a call. It is sent once, with a deadline, and says what became
// of it; the mapping of errors stands in aws-errors.ts, and that of MemoryDB's own in memorydb-failures.ts.
import { UpdateClusterCommand, type UpdateClusterCommandInput } from '@aws-sdk/client-memorydb';
import type { Outcome } from '../../core/outcome.ts';
import type { ClusterWriter } from '../../targets/memorydb-cluster/ports/clusters.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { updateOutcome } from './memorydb-failures.ts';

/** `ClusterWriter` on AWS. */
export function createAwsClusterWriter(
  clients: Pick<AwsClients, 'memoryDb'>,
  calls: AwsCalls,
): ClusterWriter {
  async function update(input: UpdateClusterCommandInput): Promise<Outcome> {
    const { once } = await clients.memoryDb();
    const command = new UpdateClusterCommand(input);
    return updateOutcome(
      await calls.write('memorydb:UpdateCluster', (options) => once.send(command, options)),
    );
  }
  return {
    updateShards: ({ clusterName: ClusterName, shardCount: ShardCount }) =>
      update({ ClusterName, ShardConfiguration: { ShardCount } }),
    updateReplicas: ({ clusterName: ClusterName, replicaCount: ReplicaCount }) =>
      update({ ClusterName, ReplicaConfiguration: { ReplicaCount } }),
  };
}
