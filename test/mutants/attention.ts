// Mutants of what is said of trouble that lasts.
import type { Mutant } from './mutant.ts';

const FAILURE_TESTS = ['test/cycle/failure-troubles.test.ts'] as const;
const TABLE_TESTS = ['test/core/attention.test.ts'] as const;
const ATTENTION_TESTS = ['test/cycle/tick-attention.test.ts'] as const;

export const ATTENTION_MUTANTS: readonly Mutant[] = [
  {
    id: 'attention/a failure forgets the rest',
    file: 'lib/cycle/failure-troubles.ts',
    find: 'return { ...withoutFailures(known), ...continueTroubles',
    replace: 'return { ...continueTroubles',
    tests: FAILURE_TESTS,
    why: 'a group that fails shows no other trouble',
  },
  {
    id: 'attention/a lease from a wrong clock',
    file: 'lib/cycle/triggers/tick-attention.ts',
    find: 'if (lease.expiresAtMs > nowMs + LEASE_AHEAD_MAX_MS) return 0;',
    replace: '',
    tests: ATTENTION_TESTS,
    why: 'nobody hears of a clock that is hours ahead',
  },
  {
    id: 'attention/a lease never given back',
    file: 'lib/cycle/triggers/tick-attention.ts',
    find: 'return lease.expiresAtMs <= nowMs ? lease.expiresAtMs : undefined;',
    replace: 'return undefined;',
    tests: ATTENTION_TESTS,
    why: 'nobody hears of a group whose cycles die',
  },
  {
    id: 'attention/bad items are quiet',
    file: 'lib/cycle/triggers/tick-attention.ts',
    find: "due?.problem === undefined ? {} : continueTroubles(known, new Set(['held']), nowMs)",
    replace: 'due?.problem === undefined ? {} : {}',
    tests: FAILURE_TESTS,
    why: 'a group is held and nobody is told',
  },
  {
    id: 'attention/begins anew each minute',
    file: 'lib/core/attention.ts',
    find: '[kind, known[kind] ?? nowMs]',
    replace: '[kind, nowMs]',
    tests: TABLE_TESTS,
    why: 'what has a delay never shows',
  },
  {
    id: 'attention/capacity missing at once',
    file: 'lib/core/attention.ts',
    find: "'capacity-missing': { delayMs: 10 * MINUTE_MS },",
    replace: "'capacity-missing': { delayMs: 0 },",
    tests: TABLE_TESTS,
    why: 'every launch is an alarm',
  },
  {
    id: 'attention/late rolls for ever',
    file: 'lib/core/attention.ts',
    find: "'late-roll': { delayMs: 0, shownMs: 15 * MINUTE_MS },",
    replace: "'late-roll': { delayMs: 0, shownMs: 150 * MINUTE_MS },",
    tests: TABLE_TESTS,
    why: 'an alarm that never ends hides the next',
  },
  {
    id: 'attention/only looked at',
    file: 'lib/cycle/triggers/tick-attention.ts',
    find: 'if (!result) return { ...known, ...held, ...leaseTaken(due, nowMs) };',
    replace: 'if (!result) return {};',
    tests: ATTENTION_TESTS,
    why: 'trouble shows every fifth minute only, and the alarm flaps',
  },
  {
    id: 'attention/shown a tick too late',
    file: 'lib/core/attention.ts',
    find: 'return nowMs - sinceMs >= delayMs &&',
    replace: 'return nowMs - sinceMs > delayMs &&',
    tests: TABLE_TESTS,
    why: 'the table of delays is not kept',
  },
  {
    id: 'attention/throttles are failures like any',
    file: 'lib/cycle/failure-troubles.ts',
    find: "return error instanceof PortError && error.failure === 'throttled';",
    replace: 'return false;',
    tests: FAILURE_TESTS,
    why: 'whoever is called does not know what to do',
  },
  {
    id: 'attention/two errors hide a throttle',
    file: 'lib/cycle/failure-troubles.ts',
    find: 'if (error instanceof AggregateError) return error.errors.some(isThrottle);',
    replace: '',
    tests: FAILURE_TESTS,
    why: 'whoever is called does not know what to do',
  },
  {
    id: 'attention/unproved at once',
    file: 'lib/core/attention.ts',
    find: 'unproved: { delayMs: HOUR_MS },',
    replace: 'unproved: { delayMs: 2 * HOUR_MS },',
    tests: TABLE_TESTS,
    why: 'the table of delays is not kept',
  },
  {
    id: 'campaign/attention of what another has left',
    file: 'lib/campaign/checks/attention/attention-missing.ts',
    find: ' || ended.invocation.goesOn) return;',
    replace: ') return;',
    tests: ['test/campaign/attention-missing.test.ts'],
    why: 'what a tick shows is asked of the invocation that knows a part of its targets',
  },
];
