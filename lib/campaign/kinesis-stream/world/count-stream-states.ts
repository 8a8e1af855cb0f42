// How often each state of interest occurred: a campaign that never saw a shrink says nothing of shrinking.
import type { StreamCheck } from '../checks/stream-check.ts';
import type { StreamRun } from './stream-run.ts';

export function countStreamStates(run: StreamRun): StreamCheck {
  return {
    onLanded({ outcome, shards, before }) {
      run.occur(`call: ${outcome.kind} ${shards > before.openShards ? 'grow' : 'shrink'}`);
    },
    onInvocation({ invocation, results, errors }) {
      run.occur(`woken by ${invocation.trigger}`);
      for (const result of results) {
        run.occur(`cycle: ${result.kind}`);
        if (result.kind !== 'decided') continue;
        run.occur(`plan: ${result.plan.reason.code}`);
        for (const { outcome } of result.actions)
          if (outcome.kind === 'not-sent') run.occur(`not sent: ${outcome.why}`);
      }
      if (errors.length > 0) run.occur('invocation failed');
    },
  };
}
