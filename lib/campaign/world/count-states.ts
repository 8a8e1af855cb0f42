// How often each state of interest occurred: a campaign that never saw a node wait in its hook says nothing of hooks.
import type { Intent } from '../../core/schedule.ts';
import type { Check } from '../checks/check.ts';
import type { GroupOptions, RunOptions } from '../options/options.ts';
import type { Run } from './run.ts';

export function countStates(run: Run): Check {
  for (const trait of traitsOf(run.options)) run.occur(trait);
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
        if (result.plan.assessed.dormant) run.occur('state: dormant');
      }
      if (holdsFloor(invocation.calls.intent)) run.occur('schedule holds a floor');
      if (errors.length > 0) run.occur('invocation failed');
    },
  };
}

/** What a run's group has, and how its days end: once for each run. */
export type Trait =
  | `hook: ${GroupOptions['hook']}`
  | `end of day: ${RunOptions['schedule']['atEndOfDay']}`
  | 'retains'
  | 'does not retain'
  | 'launches protected nodes'
  | 'launches unprotected nodes'
  | 'several days';

function traitsOf({ group, schedule, dayCount }: RunOptions): readonly Trait[] {
  return [
    `hook: ${group.hook}`,
    `end of day: ${schedule.atEndOfDay}`,
    group.retains ? 'retains' : 'does not retain',
    group.isProtected ? 'launches protected nodes' : 'launches unprotected nodes',
    ...(dayCount > 1 ? (['several days'] as const) : []),
  ];
}

/** As the schedule that woke the function has left it. */
function holdsFloor(intent: Intent | 'unknown' | undefined): boolean {
  return intent !== undefined && intent !== 'unknown' && intent.floor !== undefined;
}

function replaysSlowly({ options }: Run): boolean {
  return options.faults['slow-replay'] !== undefined;
}
