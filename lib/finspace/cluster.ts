// One cluster of FinSpace as it was defined: its name, its type, and every leaf of its definition. Whoever has no name or
// a name that no FinSpace cluster could have is refused here, before anything is written. Next: map-cluster.ts.
import { FinspaceError } from './finspace-error.ts';
import type { Leaf } from './leaves.ts';

export const CLUSTER_TYPES = ['RDB', 'HDB', 'GATEWAY', 'GP', 'TICKERPLANT'] as const;
export type ClusterType = (typeof CLUSTER_TYPES)[number];

export interface Cluster {
  readonly name: string;
  readonly type: ClusterType;
  readonly leaves: readonly Leaf[];
  /** Paths that Terraform's state marks as sensitive; one stands for all below it. */
  readonly sensitivePaths: readonly string[];
}

/** As FinSpace admitted it (CreateKxCluster, clusterName): no dot, no slash, no blank, nothing that a shell reads. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{1,61}[a-zA-Z0-9]$/;

/** @throws FinspaceError where name or type is missing or not FinSpace's. */
export function clusterOf(
  leaves: readonly Leaf[],
  { from, sensitivePaths = [] }: { readonly from: string; readonly sensitivePaths?: readonly string[] },
): Cluster {
  const name = valueAt(leaves, 'clusterName');
  const type = valueAt(leaves, 'clusterType');
  if (typeof name !== 'string' || !NAME.test(name))
    throw new FinspaceError(
      `${from}: clusterName is ${JSON.stringify(name)}; allowed: 3 to 63 letters, digits, "-" and "_" (it names files and a stack)`,
    );
  const known = CLUSTER_TYPES.find((each) => typeof type === 'string' && each === type.toUpperCase());
  if (known === undefined)
    throw new FinspaceError(
      `${from}: clusterType of ${name} is ${JSON.stringify(type)}; allowed: ${CLUSTER_TYPES.join(', ')}`,
    );
  return { name, type: known, leaves, sensitivePaths };
}

/** The value of a field that is there once; undefined where it is absent. */
export function valueAt(leaves: readonly Leaf[], path: string): unknown {
  return leaves.find((leaf) => leaf.path === path && leaf.field !== undefined)?.value;
}

/** The stack's name: CloudFormation's begin with a letter and hold no underscore. */
export function stackNameOf(cluster: Pick<Cluster, 'name'>): string {
  return `kdb-${cluster.name.replaceAll('_', '-')}`;
}
