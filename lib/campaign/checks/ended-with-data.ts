// No node that holds rows is ended by us, or by AWS after a call of ours.
import type { CreateCheck } from './check.ts';
import { howWeEnded, whyExcused } from '../measures/by-us.ts';

export const endedWithData: CreateCheck = (run, tally) => ({
  onEvent(event) {
    if (event.kind !== 'terminated' || event.rows === 0) return;
    run.occur(`ended with data, by ${event.by}`);
    const how = howWeEnded(run, event);
    if (how === undefined) return;
    const text = `${event.instanceId} (${event.stage}) was ended with ${Math.ceil(event.rows)} rows: ${how}`;
    const excuse = whyExcused(run, event);
    if (excuse !== undefined) {
      run.excuse('ended-with-data', `${text}; ${excuse}`);
      return;
    }
    tally.endedWithData += 1;
    run.fail('ended-with-data', text);
  },
});
