// Once faults stop, the cluster reaches what is wanted: by the end of the run somebody decides, nothing is refused, and the
// cluster has as many shards as the last decision wanted.
import { parseClusterPolicy } from '../../../targets/memorydb-cluster/domain/policy.ts';
import { openWindow } from '../measures/open-window.ts';
import { latestDecision } from '../../measures/latest-decision.ts';
import type { CreateClusterCheck } from './cluster-check.ts';

export const clusterNotRecovered: CreateClusterCheck = (run) => {
  const decision = latestDecision(run);
  let shown: readonly string[] = [];
  return {
    onAttention: (kinds) => void (shown = kinds),
    onInvocation: ({ results }) => decision.hear(results),
    onEnd() {
      if (!run.isManaged()) return;
      const shardsWanted = decision.atEnd();
      const { shards, status, tags, used, replicas } = run.moment();
      const { policy } = parseClusterPolicy(tags);
      const { hotShare, nodesPerCluster } = run.options.cluster;
      const nodesThen = (shards + 1) * (1 + Math.min(...replicas));
      const cannotGrow = shards >= policy.shardsMax || hotShare > 0 || nodesThen > nodesPerCluster;
      if (status !== 'available' || cannotGrow || openWindow(run, run.nowMs()) !== undefined) return;
      const percent = (100 * Math.max(...used)) / run.nodeBytes;
      if (percent > 99) run.fail('not-recovered', `a shard is full, of ${shards}`);
      if (shardsWanted > shards)
        run.fail('not-recovered', `${shardsWanted} shards are wanted, and there are ${shards}`);
      // With more shards than the account's quota has replicas for, AWS refuses them; somebody must be told.
      const isRefused = shards * (1 + policy.replicasMin) > nodesPerCluster && shown.includes('cannot-grow');
      if (Math.min(...replicas) < policy.replicasMin && !isRefused)
        run.fail('not-recovered', `a shard has fewer than ${policy.replicasMin} replicas`);
    },
  };
};
