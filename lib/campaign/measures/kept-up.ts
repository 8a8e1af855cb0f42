// Whether somebody could have kept a node's wait in its hook up: ticks that arrived and did their part.
import type { Done } from '../../core/plan.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { EndedInvocation } from '../checks/check.ts';
import type { Run } from '../world/run.ts';

export interface KeptUp {
  readonly onInvocation: (ended: EndedInvocation) => void;
  /** Two ticks or more did their part when the heartbeat was due of a wait that ended at that moment. */
  readonly couldKeepUpTo: (atMs: number) => boolean;
}

function keepsUp(actions: readonly Done[]): boolean {
  return actions.every(({ action, outcome }) => action.kind !== 'heartbeat' || outcome.kind === 'applied');
}

export function createKeptUp(run: Run): KeptUp {
  const timeoutMs = run.options.group.heartbeatTimeoutSeconds * SECOND_MS;
  let cleanTicksMs: readonly number[] = [];
  return {
    onInvocation({ invocation, errors, results }) {
      if (invocation.trigger !== 'tick' || invocation.faultCount > 0 || errors.length > 0) return;
      // A tick that finds the lease of a function that was killed looks at nothing.
      // One whose heartbeats AWS refused has tried, and is in Attention.
      if (!results.some((result) => result.kind === 'decided' && keepsUp(result.actions))) return;
      cleanTicksMs = [...cleanTicksMs.slice(-100), run.nowMs()];
    },
    // A heartbeat is due once half of the time-out has passed: ticks before that had none to send.
    couldKeepUpTo: (atMs) => cleanTicksMs.filter((tickMs) => tickMs > atMs - timeoutMs / 2).length >= 2,
  };
}
