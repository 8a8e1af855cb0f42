// An alarm that is delivered more than once changes the stream once at the most.
import type { CreateStreamCheck } from './stream-check.ts';

export const duplicateActed: CreateStreamCheck = (run, tally) => {
  const acted = new Set<string>();
  return {
    onLanded({ outcome, shards, invocation: { eventName } }) {
      if (eventName === undefined || outcome.kind !== 'applied') return;
      run.occur('call by alarm');
      if (acted.has(eventName)) {
        tally.duplicatesActed += 1;
        run.fail('duplicate-acted', `the ${eventName} came again, and asked for ${shards} shards`);
      }
      acted.add(eventName);
    },
  };
};
