// What is looked at of a cluster by its checks, and the fixes that they have in common. The families are in checks/, their
// order in diagnose-cluster.ts, and what they look at is read in examine-cluster.ts.
import type { TargetState } from '../../../core/target-state.ts';
import type { KnownCalendar } from '../../../ports/calendar-store.ts';
import type { ClusterLearned } from '../../../targets/memorydb-cluster/domain/learned.ts';
import type { Plan } from '../../../targets/memorydb-cluster/domain/plan.ts';
import type { ParsedClusterPolicy } from '../../../targets/memorydb-cluster/domain/policy.ts';
import type { ClusterSeen } from '../../../targets/memorydb-cluster/observe/observe.ts';
import type { FillingAlarm } from '../../../targets/memorydb-cluster/ports/cluster-settings.ts';
import type { TaggedCluster } from '../../../targets/memorydb-cluster/ports/clusters.ts';
import type { ClusterJournalEntry } from '../../../targets/memorydb-cluster/ports/kept-clusters.ts';
import { shellWord, type Asked, type Check } from '../../doctor/check.ts';
import { typedCluster } from '../cluster-words.ts';

/** Everything that checks look at, read once. */
export interface ExaminedCluster {
  readonly nowMs: number;
  readonly cluster: TaggedCluster;
  readonly isManaged: boolean;
  readonly policy: ParsedClusterPolicy;
  readonly state: Asked<TargetState<ClusterLearned> | undefined>;
  /** Newest first. */
  readonly journal: Asked<readonly ClusterJournalEntry[]>;
  /** What a cycle would see now, and decide. */
  readonly look: Asked<{ readonly seen: ClusterSeen; readonly plan: Plan }>;
  readonly alarms: Asked<readonly FillingAlarm[]>;
  readonly calendar: Asked<KnownCalendar>;
}

export type ClusterCheck = Check<ExaminedCluster>;

/** Sets one tag of the cluster. */
export function tagFix({ cluster }: ExaminedCluster, key: string, value: string): string {
  return `aws memorydb tag-resource --resource-arn <arn of ${shellWord(cluster.name)}> --tags ${shellWord(`Key=${key},Value=${value}`)}`;
}

export function adoptFix({ cluster, policy }: ExaminedCluster): string {
  const hasMax = policy.ok || !policy.problems.some(({ tag }) => tag === 'spillway:shards-max');
  return `spillway adopt ${typedCluster(cluster.name)}${hasMax ? '' : ' --shards-max <n>'}`;
}
