// Mutants of the local AWS: what is broken on purpose, and mended.
import type { Mutant } from './mutant.ts';

const FAULT_TESTS = ['test/emulator/live/faults.test.ts'] as const;
const CLOCK_TESTS = ['test/cli/command-clock.test.ts'] as const;

export const LOCAL_MUTANTS: readonly Mutant[] = [
  {
    id: 'local/a fault that ends takes others with it',
    file: 'lib/emulator/rdbs/world-rdbs.ts',
    find: 'orders.splice(index, 1);',
    replace: 'orders.splice(0);',
    tests: FAULT_TESTS,
    why: 'an RDB answers that was told not to',
  },
  {
    id: 'local/what a kind does not heed is taken without a word',
    file: 'lib/emulator/live/asked-fault.ts',
    find: 'if (unheeded.length > 0)',
    replace: 'if (unheeded.length > 9)',
    tests: FAULT_TESTS,
    why: 'somebody waits for what was never broken',
  },
  {
    id: 'local/a process started early is started again at its time',
    file: 'lib/sim/rdb/create-rdbs.ts',
    find: "if (!isDown || node.stage !== 'booting') return;",
    replace: "if (node.stage !== 'booting') return;",
    tests: FAULT_TESTS,
    why: 'a process that is down later comes up before its time',
  },
  {
    id: 'local/nobody to hand on to',
    file: 'cli/demo/local-spillway.ts',
    find: '...(nextInvocation && { nextInvocation })',
    replace: '',
    tests: ['test/cli/local/hand-on.test.ts'],
    why: 'on the local AWS a tick that has no time for all that is due fails',
  },
  {
    id: 'emulator/events of any age',
    file: 'lib/emulator/triggers/deliver-event.ts',
    find: 'if (ageMs > eventAgeMaxMs) {',
    replace: 'if (ageMs > eventAgeMaxMs && false) {',
    tests: ['test/campaign/hand-on.test.ts'],
    why: 'an event is handed over that Lambda would have put among the dead letters',
  },
  {
    id: 'emulator/as often as it fails',
    file: 'lib/emulator/triggers/deliver-event.ts',
    find: 'attemptIndex < retriesMax ?',
    replace: 'attemptIndex < 2 ?',
    tests: ['test/campaign/hand-on.test.ts'],
    why: 'a tick is tried again that is deployed not to be',
  },
  {
    id: 'local/the clock of a command goes back with an answer that was overtaken',
    file: 'cli/command-clock.ts',
    find: 'if (!isEarlier) latestMs',
    replace: 'latestMs',
    tests: CLOCK_TESTS,
    why: 'a drill is detected before anything was broken',
  },
  {
    id: 'local/the clock of a command stays with an emulator that is gone',
    file: 'cli/command-clock.ts',
    find: ' && atMs > latestMs - STARTED_ANEW_MS',
    replace: '',
    tests: CLOCK_TESTS,
    why: 'status --watch tells ages of a day that is over',
  },
  {
    id: 'local/a tickerplant that is down feeds on',
    file: 'lib/sim/rdb/create-rdbs.ts',
    find: 'fed.halt();',
    replace: 'fed.bringUpToDate();',
    tests: FAULT_TESTS,
    why: 'the drill of a tickerplant passes, whatever becomes of its server',
  },
  {
    id: 'local/a server that has died is up for as long as Auto Scaling shows it',
    file: 'lib/emulator/live/live-state.ts',
    find: " && instance.state === 'running'",
    replace: '',
    tests: FAULT_TESTS,
    why: 'the page says that the tickerplant is there',
  },
  {
    id: 'local/a dead letter that was received is given to the next as well',
    file: 'lib/emulator/stack/dead-letter-queue.ts',
    find: '?? Number.NEGATIVE_INFINITY) > nowMs()',
    replace: '?? Number.NEGATIVE_INFINITY) > Number.POSITIVE_INFINITY',
    tests: ['test/emulator/asked-by-hand.test.ts'],
    why: 'two who replay dead letters replay each twice',
  },
];
