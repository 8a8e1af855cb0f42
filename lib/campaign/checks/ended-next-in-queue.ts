// The first in the tickerplant's queue is never ended by us: a roll in that moment would have gone to it.
import type { TerminatedNode } from '../../sim/world-events.ts';
import { howWeEnded, whyExcused } from '../measures/by-us.ts';
import { createKeptUp } from '../measures/kept-up.ts';
import type { CreateCheck } from './check.ts';

export const endedNextInQueue: CreateCheck = (run, tally) => {
  const keptUp = createKeptUp(run);
  const joinedAtMs = new Map<string, number>();

  /**
   * It was out of the queue when it was retired; its process began anew in the hook and joined it; and its wait ran out while
   * no function could keep it up. Only retention would have kept it, and the group has none.
   */
  function ranOut({ instanceId, atMs }: TerminatedNode): boolean {
    const begun = run.actors.terminationOf(instanceId);
    const joinedMs = joinedAtMs.get(instanceId);
    if (!begun || joinedMs === undefined || joinedMs <= begun.atMs) return false;
    return run.actors.current() === 'aws' && !run.options.group.retains && !keptUp.couldKeepUpTo(atMs);
  }

  return {
    onInvocation: keptUp.onInvocation,
    onEvent(event) {
      if (event.kind === 'queued') joinedAtMs.set(event.instanceId, event.atMs);
      if (event.kind !== 'terminated' || !event.wasNext) return;
      const how = howWeEnded(run, event);
      if (how === undefined) return;
      const text = `${event.instanceId} was next in the queue: ${how}`;
      const excuse =
        whyExcused(run, event) ??
        (ranOut(event) ? 'it joined in its hook, and nobody could keep its wait up' : undefined);
      if (excuse !== undefined) {
        run.excuse('ended-next-in-queue', `${text}; ${excuse}`);
        return;
      }
      tally.endedNextInQueue += 1;
      run.fail('ended-next-in-queue', text);
    },
  };
};
