import { describe, expect, it } from 'vitest';
import { clusterReportOf } from '../../../lib/backtest/memorydb-cluster/cluster-report.ts';
import { runClusterScenario } from '../../../lib/backtest/memorydb-cluster/run-cluster-scenario.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { aScenario, days, START_MS } from './a-cluster-scenario.ts';

const policies = [
  { kind: 'spillway' as const, memoryTargetPercent: 70 },
  { kind: 'static' as const, shards: 2 },
  { kind: 'oracle' as const },
];
const scenario = aScenario({ policies });
const ran = runClusterScenario(scenario, days(4, 5));
const report = clusterReportOf(scenario, ran);

describe("a cluster's backtest as a report", () => {
  it('shows the first policy by the day, each minute as it was', () => {
    expect(report.days.map(({ label }) => label)).toEqual([
      'Wednesday, 4 March 2026',
      'Thursday, 5 March 2026',
    ]);
    const [day] = report.days;
    expect(day?.startMs).toBe(START_MS);
    expect(day?.fullestPercent).toHaveLength(1_440);
    expect(report.memoryTargetPercent).toBe(70);
    // By 17:00 there are 32 GiB, on nodes of 10.
    expect(day?.held[1_080]).toBeCloseTo(3.2);
    expect(report.policies[0]?.fullestPercent).toBeCloseTo(
      Math.max(...report.days.flatMap(({ fullestPercent }) => [...fullestPercent])),
      3,
    );
  });

  it('has every change of the result, each on its day and as long as the cluster took', () => {
    const changes = report.days.flatMap((day) => day.changes);
    expect(changes).toHaveLength(report.policies[0]?.changes ?? 0);
    expect(changes.length).toBeGreaterThan(1);
    for (const { label, startMs, endMs, shards, changes: made } of report.days)
      for (const { atMs, from, to, endMs: doneMs } of made) {
        expect(atMs, label).toBeGreaterThanOrEqual(startMs);
        expect(atMs, label).toBeLessThan(endMs);
        // Nodes that come are paid for from the call on.
        expect(shards[(atMs - startMs) / MINUTE_MS]).toBe(Math.max(from, to));
        expect(doneMs - atMs).toBeGreaterThanOrEqual(30 * MINUTE_MS);
      }
  });

  it('compares the cost with no size that refused writes', () => {
    expect(report.policies[1]?.fullMinutes).toBeGreaterThan(0);
    expect(report.costs.map(({ isIncomparable = false }) => isIncomparable)).toEqual([false, true, false]);
    expect(report.headline).toMatch(
      /^The 2 days cost \$\d+\.\d\d, where 2 shards that nobody changes refused writes, with \d changes of the shard count, and no write was refused\.$/,
    );
  });

  it('draws a week, and says how many days are left', () => {
    const long = runClusterScenario(
      aScenario({ policies: [{ kind: 'static', shards: 2 }] }),
      days(1, 1, 1, 1, 1, 1, 1, 1, 1),
    );
    const { days: drawn, daysNotShown } = clusterReportOf(scenario, long);
    expect([drawn.length, daysNotShown]).toEqual([7, 2]);
  });
});
