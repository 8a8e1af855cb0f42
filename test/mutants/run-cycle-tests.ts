// The tests of a whole cycle, by subject.
export const RUN_CYCLE_TESTS = [
  'test/cycle/run-cycle.test.ts',
  'test/cycle/run-cycle-failures.test.ts',
  'test/cycle/run-cycle-lease.test.ts',
] as const;
