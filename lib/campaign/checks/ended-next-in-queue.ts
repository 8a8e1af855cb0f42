// The first in the tickerplant's queue is never ended by us: a roll in that moment would have gone to it.
import type { CreateCheck } from './check.ts';
import { howWeEnded, whyExcused } from '../measures/by-us.ts';

export const endedNextInQueue: CreateCheck = (run, tally) => ({
  onEvent(event) {
    if (event.kind !== 'terminated' || !event.wasNext) return;
    const how = howWeEnded(run, event);
    if (how === undefined) return;
    const text = `${event.instanceId} was next in the queue: ${how}`;
    const excuse = whyExcused(run, event);
    if (excuse !== undefined) {
      run.excuse('ended-next-in-queue', `${text}; ${excuse}`);
      return;
    }
    tally.endedNextInQueue += 1;
    run.fail('ended-next-in-queue', text);
  },
});
