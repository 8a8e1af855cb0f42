// Mutants of what is learned of launches, of the stream and of the queue.
import type { Mutant } from './mutant.ts';

const LEARN = 'lib/targets/rdb-group/decide/learn/learn.ts';
const LEARN_TESTS = [
  'test/targets/rdb-group/decide/learn/learn.test.ts',
  'test/targets/rdb-group/decide/learn/learn-node.test.ts',
] as const;
const LEAD_TESTS = ['test/targets/rdb-group/decide/lead-time.test.ts'] as const;
const WANTED_TESTS = ['test/targets/rdb-group/decide/wanted.test.ts'] as const;

export const LEARNING_MUTANTS: readonly Mutant[] = [
  {
    id: 'lead/a slow launch in ten',
    file: 'lib/targets/rdb-group/decide/lead-time.ts',
    find: 'const QUANTILE = 0.9;',
    replace: 'const QUANTILE = 0.1;',
    tests: LEAD_TESTS,
    why: 'late rolls',
  },
  {
    id: 'lead/learned of a suspect',
    file: LEARN,
    find: 'Math.min(observation.suspectAfterMs ?? Infinity, LEAD_TIME_LEARNED_MAX_MS)',
    replace: 'LEAD_TIME_LEARNED_MAX_MS',
    tests: ['test/targets/rdb-group/decide/properties/what-is-kept.test.ts'],
    why: 'one silent spare teaches a lead time of half an hour',
  },
  {
    id: 'lead/learned without bound',
    file: LEARN,
    find: 'Math.min(observation.suspectAfterMs ?? Infinity, LEAD_TIME_LEARNED_MAX_MS)',
    replace: '(observation.suspectAfterMs ?? Infinity)',
    tests: LEARN_TESTS,
    why: 'one silent spare teaches a lead time of three hours',
  },
  {
    id: 'lead/planned without bound',
    file: 'lib/targets/rdb-group/decide/lead-time.ts',
    find: 'learned.leadTimesMs.filter((ms) => ms <= LEAD_TIME_LEARNED_MAX_MS)',
    replace: 'learned.leadTimesMs.filter((ms) => ms >= 0)',
    tests: LEAD_TESTS,
    why: 'what an earlier version learned asks for dozens of nodes',
  },
  {
    id: 'lead/trusted after one launch',
    file: 'lib/targets/rdb-group/decide/lead-time.ts',
    find: 'const LAUNCHES_TO_TRUST = 3;',
    replace: 'const LAUNCHES_TO_TRUST = 1;',
    tests: LEAD_TESTS,
    why: 'one quick launch makes the next spare late',
  },
  {
    id: 'learn/any fall is a flush',
    file: 'lib/targets/rdb-group/decide/learn/learn-stream.ts',
    find: 'const FLUSH_LEAVES_SHARE = 0.5;',
    replace: 'const FLUSH_LEAVES_SHARE = 1;',
    tests: LEARN_TESTS,
    why: 'a few rows deleted in the live node are taken for all of its rows anew, and ask for nine servers',
  },
  {
    id: 'learn/leaving is never unlearned',
    file: LEARN,
    find: 'if (queued === true && observedAtMs - waitingSinceMs > LEAVES_QUEUE_WITHIN_MS) learnedAtMs = undefined;',
    replace: '',
    tests: ['test/targets/rdb-group/decide/learn/learn-leaving.test.ts'],
    why: 'queued nodes are sent into hooks in which they stay queued',
  },
  {
    id: 'learn/left the queue without having stood in it',
    file: LEARN,
    find: 'if (queued === false && everQueued) learnedAtMs = observedAtMs;',
    replace: 'if (queued === false) learnedAtMs = observedAtMs;',
    tests: ['test/targets/rdb-group/decide/learn/learn-leaving.test.ts'],
    why: 'queued nodes are sent into hooks in which they stay queued',
  },
  {
    id: 'stream/a flush of a live node is no data',
    file: 'lib/targets/rdb-group/decide/learn/learn-stream.ts',
    find: 'return report.live === true ? report.rows : 0;',
    replace: 'return 0;',
    tests: LEARN_TESTS,
    why: 'the stream looks slower after each flush',
  },
  {
    id: 'stream/a node that began anew is no loss',
    file: 'lib/targets/rdb-group/decide/learn/learn-replay.ts',
    find: 'return Math.max(0, ...gone, ...begunAnew);',
    replace: 'return Math.max(0, ...gone);',
    tests: ['test/targets/rdb-group/decide/learn/learn-replay.test.ts'],
    why: 'a restart of the live node asks for seven servers',
  },
  {
    id: 'stream/a replay is new data',
    file: 'lib/targets/rdb-group/decide/learn/learn-stream.ts',
    find: 'const replay = replayOf(before?.replay, learned, news);',
    replace: 'const replay = undefined as ReturnType<typeof replayOf>;',
    tests: ['test/targets/rdb-group/decide/learn/learn-replay.test.ts'],
    why: 'a live node that dies asks for seven servers',
  },
  {
    id: 'stream/a replay never ends',
    file: 'lib/targets/rdb-group/decide/learn/learn-replay.ts',
    find: 'return isCaughtUp ? undefined : known;',
    replace: 'return known;',
    tests: ['test/targets/rdb-group/decide/learn/learn-replay.test.ts'],
    why: 'a storm after a loss is taken for a replay',
  },
  {
    id: 'stream/an empty server is a full one',
    file: LEARN,
    find: '&& !nodes[instanceId]?.everLive;',
    replace: ';',
    tests: ['test/targets/rdb-group/decide/learn/learn-leaving.test.ts'],
    why: 'a heap kept over a flush passes for an empty server’s: too many servers',
  },
  {
    id: 'stream/first look asks for the whole fleet',
    file: 'lib/targets/rdb-group/decide/filling/filling.ts',
    find: 'Math.max(roomOfEmpty, ROOM_OF_EMPTY_SHARE_MIN * rollsAt)',
    replace: 'Math.max(roomOfEmpty, 0.01 * rollsAt)',
    tests: [
      'test/targets/rdb-group/decide/wanted.test.ts',
      'test/targets/rdb-group/decide/bounded-launches.test.ts',
    ],
    why: 'seventeen nodes where one was needed',
  },
  {
    id: 'stream/rows of another size',
    file: 'lib/targets/rdb-group/decide/filling/same-size.ts',
    find: 'return Math.abs(a - b) <= SAME_SIZE_SHARE * Math.max(a, b);',
    replace: 'return true;',
    tests: WANTED_TESTS,
    why: 'the backstop of smaller nodes is off: a late roll',
  },
];
