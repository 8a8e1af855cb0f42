import { describe, expect, it } from 'vitest';
import { clusterPage } from '../../../lib/report/clusters/cluster-page.ts';
import {
  clusterHeadlineOf,
  type ClusterPolicyRow,
  type ClusterReportData,
} from '../../../lib/report/clusters/cluster-report-data.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';

const START_MS = Date.parse('2026-03-04T00:00:00Z');

function aRow(change: Partial<ClusterPolicyRow> = {}): ClusterPolicyRow {
  return {
    label: 'spillway',
    nodeHours: 96.5,
    costUsd: 57.9,
    costVsOracle: 1.25,
    fullMinutes: 0,
    fullestPercent: 58.25,
    changes: 1,
    shardsMin: 2,
    shardsMax: 3,
    ...change,
  };
}

function aReport(change: Partial<ClusterReportData> = {}): ClusterReportData {
  const policies = [aRow(), aRow({ label: 'static 1', fullMinutes: 30, costVsOracle: 0.5, costUsd: 20 })];
  return {
    title: 'values <last>',
    headline: 'It held.',
    subtitle: 'As given.',
    timeZone: 'America/New_York',
    days: [
      {
        label: 'Wednesday, 4 March 2026',
        startMs: START_MS,
        endMs: START_MS + DAY_MS,
        fullestPercent: Array.from({ length: 1_440 }, (_, i) => (i < 720 ? 40 : 55)),
        shards: Array.from({ length: 1_440 }, (_, i) => (i < 600 ? 2 : 3)),
        held: Array.from({ length: 1_440 }, () => 1.1),
        changes: [
          { atMs: START_MS + 10 * HOUR_MS, endMs: START_MS + 10 * HOUR_MS + 45 * MINUTE_MS, from: 2, to: 3 },
        ],
      },
    ],
    daysNotShown: 0,
    memoryTargetPercent: 60,
    policies,
    costs: policies.map(({ label, costUsd }) => ({ label, usd: costUsd, kind: 'other' as const })),
    notes: ['Even keys.'],
    ...change,
  };
}

describe("a cluster's page", () => {
  it('holds the exact numbers of every policy, and marks who refused writes', () => {
    const page = clusterPage(aReport());
    expect(page).toContain('data-key="nodeHours" data-value="96.5"');
    expect(page).toContain('data-key="fullMinutes" data-value="30" class="bad"');
    // What refused writes has no ratio.
    expect(page).toContain('data-key="costVsOracle" data-value="0.5">–<');
    expect(page).toContain(
      'Full, so that writes were refused, and so no match for the others: static 1 (30 min).',
    );
  });

  it('says of each change when it began, how full it was then, and how long it took', () => {
    expect(clusterPage(aReport())).toContain(
      '<time datetime="2026-03-04T10:00:00.000Z">05:00</time><span>Wednesday: from 2 to 3 shards; the fullest was at 40 %, done after 45 minutes.</span>',
    );
  });

  it('tells for each day how full the fullest shard became, and in how many minutes writes were refused', () => {
    expect(clusterPage(aReport())).toContain(
      'The fullest shard reached 55 % of its memory; no write was refused.',
    );
    const fullestPercent = [100, 100.1, 120];
    const full = clusterPage(
      aReport({ days: aReport().days.map((day) => ({ ...day, fullestPercent, changes: [] })) }),
    );
    expect(full).toContain(
      'The fullest shard reached 120 % of its memory; writes were refused in 2 minutes.',
    );
    expect(full).not.toContain('What was changed');
  });

  it('has the target in the legend only where there is one', () => {
    expect(clusterPage(aReport())).toContain('the target, 60 %');
    const { memoryTargetPercent: _, ...untargeted } = aReport();
    expect(clusterPage(untargeted)).not.toContain('the target');
  });

  it('escapes what a scenario is called, loads nothing and runs no script', () => {
    const page = clusterPage(aReport());
    expect(page).toContain('values &lt;last&gt;');
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!www\.w3\.org)/);
  });
});

describe("a cluster's headline", () => {
  const fixed = aRow({ label: 'static 4', costUsd: 100, shardsMax: 4 });

  it('says what was saved of a size that nobody changes', () => {
    expect(clusterHeadlineOf(aRow(), { dayCount: 1, fixed })).toBe(
      'The day cost 42 % less than 4 shards that nobody changes, with 1 change of the shard count, and no write was refused.',
    );
    expect(clusterHeadlineOf(aRow({ costUsd: 120, changes: 2 }), { dayCount: 3, fixed })).toBe(
      'The 3 days cost 20 % more than 4 shards that nobody changes, with 2 changes of the shard count, and no write was refused.',
    );
  });

  it('saves nothing where either refused writes', () => {
    expect(clusterHeadlineOf(aRow(), { dayCount: 1, fixed: { ...fixed, fullMinutes: 3 } })).toContain(
      'cost $57.90, where 4 shards that nobody changes refused writes, with',
    );
    expect(clusterHeadlineOf(aRow({ fullMinutes: 1 }), { dayCount: 1, fixed })).toBe(
      'The day cost $57.90, with 1 change of the shard count, but writes were refused in 1 minute.',
    );
  });
});
