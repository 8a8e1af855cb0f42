// Truths of the world of clusters: what is so of the cluster and what it holds, whatever our functions make of it. Each asks
// only for what somebody could know by what CloudWatch and MemoryDB tell.
import { parseClusterPolicy } from '../../../targets/memorydb-cluster/domain/policy.ts';
import { followAttention } from '../../checks/attention/attention-missing.ts';
import type { WorldTruths } from '../../checks/attention/truth.ts';
import type { ClusterFaultName } from '../options/cluster-fault-names.ts';
import type { ClusterRun } from '../world/cluster-run.ts';
import type { CreateClusterCheck } from './cluster-check.ts';

/** Of the mean: well beyond what is called hot. */
const HOT_SKEW = 1.6;

const CLUSTER_TRUTHS: WorldTruths<ClusterRun> = {
  held: (run) => {
    const { ok, policy } = parseClusterPolicy(run.moment().tags);
    return !ok && policy.mode !== 'off';
  },
  'cannot-grow': (run) => {
    const { shards, tags } = run.moment();
    const isHot = run.options.cluster.hotShare > 0;
    return (
      isAtRest(run) &&
      isActedFor(run) &&
      !isHot &&
      fullestPercent(run) >= 99 &&
      shards >= parseClusterPolicy(tags).policy.shardsMax
    );
  },
  'hot-shard': (run) => {
    const { used, tags } = run.moment();
    const mean = used.reduce((sum, bytes) => sum + bytes, 0) / used.length;
    const { policy } = parseClusterPolicy(tags);
    return (
      isAtRest(run) &&
      isActedFor(run) &&
      used.length > 1 &&
      Math.max(...used) > HOT_SKEW * mean &&
      fullestPercent(run) > 1.05 * policy.memoryTargetPercent
    );
  },
  blind: (run) => run.weather.silentSinceMs !== undefined && isAtRest(run, 'but silent') && isActedFor(run),
};

export const clusterAttentionMissing: CreateClusterCheck = (run) => followAttention(run, CLUSTER_TRUTHS);

function fullestPercent(run: ClusterRun): number {
  return (100 * Math.max(...run.moment().used)) / run.nodeBytes;
}

function isActedFor(run: ClusterRun): boolean {
  const { ok, policy } = parseClusterPolicy(run.moment().tags);
  return ok && policy.mode !== 'off' && (policy.pauseUntilMs ?? 0) <= run.nowMs();
}

/** It is not being changed, its nodes tell, and no refusal is waited for: those are shown as themselves. */
function isAtRest(run: ClusterRun, but?: 'but silent'): boolean {
  const untold: readonly ClusterFaultName[] = ['metrics-late', 'metrics-missing', 'role-moved'];
  const refusing: readonly ClusterFaultName[] = ['writes-denied', 'calls-throttled', 'between-calls'];
  return (
    run.moment().status === 'available' &&
    (but !== undefined || run.weather.silentSinceMs === undefined) &&
    [...untold, ...refusing].every((name) => run.options.faults[name] === undefined)
  );
}
