// How often each state of interest occurred: a campaign that never saw a node wait in its hook says nothing of hooks.
import type { Check } from '../checks/check.ts';
import type { Run } from './run.ts';

export function countStates(run: Run): Check {
  return {
    onEvent(event) {
      if (event.kind === 'launched' && run.tickerplant.nodes.get(event.instanceId)?.memory)
        run.occur('resized');
      if (event.kind === 'terminated' && event.by === 'fault' && event.stage === 'live' && replaysSlowly(run))
        run.occur('slow-replay');
      if (event.kind === 'terminating') {
        const stage = run.tickerplant.nodes.get(event.instanceId)?.stage ?? 'gone';
        run.occur(`terminating: ${stage}`);
        run.occur(`terminating by ${run.actors.terminationOf(event.instanceId)?.begunBy ?? 'aws'}`);
      }
      if (
        event.kind === 'left-queue' ||
        event.kind === 'rolled' ||
        event.kind === 'end-of-day' ||
        event.kind === 'out-of-memory'
      )
        run.occur(event.kind);
      if (
        event.kind === 'live' &&
        run.group().instances.get(event.instanceId)?.lifecycleState === 'Terminating:Wait'
      )
        run.occur('became live while waiting in its hook');
    },
    onReports(reports) {
      for (const { source } of reports) if (source === 'table') run.occur('report of the table');
    },
    onCall: ({ action }) => run.occur(`call: ${action}`),
    onInvocation({ invocation, results, errors }) {
      run.occur(`woken by ${invocation.trigger}`);
      for (const result of results) {
        run.occur(`cycle: ${result.kind}`);
        if (result.kind !== 'decided') continue;
        run.occur(`plan: ${result.plan.reason.code}`);
        if (result.plan.assessed.suspects.length > 0) run.occur('state: suspects');
        if (result.plan.assessed.retained.length > 0) run.occur('state: retained');
        if (result.plan.assessed.twoLive) run.occur('state: two live');
        if (result.plan.assessed.atMaximum) run.occur('state: at maximum');
      }
      if (errors.length > 0) run.occur('invocation failed');
    },
  };
}

function replaysSlowly({ options }: Run): boolean {
  return options.faults['slow-replay'] !== undefined;
}
