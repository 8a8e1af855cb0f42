// Mutants of reports by the state table: whose word is believed, and from when on it proves anything.
import type { Mutant } from './mutant.ts';

const TEXT = 'lib/targets/rdb-group/ports/report-text.ts';
const TABLE = 'lib/aws/rdb-group/telemetry/table-telemetry.ts';
const TESTS = ['test/aws/table-telemetry.test.ts'] as const;

const CLOCKS = ['test/targets/rdb-group/observe/doubt-clocks.test.ts'] as const;

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
    id: 'reports/metrics first in a window',
    file: 'lib/targets/rdb-group/observe/may-let-go.ts',
    find: "policy.scaleIn === 'continuous' || isWindowOpen ||",
    replace: "policy.scaleIn === 'continuous' ||",
    tests: ['test/targets/rdb-group/observe/may-let-go.test.ts'],
    why: 'a node is let go on metrics that any server may have published, though it has an item',
  },
  {
    id: 'reports/metrics first after an item',
    file: 'lib/targets/rdb-group/observe/may-let-go.ts',
    find: 'heard.length > 0 && !heard.some((last) => last.byItem)',
    replace: 'heard.length > 0',
    tests: ['test/targets/rdb-group/observe/may-let-go.test.ts'],
    why: 'metrics that others publish hide what a node writes of itself',
  },
  {
    id: 'reports/items of old metrics',
    file: TABLE,
    find: 'if (!report || nowMs - report.observedAtMs > METRICS_RECENT_MS) return true;',
    replace: 'if (!report) return true;',
    tests: TESTS,
    why: 'a node that has changed over to items is not found until its last metrics are out of sight',
  },
  {
    id: 'reports/half an answer',
    file: TABLE,
    find: 'if (!watched) return { ok: true, value: told };',
    replace: 'if (!watched?.ok) return { ok: true, value: told };',
    tests: TESTS,
    why: 'nodes of which nothing could be read pass for silent ones',
  },
  {
    id: 'reports/a date that comes',
    file: 'lib/targets/rdb-group/observe/doubt-clocks.ts',
    find: 'observedAtMs: Math.min(report.observedAtMs, seenAtMs),',
    replace: 'observedAtMs: report.observedAtMs,',
    tests: CLOCKS,
    why: 'a server whose clock ran ahead, and which has ended, looks as if it had just spoken',
  },
  {
    id: 'reports/proof by a clock that ran ahead',
    file: 'lib/targets/rdb-group/observe/doubt-clocks.ts',
    find: 'return wasInTime ? undefined : { toMs: newestMs, seenAtMs: nowMs };',
    replace: 'return undefined;',
    tests: CLOCKS,
    why: 'one line by a clock that was set back by too little proves a server empty',
  },
];
