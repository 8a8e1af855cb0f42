// Finds clusters by their tags.
import type { ListedCluster } from '../../targets/memorydb-cluster/ports/clusters.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { listTagged } from '../tagged/list-tagged.ts';

const CLUSTERS = {
  resourceType: 'memorydb:cluster',
  // https://docs.aws.amazon.com/memorydb/latest/devguide/iam.resourcelevelpermissions.html
  arn: /^arn:[^:]*:memorydb:[^:]*:[^:]*:cluster\/([^/]+)$/,
};

/** All clusters with the tag, page by page, as listed. Throws `PortError`. */
export function listManagedClusters(
  clients: Pick<AwsClients, 'tagging'>,
  calls: Pick<AwsCalls, 'read'>,
): AsyncIterable<readonly ListedCluster[]> {
  return listTagged(CLUSTERS, clients, calls);
}
