// Mutants of how schedules are merged: events come late, twice and out of order.
import type { Mutant } from './mutant.ts';

const FILE = 'lib/core/apply-schedule.ts';
const TESTS = ['test/core/schedule.test.ts'] as const;

export const SCHEDULE_MUTANTS: readonly Mutant[] = [
  {
    id: 'schedule/a holiday',
    file: FILE,
    find: "if (isExceptedDate(scheduledAtMs, payload.exceptOn)) return { kind: 'ignored', why: 'holiday' };",
    replace: '',
    tests: TESTS,
    why: 'nodes are retired on a day that has no end',
  },
  {
    id: 'schedule/a later kind drops an earlier one of another',
    file: FILE,
    find: 'const newestMs = taken[kind] ?? Number.NEGATIVE_INFINITY;',
    replace: 'const newestMs = before?.scheduledAtMs ?? Number.NEGATIVE_INFINITY;',
    tests: TESTS,
    why: 'a scale-in delivered late is dropped',
  },
  {
    id: 'schedule/expired',
    file: FILE,
    find: "if (untilMs <= nowMs) return { kind: 'ignored', why: 'expired' };",
    replace: '',
    tests: TESTS,
    why: 'yesterday’s event is taken up',
  },
  {
    id: 'schedule/floor survives dormancy',
    file: FILE,
    find: 'const isDropped = scaleToZero > ensureCapacity || (',
    replace: 'const isDropped = (',
    tests: TESTS,
    why: 'a dormant group is kept up',
  },
  {
    id: 'schedule/one end of day is remembered',
    file: FILE,
    find: 'latestOf([...endOfDaysMs, scheduledAtMs])',
    replace: 'latestOf([scheduledAtMs])',
    tests: TESTS,
    why: 'a half day hides the others',
  },
  {
    id: 'schedule/dormancy survives the morning',
    file: FILE,
    find: 'const isAwake = ensureCapacity >= scaleToZero;',
    replace: 'const isAwake = false;',
    tests: TESTS,
    why: 'a group is dormant through the day',
  },
  {
    id: 'schedule/too early',
    file: FILE,
    find: "if (scheduledAtMs > nowMs + EARLY_MAX_MS) return { kind: 'ignored', why: 'too-early' };",
    replace: '',
    tests: TESTS,
    why: 'one event from the future supersedes all others',
  },
  {
    id: 'schedule/two at the same time',
    file: FILE,
    find: 'nodeCount: Math.max(payload.nodeCount, held.nodeCount),',
    replace: 'nodeCount: payload.nodeCount,',
    tests: TESTS,
    why: 'of two floors the smaller may win',
  },
  {
    id: 'schedule/window stays open into the next day',
    file: FILE,
    find: 'const isClosed = ensureCapacity >= scaleIn || scaleToZero >= scaleIn;',
    replace: 'const isClosed = scaleToZero >= scaleIn;',
    tests: TESTS,
    why: 'nodes are retired in the morning',
  },
];
