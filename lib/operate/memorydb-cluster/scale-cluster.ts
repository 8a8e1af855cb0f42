// What a cycle by hand means for a cluster: a change takes half an hour and more, and the next one waits until it is done.
// The rules themselves are lib/targets/memorydb-cluster/decide/rules/operator-target.ts.
import { MEMORYDB_CLUSTER, type MemorydbCluster } from '../../targets/memorydb-cluster/memorydb-cluster.ts';
import { LOOK_PAUSE_MS, type ByHand } from '../scale/scale-to.ts';

export const CLUSTER_BY_HAND: ByHand<MemorydbCluster> = {
  kind: MEMORYDB_CLUSTER,
  title: 'MemoryDB cluster',
  changes: () => true,
  stepOf({ plan, actions }) {
    const { text, code } = plan.reason;
    const change = actions[0]?.action;
    if (change?.kind === 'set-shards')
      return { kind: 'again', pauseMs: LOOK_PAUSE_MS, text, did: `${change.from} → ${change.shards}` };
    if (code === 'operator-reached') return { kind: 'reached', text };
    return code === 'changing' ? { kind: 'again', pauseMs: LOOK_PAUSE_MS, text } : { kind: 'held', text };
  },
};
