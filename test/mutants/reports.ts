// Mutants of reports by the state table: whose word is believed, and from when on it proves anything.
import type { Mutant } from './mutant.ts';

const TEXT = 'lib/targets/rdb-group/ports/report-text.ts';
const TABLE = 'lib/aws/rdb-group/telemetry/table-telemetry.ts';
const TESTS = ['test/aws/table-telemetry.test.ts'] as const;

export const REPORT_MUTANTS: readonly Mutant[] = [
  {
    id: 'reports/proof from the moment told',
    file: TEXT,
    find: 'sampledFromMs: observedAtMs - CLOCK_TOLERANCE_MS,',
    replace: 'sampledFromMs: observedAtMs,',
    tests: TESTS,
    why: 'a node whose clock runs ahead is proved empty by what it said before data came',
  },
  {
    id: 'reports/rows of a clock ahead',
    file: TEXT,
    find: 'isAhead || Rows === undefined ? others : values',
    replace: 'values',
    tests: TESTS,
    why: 'what was written before the clock was found out proves a node empty',
  },
  {
    id: 'reports/odd values believed',
    file: TEXT,
    find: 'if (oddities.length > 0 || atMs < fromMs) return [];',
    replace: 'if (atMs < fromMs) return [];',
    tests: TESTS,
    why: 'an observation that cannot be true is counted with',
  },
  {
    id: 'reports/a clock set back',
    file: TEXT,
    find: 'written.slice(Math.max(0, setBack))',
    replace: 'written.slice(Math.min(0, setBack + 1))',
    tests: TESTS,
    why: 'what a node said before its clock was set back passes for the newest, and proves it empty',
  },
  {
    id: 'reports/half an answer',
    file: TABLE,
    find: 'if (!watched) return { ok: true, value: told };',
    replace: 'if (!watched?.ok) return { ok: true, value: told };',
    tests: TESTS,
    why: 'nodes of which nothing could be read pass for silent ones',
  },
];
