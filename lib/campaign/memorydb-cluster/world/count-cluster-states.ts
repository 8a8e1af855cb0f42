// How often each state of interest occurred: a campaign that never saw a removal says nothing of removing.
import type { ClusterCheck } from '../checks/cluster-check.ts';
import type { ClusterRun } from './cluster-run.ts';

export function countClusterStates(run: ClusterRun): ClusterCheck {
  return {
    onLanded({ outcome, change, before }) {
      const does =
        change.kind === 'set-replicas' ? 'replicate' : change.to > before.shards ? 'grow' : 'shrink';
      run.occur(`call: ${outcome.kind} ${does}`);
      if (outcome.kind === 'rejected') run.occur(`refused: ${outcome.code}`);
    },
    onInvocation({ invocation, results, errors }) {
      run.occur(`woken by ${invocation.trigger}`);
      for (const result of results) {
        run.occur(`cycle: ${result.kind}`);
        if (result.kind !== 'decided') continue;
        run.occur(`plan: ${result.plan.reason.code}`);
        for (const { code } of result.plan.considered) run.occur(`considered: ${code}`);
        for (const { outcome } of result.actions)
          if (outcome.kind === 'not-sent') run.occur(`not sent: ${outcome.why}`);
      }
      if (errors.length > 0) run.occur('invocation failed');
    },
  };
}
