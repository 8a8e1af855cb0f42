// Mutants of what is sent to Kinesis streams, and of what is known of the day's changes.
import type { Mutant } from './mutant.ts';

const UNSAFE = 'lib/targets/kinesis-stream/decide/why-unsafe.ts';
const OVERTOOK = 'lib/sharded/what-overtook.ts';
const SEND = 'lib/targets/kinesis-stream/act/last-look.ts';
const BUDGET = 'lib/targets/kinesis-stream/decide/budget.ts';
const LEARN = 'lib/targets/kinesis-stream/decide/learn/learn.ts';
const CYCLE_TESTS = ['test/cycle/streams/stream-cycle.test.ts'] as const;
const UNSAFE_TESTS = ['test/targets/kinesis-stream/decide/why-unsafe.test.ts'] as const;
const DECIDE_TESTS = ['test/targets/kinesis-stream/decide/decide.test.ts'] as const;
const LEARN_TESTS = ['test/targets/kinesis-stream/decide/learn.test.ts'] as const;

export const STREAM_MUTANTS: readonly Mutant[] = [
  {
    id: 'streams/a call before its ledger',
    file: 'lib/cycle/apply-plan.ts',
    find: 'await terms.beforeSending?.(case_);',
    replace: 'await Promise.resolve();',
    tests: CYCLE_TESTS,
    why: 'a function that ends after its call leaves a change that nobody counts',
  },
  {
    id: 'streams/a spent day that ends for a minute',
    file: 'lib/targets/kinesis-stream/kinesis-stream.ts',
    find: "...(isSpent ? (['budget-spent'] as const) : [])",
    replace: '',
    tests: CYCLE_TESTS,
    why: 'an alarm goes out and comes again with each hourly try',
  },
  {
    id: 'sharded/a refusal that ends for a minute',
    file: 'lib/sharded/troubles-after.ts',
    find: "if (known['cannot-grow'] !== undefined && outcomes",
    replace: 'if (nowMs < 0 && outcomes',
    tests: CYCLE_TESTS,
    why: 'an alarm goes out and comes again with each try',
  },
  {
    id: 'streams/a call without the lease',
    file: 'lib/cycle/keep-foreseen.ts',
    find: 'if (!isKept) throw',
    replace: 'if (isKept === undefined) throw',
    tests: CYCLE_TESTS,
    why: 'two cycles change one stream, and one of the changes is not counted',
  },
  {
    id: 'streams/a stream that is being changed',
    file: SEND,
    find: "if (status !== 'active') return `it is ${status} now`;",
    replace: '',
    tests: CYCLE_TESTS,
    why: 'a call is sent to a stream that somebody else changes',
  },
  {
    id: 'streams/a minimum that was raised',
    file: OVERTOOK,
    find: 'if (shards < from && shards < shardsMin)',
    replace: 'if (shards < from && shards < 0)',
    tests: CYCLE_TESTS,
    why: 'the owner said a moment ago that no shard may go',
  },
  {
    id: 'streams/more than double',
    file: UNSAFE,
    find: 'if (shards > openShards * RATIO_MAX || shards * RATIO_MAX < openShards)',
    replace: 'if (shards > openShards * RATIO_MAX * 2 || shards * RATIO_MAX < openShards)',
    tests: UNSAFE_TESTS,
    why: 'AWS refuses it, and nothing grows for a quarter of an hour',
  },
  {
    id: 'streams/refused by fewer shards',
    file: 'lib/targets/kinesis-stream/decide/recent.ts',
    find: 'now.filter(({ atMs }) => atMs >= grownAtMs)',
    replace: 'now.filter(({ atMs }) => atMs >= Math.min(0, grownAtMs))',
    tests: DECIDE_TESTS,
    why: 'the reserve is spent on what the growth before has mended',
  },
  {
    id: 'streams/a shrink out of the reserve',
    file: UNSAFE,
    find: 'policy.policy.changesReserved : 0;',
    replace: '0 : 0;',
    tests: UNSAFE_TESTS,
    why: 'the changes kept for a storm are spent on saving',
  },
  {
    id: 'streams/no way back',
    file: UNSAFE,
    find: 'if (left < doublings) {',
    replace: 'if (left < 0) {',
    tests: UNSAFE_TESTS,
    why: 'the next rise finds no changes left',
  },
  {
    id: 'streams/readers that nobody knows of',
    file: UNSAFE,
    find: "if (stream.consumerLagMs === undefined && consumers !== 'none')",
    replace: 'if (stream.consumerLagMs === null)',
    tests: UNSAFE_TESTS,
    why: 'a reader that is behind loses half of its shards to catch up in',
  },
  {
    id: 'streams/no way down to a quiet day',
    file: 'lib/targets/kinesis-stream/decide/plan/levels.ts',
    find: 'level > peak; level = fewestShards(level)',
    replace: 'level > peak * 64; level = fewestShards(level)',
    tests: [...DECIDE_TESTS],
    why: 'a stream with more than twice the shards of the coming day keeps them all weekend',
  },
  {
    id: "streams/no rush before a half day's close",
    file: 'lib/targets/kinesis-stream/decide/past/half-day.ts',
    find: 'timeMs < halfCloseMs ? [0, earlierMs] : [earlierMs]',
    replace: 'timeMs < halfCloseMs ? [0] : [earlierMs]',
    tests: ['test/targets/kinesis-stream/decide/half-day.test.ts'],
    why: 'the closing auction of a half day finds the shards of a noon',
  },
  {
    id: 'streams/a change forgotten after half a day',
    file: BUDGET,
    find: 'const FORGOTTEN_AFTER_MS = CHANGES_WINDOW_MS + MINUTE_MS;',
    replace: 'const FORGOTTEN_AFTER_MS = CHANGES_WINDOW_MS / 2 + MINUTE_MS;',
    tests: [...LEARN_TESTS, ...DECIDE_TESTS],
    why: 'AWS refuses the eleventh change of the day, when it is needed',
  },
  {
    id: "streams/others' changes are free",
    file: LEARN,
    find: 'if (count === 0) return changes;',
    replace: 'if (count >= 0) return changes;',
    tests: LEARN_TESTS,
    why: 'a change by hand spends one of the ten, whoever made it',
  },
];
