// Mutants of the queue's messages between tickerplants and RDBs, as the emulated sides speak them.
import type { Mutant } from './mutant.ts';

const QUEUE = 'lib/emulator/queue/member-queue.ts';
const RDB = 'lib/emulator/queue/emulated-rdb.ts';
const TESTS = ['test/emulator/queue/tier.test.ts', 'test/emulator/queue/recorded-bytes.test.ts'] as const;

export const QUEUE_MUTANTS: readonly Mutant[] = [
  {
    id: 'queue/the next begins where the log ends',
    file: QUEUE,
    find: 'sendLive(next.handle, upto(queue));',
    replace: 'sendLive(next.handle, log.count());',
    tests: TESTS,
    why: 'what a dead live RDB held is with nobody',
  },
  {
    id: 'queue/who comes back is live whoever was live since',
    file: QUEUE,
    find: "if (firstOf(queue, 'live') || low !== 1 + upto(queue))",
    replace: 'if (low !== 1 + upto(queue))',
    tests: TESTS,
    why: 'two RDBs hold the same messages',
  },
  {
    id: 'queue/all write the day down at once',
    file: QUEUE,
    find: "if (isFirst) send(handle, { kind: 'end', day });",
    replace: "send(handle, { kind: 'end', day });",
    tests: TESTS,
    why: 'two RDBs append to one partition at the same time',
  },
  {
    id: 'queue/a rolled RDB reads nothing more',
    file: RDB,
    find: '        change({ live: false });\n        await replay(message.upto);',
    replace: '        change({ live: false });',
    tests: TESTS,
    why: 'messages between its cut and its roll are with nobody',
  },
  {
    id: 'queue/what could not be written is flushed',
    file: RDB,
    find: 'if (rows !== null) clear();',
    replace: 'if (rows !== undefined) clear();',
    tests: TESTS,
    why: 'rows are lost',
  },
];
