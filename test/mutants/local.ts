// Mutants of the local AWS: what is broken on purpose, and mended.
import type { Mutant } from './mutant.ts';

const FAULT_TESTS = ['test/emulator/live/faults.test.ts'] as const;

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
];
