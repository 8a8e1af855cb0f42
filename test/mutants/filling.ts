// Mutants of what is taken for the stream, and of the first spare.
import type { Mutant } from './mutant.ts';

const STREAM = 'lib/targets/rdb-group/decide/learn/learn-stream.ts';
const STREAM_TESTS = ['test/targets/rdb-group/decide/learn/learn-replay.test.ts'] as const;
const REPORT = 'lib/targets/rdb-group/decide/learn/learn-report.ts';
const REJOINED_TESTS = ['test/targets/rdb-group/decide/learn/rejoined.test.ts'] as const;

export const FILLING_MUTANTS: readonly Mutant[] = [
  {
    id: 'stream/a silence comes at once',
    file: STREAM,
    find: 'arrived += gained * shareSince(sinceMs, before, report);',
    replace: 'arrived += gained;',
    tests: STREAM_TESTS,
    why: 'a node that speaks again after an hour asks for a dozen servers',
  },
  {
    id: 'stream/rows that are missing are none',
    file: STREAM,
    find: '!moment.some((r) => r.live === true && r.rows !== undefined)',
    replace: '!moment.some((r) => r.live === true)',
    tests: STREAM_TESTS,
    why: 'an hour without rows is an hour without stream, and then a storm',
  },
  {
    id: 'stream/a rolled node brings rows',
    file: STREAM,
    find: 'if (report.live === false && before.live === false && !hadItsTurn) return 0;',
    replace: '',
    tests: STREAM_TESTS,
    why: 'a node that says for a while that it has no rows asks for a dozen servers',
  },
  {
    id: 'stream/percent beside bytes',
    file: 'lib/targets/rdb-group/decide/learn/in-bytes.ts',
    find: "if (memory?.unit !== 'percent' || total === undefined) return report;",
    replace: 'return report;',
    tests: ['test/targets/rdb-group/decide/learn/in-bytes.test.ts'],
    why: 'a group whose bytes go missing for a minute is sent to its maximum',
  },
  {
    id: 'rolled/late is as good as full',
    file: 'lib/targets/rdb-group/decide/learn/learn-rolled.ts',
    find: 'Math.min(held, grownRows, rollDueRows)',
    replace: 'Math.min(held, rollDueRows)',
    tests: ['test/targets/rdb-group/decide/learn/learn-rolled.test.ts'],
    why: 'one late roll makes the next one late',
  },
  {
    id: 'rolled/late, and grown on',
    file: 'lib/targets/rdb-group/decide/learn/learn-rolled.ts',
    find: 'Math.min(held, grownRows, rollDueRows)',
    replace: 'Math.min(held, grownRows)',
    tests: ['test/targets/rdb-group/decide/learn/learn-rolled.test.ts'],
    why: 'one late roll makes the next one late, where memory has jumped once more meanwhile',
  },
  {
    id: 'queue/came back unseen',
    file: REPORT,
    find: '...(mayHaveRejoined && { mayHaveRejoined }),',
    replace: '',
    tests: REJOINED_TESTS,
    why: 'a node that may be next is ended',
  },
  {
    id: 'queue/came back is a spare',
    file: 'lib/targets/rdb-group/decide/emptiness/left-queue.ts',
    find: 'turn.everFilled === true && queue?.mayHaveRejoined !== true',
    replace: 'turn.everFilled === true',
    tests: REJOINED_TESTS,
    why: 'a node that may be next is ended',
  },
  {
    id: 'queue/a claim to be live is a turn',
    file: 'lib/targets/rdb-group/decide/emptiness/left-queue.ts',
    find: 'turn?.everLive === true && turn.everFilled === true &&',
    replace: 'turn?.everLive === true &&',
    tests: ['test/targets/rdb-group/decide/emptiness/left-queue.test.ts'],
    why: 'a waiting node that once said that it was live is ended',
  },
  {
    id: 'queue/a day that has not ended',
    file: 'lib/targets/rdb-group/decide/emptiness/left-queue.ts',
    find: 'return wasThere && endedAtMs >= endOfDayMs &&',
    replace: 'return wasThere &&',
    tests: ['test/targets/rdb-group/decide/emptiness/left-queue.test.ts'],
    why: 'where the end of day is missed, the whole queue is ended',
  },
  {
    id: 'first/at the steady rate',
    file: 'lib/targets/rdb-group/decide/wanted.ts',
    find: 'first: { rate: busiestRate, factor: burstFactor },',
    replace: 'first: { rate, factor: burstFactor },',
    tests: ['test/targets/rdb-group/decide/wanted.test.ts'],
    why: 'a busy minute that comes again finds no spare',
  },
  {
    id: 'first/a burst for every spare',
    file: 'lib/targets/rdb-group/decide/wanted.ts',
    find: 'Math.min(1, nodesFilled(arrivalAt(first), filling, policy)),',
    replace: 'nodesFilled(arrivalAt(first), filling, policy),',
    tests: ['test/targets/rdb-group/decide/wanted.test.ts'],
    why: 'one busy minute asks for a handful of servers',
  },
  {
    id: 'further/at the burst factor',
    file: 'lib/targets/rdb-group/decide/wanted.ts',
    find: 'factor: 1 + FURTHER_SHARE * (burstFactor - 1)',
    replace: 'factor: burstFactor',
    tests: ['test/targets/rdb-group/decide/wanted.test.ts'],
    why: 'a closing auction asks for servers that nobody uses',
  },
  {
    id: 'attention/a pause hides a bad tag',
    file: 'lib/targets/rdb-group/decide/troubles.ts',
    find: 'held: heldFor !== undefined ||',
    replace: "held: plan.reason.code === 'bad-tag' ||",
    tests: ['test/targets/rdb-group/decide/troubles.test.ts'],
    why: 'a group is held for days once its pause is over',
  },
];
