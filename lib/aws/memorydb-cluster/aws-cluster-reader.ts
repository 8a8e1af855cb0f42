// Reads clusters: described and their tags read by MemoryDB itself; they are listed by list-managed-clusters.ts.
// It holds MemoryDB's commands: load it by `import()`, so that who has none starts without them.
// Next: aws-cluster-writer.ts, cloudwatch-nodes.ts.
import { DescribeClustersCommand, ListTagsCommand } from '@aws-sdk/client-memorydb';
import { PortError } from '../../core/errors.ts';
import type { ClusterReader } from '../../targets/memorydb-cluster/ports/clusters.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { tagsOfSdk } from '../tagged/tags-of-sdk.ts';
import { summaryOfSdk } from './cluster-of-sdk.ts';
import { listManagedClusters } from './list-managed-clusters.ts';
import { readingClusters } from './memorydb-failures.ts';

/** `ClusterReader` on AWS. Each call throws `PortError` for anything but a complete answer. */
export function createAwsClusterReader(
  clients: Pick<AwsClients, 'memoryDb' | 'tagging'>,
  awsCalls: AwsCalls,
): ClusterReader {
  const calls = readingClusters(awsCalls);
  const memoryDb = async () => (await clients.memoryDb()).retrying;

  async function describe(clusterName: string) {
    const call = 'memorydb:DescribeClusters';
    const client = await memoryDb();
    const command = new DescribeClustersCommand({ ClusterName: clusterName, ShowShardDetails: true });
    const answer = await unlessAbsent(calls.read(call, (options) => client.send(command, options)));
    if (!answer) return undefined;
    if (!answer.Clusters) throw new PortError(call, 'IncompleteAnswer', 'the answer has no Clusters');
    const described = answer.Clusters.find(({ Name }) => Name === clusterName);
    return described && summaryOfSdk(clusterName, described);
  }

  async function readTags(arn: string) {
    const call = 'memorydb:ListTags';
    const client = await memoryDb();
    const command = new ListTagsCommand({ ResourceArn: arn });
    const answer = await unlessAbsent(calls.read(call, (options) => client.send(command, options)));
    if (!answer) return undefined;
    if (!answer.TagList) throw new PortError(call, 'IncompleteAnswer', 'the answer has no TagList');
    return tagsOfSdk(call, answer.TagList);
  }

  return {
    listManagedClusters: () => listManagedClusters(clients, awsCalls),
    readSummary: async (clusterName) => (await describe(clusterName))?.summary,
    readCluster: async (clusterName) => {
      const described = await describe(clusterName);
      const tags = described && (await readTags(described.arn));
      return tags && { ...described.summary, tags };
    },
  };
}

/** A cluster that is not there, or vanished between two calls. */
async function unlessAbsent<Answer>(answering: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    if (error instanceof PortError && error.failure === 'absent') return undefined;
    throw error;
  }
}
