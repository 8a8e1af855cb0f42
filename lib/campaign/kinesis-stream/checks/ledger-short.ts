// The ledger never counts fewer changes than we have spent, those of a cycle that ended between its call and its record
// among them: whatever the stream's shards show of them.
import { DAY_MS } from '../../../core/units.ts';
import type { CreateStreamCheck, Landed } from './stream-check.ts';

export const ledgerShort: CreateStreamCheck = (run, tally) => {
  const spent: Landed[] = [];
  const unrecorded = new Set<Landed>();
  return {
    onLanded(landed) {
      if (landed.outcome.kind !== 'applied') return;
      spent.push(landed);
      unrecorded.add(landed);
    },
    onRecorded(ledgerTimesMs, invocation) {
      const readAtMs = invocation.described?.atMs ?? Number.NEGATIVE_INFINITY;
      const isKnown = (one: Landed) => one.landedAtMs <= readAtMs || one.invocation === invocation;
      for (const one of unrecorded) {
        if (!isKnown(one)) continue;
        unrecorded.delete(one);
        if (one.invocation !== invocation) run.occur('crash between call and record');
      }
      const dayAgoMs = run.nowMs() - DAY_MS;
      const expected = spent.filter((one) => one.landedAtMs > dayAgoMs && isKnown(one)).length;
      // A ledger keeps them a little longer than AWS counts them.
      if (ledgerTimesMs.length >= expected) return;
      tally.ledgerShort += 1;
      run.fail(
        'ledger-short',
        `the ledger has ${ledgerTimesMs.length} changes, and we have spent ${expected}`,
      );
    },
  };
};
