import { describe, expect, it } from 'vitest';
import {
  probedLiveMemoryPercent,
  reportsToPublish,
} from '../../../../lib/targets/rdb-group/observe/telemetry/probed-metrics.ts';
import type { Report } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { parsePolicy } from '../../../../lib/targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../../../../lib/targets/rdb-group/domain/snapshot.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { aReport } from '../../../build/servers.ts';
import { aGroup } from '../../../build/snapshot.ts';

const probed = (id: string, changes: Partial<Report> = {}) => aReport(id, { source: 'probe', ...changes });
const memory = (used: number) => ({ used, total: 200, unit: 'bytes' }) as const;

function snapshotOf(...reports: readonly Report[]): Snapshot {
  const byId = new Map(reports.map((report) => [report.instanceId, report]));
  return { group: aGroup(), reports: byId, odd: [], learned: NOTHING_LEARNED };
}
function policyOf(reports: string) {
  const parsed = parsePolicy({ 'spillway:reports': reports });
  if (!parsed.ok) throw new Error('a policy that cannot be parsed');
  return parsed.policy;
}

describe('the reports published as node metrics', () => {
  const snapshot = snapshotOf(probed('i-1'), aReport('i-2', { source: 'cloudwatch' }));

  it('are what the probe brought, of a group read by the probe alone', () => {
    expect(reportsToPublish(policyOf('probe'), snapshot)).toEqual([snapshot.reports.get('i-1')]);
  });

  it.each(['probe-then-cloudwatch', 'cloudwatch'])(
    'are none with %s, whose channel is never echoed',
    (tag) => {
      expect(reportsToPublish(policyOf(tag), snapshot)).toEqual([]);
    },
  );
});

describe('the live node’s memory', () => {
  it('is that of the live node that the probe read', () => {
    const live = probed('i-1', { live: true, memory: memory(50) });
    expect(
      probedLiveMemoryPercent(snapshotOf(live, probed('i-2', { live: false, memory: memory(150) }))),
    ).toBe(25);
  });

  it('is the fuller one’s of two', () => {
    const two = [
      probed('i-1', { live: true, memory: memory(50) }),
      probed('i-2', { live: true, memory: memory(80) }),
    ];
    expect(probedLiveMemoryPercent(snapshotOf(...two))).toBe(40);
  });

  it('is not told of a node that publishes for itself, nor without one', () => {
    expect(
      probedLiveMemoryPercent(snapshotOf(aReport('i-1', { source: 'cloudwatch', live: true }))),
    ).toBeUndefined();
    expect(probedLiveMemoryPercent(snapshotOf())).toBeUndefined();
  });
});
