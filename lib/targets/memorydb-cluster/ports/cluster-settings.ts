// What cycles do not look at, and the operator's commands do: the alarm that wakes us, the nodes of the Region; and the tags,
// written. Read and written by `spillway adopt`, `release` and `doctor` alone (lib/operate); never by a cycle.
// The adapter is lib/aws/memorydb-cluster/aws-cluster-settings.ts.
import type { Outcome } from '../../../core/outcome.ts';
import type { TagChange } from '../../../ports/tag-change.ts';

/** An alarm on how full clusters are. */
export interface FillingAlarm {
  readonly name: string;
  /** Its one cluster; absent where a query covers all. */
  readonly clusterName?: string;
  readonly actionsEnabled: boolean;
}

/** Throws `PortError` when AWS gave no complete answer or refused. */
export interface ClusterSettingsReader {
  readFillingAlarms(): Promise<readonly FillingAlarm[]>;
}

/** Each change is sent once, and what became of it comes back. */
export interface ClusterSettingsWriter {
  change(clusterName: string, change: TagChange): Promise<Outcome>;
}

/** A cluster may have so many: https://docs.aws.amazon.com/memorydb/latest/devguide/tagging-resources.html */
export const CLUSTER_TAGS_MAX = 50;
