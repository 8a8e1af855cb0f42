// One cluster as it stands: its shards, how full they are, what is under way, lease, last plan. Reads only: it observes and
// decides as a cycle would, without the lease, and throws the plan away.
import { attentionOf } from '../../../core/attention.ts';
import type { TargetState } from '../../../core/target-state.ts';
import { whyHeld } from '../../../cycle/why-held.ts';
import type { Cluster } from '../../../targets/memorydb-cluster/domain/cluster.ts';
import { NOTHING_LEARNED, type ClusterLearned } from '../../../targets/memorydb-cluster/domain/learned.ts';
import { MEMORYDB_CLUSTER } from '../../../targets/memorydb-cluster/memorydb-cluster.ts';
import type { FoundCluster } from '../../../targets/memorydb-cluster/observe/observe.ts';
import type { ClusterPorts } from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import type { DrillStore } from '../../../ports/drills.ts';
import { observeOne } from '../../observe-one.ts';
import { lastDrillPart, lastPlanPart, leasePart, type StatusFrame } from '../../status/status-lines.ts';

/** Plain JSON, as `status --json` prints it. Times are ms since the epoch. */
export interface ClusterStatus extends StatusFrame {
  readonly clusterName: string;
  readonly managed: boolean;
  readonly mode: 'act' | 'dry-run' | 'off' | 'held: bad tags';
  readonly status: Cluster['status'];
  /** Of the slots that are to move; absent where none do. */
  readonly progressPercent?: number;
  readonly shards: number;
  readonly shardsWanted: number;
  /** Of the tags; `null` where they cannot be read. */
  readonly shardsMin: number | null;
  readonly shardsMax: number | null;
  /** Of the shard that has the fewest. */
  readonly replicas: number;
  /** Of the fullest primary, now and after a resharding that is begun now; `null` where a primary is silent. */
  readonly memoryPercent: number | null;
  readonly memoryAheadPercent: number | null;
  /** Keys thrown out within the last hour. */
  readonly evictions: number;
  /** Which shard holds far more than the others, as a sentence; absent where none does. */
  readonly hotShard?: string;
  /** The last change that ended without the shards asked for. */
  readonly endedShort?: { readonly atMs: number; readonly to: number; readonly got: number };
}

/** Throws `PortError` if a read gave no complete answer. */
export async function readClusterStatus(
  found: FoundCluster,
  ports: ClusterPorts,
  drills: Pick<DrillStore, 'readLastDrill'>,
): Promise<ClusterStatus> {
  const { name } = found;
  const [kept, lastDrill] = await Promise.all([ports.stateStore.readState(name), drills.readLastDrill(name)]);
  const nowMs = ports.clock.nowMs();
  const parsed = MEMORYDB_CLUSTER.policyOf(found);
  const { policy } = parsed;
  const state: TargetState<ClusterLearned> = kept ?? { learned: NOTHING_LEARNED };
  const seen = await observeOne(MEMORYDB_CLUSTER, { found, policy, state }, ports);
  const heldFor = whyHeld(name, parsed, state);
  const plan = MEMORYDB_CLUSTER.decide({ seen, policy, nowMs: seen.nowMs, ...(heldFor && { heldFor }) });
  const { status, progressPercent, evictions } = seen.cluster;
  const { Shards, ShardsWanted, Replicas, MemoryPercent, MemoryAheadPercent } = plan.gauges;
  const { short } = seen.learned.change;
  const hot = plan.considered.find(({ code }) => code === 'hot-shard');
  return {
    clusterName: name,
    managed: MEMORYDB_CLUSTER.isManaged(found),
    mode: parsed.ok ? policy.mode : 'held: bad tags',
    status,
    ...(progressPercent !== undefined && { progressPercent }),
    shards: Shards,
    shardsWanted: ShardsWanted,
    shardsMin: parsed.ok ? policy.shardsMin : null,
    shardsMax: parsed.ok ? policy.shardsMax : null,
    replicas: Replicas,
    memoryPercent: MemoryPercent ?? null,
    memoryAheadPercent: MemoryAheadPercent ?? null,
    evictions,
    ...(hot && { hotShard: hot.text }),
    ...(short && { endedShort: { atMs: short.atMs, to: short.to, got: short.got } }),
    ...leasePart(kept?.lease, nowMs),
    attention: attentionOf(kept?.troubles ?? {}, nowMs),
    ...lastPlanPart(kept?.learned.lastPlan),
    ...lastDrillPart(lastDrill),
    wouldNow: `${plan.kind}: ${plan.reason.text}`,
  };
}
