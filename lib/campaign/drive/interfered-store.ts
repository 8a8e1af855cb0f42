// The state table as one invocation sees it: each call may be interfered with, and what came of it is noted for the checks.
// What befalls a call is interfere.ts.
import type { LearnedFrame } from '../../learning/learned-frame.ts';
import { HOUR_MS } from '../../core/units.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { call, type CallTerms } from './interfere.ts';
import type { InvocationFrame } from './invocation.ts';

/** How far a clock is ahead that somebody has set wrong. */
const AHEAD_MS = 3 * HOUR_MS;
/** Somebody's, with a clock of that kind, closed while a command of its ran. */
const LAPTOP = 'a laptop';

export function interferedStore<Learned extends LearnedFrame, Entry extends JournalEntry>(
  given: CallTerms,
  invocation: InvocationFrame,
  inner: StateStore<Learned, Entry>,
): StateStore<Learned, Entry> {
  const through = <T>(name: string, carryOut: () => Promise<T>) =>
    call(given, invocation, `dynamodb:${name}`, carryOut);
  const { calls } = invocation;
  const givingBack = async (giveBack: () => Promise<boolean>) => {
    calls.triedToGiveBack = true;
    const isKept = await through('UpdateItem', giveBack);
    calls.gaveBack ||= isKept;
    return isKept;
  };
  return {
    ...inner,
    async takeLease(request) {
      if (given.run.happens('lease-ahead', 0.002))
        await inner.takeLease({ ...request, owner: LAPTOP, durationMs: AHEAD_MS });
      return through('UpdateItem', () => inner.takeLease(request));
    },
    keepForeseen: (lease, learned) => through('UpdateItem', () => inner.keepForeseen(lease, learned)),
    giveBack(lease, record) {
      const isAhead = record?.nextLookAtMs !== undefined && given.run.happens('due-ahead', 0.01);
      const written = isAhead ? { ...record, nextLookAtMs: (record.nextLookAtMs ?? 0) + AHEAD_MS } : record;
      return givingBack(() => inner.giveBack(lease, written));
    },
    async changeIntent(...args) {
      calls.intent = 'unknown';
      const changed = await through('UpdateItem', () => inner.changeIntent(...args));
      if (changed.kind === 'set') calls.intent = changed.intent;
      else delete calls.intent;
      return changed;
    },
    readDueTimes: (names) => through('BatchGetItem', () => inner.readDueTimes(names)),
    async markForLook(...args) {
      await through('UpdateItem', () => inner.markForLook(...args));
      calls.toldOfLease = true;
    },
    giveBackUnknown: (lease) => givingBack(() => inner.giveBackUnknown(lease)),
    readState: (name) => through('GetItem', () => inner.readState(name)),
    writeJournal: (entry) => through('PutItem', () => inner.writeJournal(entry)),
  };
}
