// A small report for tests: two nodes, one roll, a late roll, marks.
import type { PolicyRow, ReportData } from '../../lib/report/report-data.ts';
import { headlineOf } from '../../lib/report/groups/headline.ts';
import { GIB, HOUR_MS } from '../../lib/core/units.ts';

const START_MS = Date.parse('2026-03-02T00:00:00Z');
const at = (hour: number) => START_MS + hour * HOUR_MS;

export function aRow(change: Partial<PolicyRow> = {}): PolicyRow {
  return {
    label: 'lead-time',
    days: 1,
    instanceHours: 40.5,
    costUsd: 4.05,
    savingPercent: 78.91,
    costVsOracle: 1.0125,
    peakNodes: 2,
    lateRolls: 0,
    outOfMemory: 0,
    terminatedWithData: 0,
    minCushionSeconds: 300,
    idleSpareHours: 0.1,
    fixedMemoryNeededGiB: 6.5,
    fixedOutOfMemoryDays: 0,
    ...change,
  };
}

export function aReport(change: Partial<ReportData> = {}): ReportData {
  const policies = [aRow(), aRow({ label: 'step <60/30>', terminatedWithData: 3, costUsd: 6.25 })];
  return {
    title: 'a test day',
    headline: headlineOf(aRow()),
    subtitle: 'nodes of 1 GiB',
    timeZone: 'UTC',
    day: {
      label: 'Monday, 2 March 2026',
      startMs: START_MS,
      endMs: at(24),
      nodeMemoryBytes: GIB,
      rollThresholdPercent: 80,
      fixedMemoryBytes: 8 * GIB,
      nodes: [
        {
          instanceId: 'i-one',
          launchedAtMs: START_MS,
          terminatedAtMs: at(24),
          roles: [
            { fromMs: START_MS, role: 'live' },
            { fromMs: at(12), role: 'rolled' },
            { fromMs: at(23.95), role: 'flushed' },
          ],
          samples: [9, 10, 11, 12].map((hour) => ({ atMs: at(hour), usedBytes: (hour - 8) * 0.2 * GIB })),
        },
        {
          instanceId: 'i-two',
          launchedAtMs: at(11),
          roles: [
            { fromMs: at(11), role: 'launching' },
            { fromMs: at(11.1), role: 'queued' },
            { fromMs: at(12), role: 'live' },
          ],
          samples: [12, 13].map((hour) => ({ atMs: at(hour), usedBytes: (hour - 11) * 0.1 * GIB })),
        },
      ],
      marks: [
        { atMs: at(11), kind: 'scale-out', sentence: 'the live node is at 60 % & rising' },
        { atMs: at(12), kind: 'late-roll', sentence: 'i-one reached its roll threshold' },
        { atMs: at(23.99), kind: 'retire', sentence: 'i-one was proved empty twice' },
      ],
      rolls: [{ atMs: at(12), cushionSeconds: 300 }],
    },
    days: [],
    policies,
    costs: [
      { label: 'lead-time', usd: 4.05, kind: 'shown' },
      { label: 'fixed server', usd: 19.2, kind: 'fixed' },
    ],
    notes: ['an assumption'],
    ...change,
  };
}
