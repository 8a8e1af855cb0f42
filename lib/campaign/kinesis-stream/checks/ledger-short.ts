// The ledger never counts fewer changes than we have spent: those of a cycle that ended between its call and its record, too.
// It is asked for once the stream is at rest. While it is resharded AWS takes no call that a short ledger could lead to, and
// nobody can tell by the shard count whose resharding it is: the one that is known, or one that came right after it.
import { DAY_MS } from '../../../core/units.ts';
import type { CreateStreamCheck, Landed } from './stream-check.ts';

/** Of our own, as far as anybody could count it. */
interface Spent {
  readonly atMs: number;
  /** Its cycle wrote down what it had done. */
  isRecorded: boolean;
  readonly landed: Landed;
}

export const ledgerShort: CreateStreamCheck = (run, tally) => {
  let spent: Spent[] = [];
  let lookedAtMs = run.times.startMs;
  return {
    onLanded(landed) {
      if (landed.outcome.kind === 'applied')
        spent.push({ atMs: landed.landedAtMs, isRecorded: false, landed });
    },
    onRecorded(ledgerTimesMs, invocation) {
      const readAtMs = invocation.described?.atMs ?? Number.NEGATIVE_INFINITY;
      forgetHidden(readAtMs, invocation);
      if (invocation.described?.status !== 'ACTIVE') return;
      const dayAgoMs = run.nowMs() - DAY_MS;
      const expected = spent.filter(
        ({ atMs, landed }) => atMs > dayAgoMs && (atMs <= readAtMs || landed.invocation === invocation),
      ).length;
      // A ledger keeps them a little longer than AWS counts them.
      if (ledgerTimesMs.length >= expected) return;
      tally.ledgerShort += 1;
      run.fail(
        'ledger-short',
        `the ledger has ${ledgerTimesMs.length} changes, and we have spent ${expected}`,
      );
    },
  };

  /**
   * A call whose cycle ended before its record shows in the shard count alone. Where the count changed once more before
   * the next look, two changes look like one, or like none, and nobody could tell.
   */
  function forgetHidden(readAtMs: number, invocation: Landed['invocation']): void {
    const isNew = ({ atMs }: { readonly atMs: number }) => atMs > lookedAtMs && atMs <= readAtMs;
    const unrecorded = spent.filter(
      (one) => !one.isRecorded && isNew(one) && one.landed.invocation !== invocation,
    );
    if (unrecorded.length > 0) {
      run.occur('crash between call and record');
      if (run.taken.filter(isNew).length > 1) {
        run.occur('crash hidden by another change');
        spent = spent.filter((one) => !unrecorded.includes(one));
      }
    }
    for (const one of spent) one.isRecorded ||= one.landed.invocation === invocation || one.atMs <= readAtMs;
    lookedAtMs = Math.max(lookedAtMs, readAtMs);
  }
};
