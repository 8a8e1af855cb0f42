// Clusters in the campaign: their seeds, their options, their figures.
import { describe, expect, it } from 'vitest';
import { addUp, seedsOf } from '../../../lib/campaign/campaign.ts';
import { EMPTY_TALLY } from '../../../lib/campaign/checks/check.ts';
import {
  ANY_KIND,
  CLUSTERS,
  GROUP_SEED_MAX,
  isClusterSeed,
  isStreamSeed,
  STREAM_SEED_MAX,
  STREAMS,
} from '../../../lib/campaign/kinds.ts';
import { EMPTY_CLUSTER_TALLY } from '../../../lib/campaign/memorydb-cluster/checks/cluster-check.ts';
import { openWindow } from '../../../lib/campaign/memorydb-cluster/measures/open-window.ts';
import { CLUSTER_FAULT_NAMES } from '../../../lib/campaign/memorydb-cluster/options/cluster-fault-names.ts';
import { tooRareOfClusters } from '../../../lib/campaign/memorydb-cluster/options/cluster-minimums.ts';
import type { RunResult } from '../../../lib/campaign/run-seed.ts';
import { shrink } from '../../../lib/campaign/shrink.ts';
import { failingUnderSurge } from '../shrunk-to-surge.ts';
import { aClusterDay, foundWithin, type LivedThrough } from './build-cluster-run.ts';

const allFaults = Object.fromEntries(CLUSTER_FAULT_NAMES.map((name) => [name, 0.3]));

describe('a seed', () => {
  it('up to 2^32 names the same run of a stream as before there were clusters', () => {
    for (const seed of [GROUP_SEED_MAX + 1, 2_712_454_404, STREAM_SEED_MAX])
      expect(ANY_KIND.draw(seed)).toEqual(STREAMS.draw(seed));
    expect(ANY_KIND.draw(STREAM_SEED_MAX + 1)).toMatchObject({ kind: 'memorydb-cluster' });
  });

  it('of a cluster gives the same hours, to the byte, with every fault on', async () => {
    const options = aClusterDay({
      cluster: { hasAlarm: true, shardsStart: 2 },
      load: { peakShards: 2 },
      faults: allFaults,
    });
    const [first, second] = [await foundWithin(240, options), await foundWithin(240, options)];
    const all = ({ found, tally, occurred }: LivedThrough) => JSON.stringify([found, tally, [...occurred]]);
    expect(all(second)).toBe(all(first));
    expect(first.occurred.size).toBeGreaterThan(20);
  });

  it('of a campaign is a cluster’s one time in ten, and those of groups and of streams come as they did', () => {
    const seeds = seedsOf({ seed: 3, days: 2_000 });
    const share = seeds.filter(isClusterSeed).length / seeds.length;
    expect(share).toBeGreaterThan(0.07);
    expect(share).toBeLessThan(0.14);
    // The first of a campaign with this seed, drawn before there were clusters.
    expect(seeds.filter((seed) => !isClusterSeed(seed)).slice(0, 3)).toEqual([
      1777480036, 679220779, 817888304,
    ]);
    expect(seeds.some(isStreamSeed)).toBe(true);
    expect(seedsOf({ seed: 3, days: 20, runs: 'clusters' }).every(isClusterSeed)).toBe(true);
  });

  it('turns each fault on in some runs and off in others', () => {
    const runs = Array.from({ length: 300 }, (_, i) => CLUSTERS.draw(STREAM_SEED_MAX + 1 + i));
    for (const name of CLUSTER_FAULT_NAMES) {
      const on = runs.filter(({ faults }) => faults[name] !== undefined).length;
      expect(on, name).toBeGreaterThan(10);
      expect(on, name).toBeLessThan(200);
    }
  });
});

describe('a window of a run', () => {
  const windows = { snapshotWindow: '05:00-06:00', maintenanceWindow: 'mon:13:00-mon:14:30' };

  it.each([
    ['2026-11-16T04:59:59Z', undefined],
    ['2026-11-16T05:00:00Z', 'snapshot'],
    ['2026-11-17T05:59:59Z', 'snapshot'],
    ['2026-11-17T06:00:00Z', undefined],
    ['2026-11-16T13:00:00Z', 'maintenance'],
    ['2026-11-16T14:30:00Z', undefined],
    ['2026-11-17T13:30:00Z', undefined],
  ] as const)('at %s is %s', (text, open) => {
    expect(openWindow(windows, Date.parse(text))).toBe(open);
  });
});

describe('figures of clusters', () => {
  const ofCluster: RunResult = {
    seed: STREAM_SEED_MAX + 1,
    dayCount: 3,
    cycleCount: 5,
    findings: [],
    excused: [],
    tally: { ...EMPTY_TALLY, unlookedMinutesMax: 4 },
    clusterTally: { ...EMPTY_CLUSTER_TALLY, calls: 6, removals: 2, unlookedMinutesMax: 4 },
    occurred: { killed: 2 },
  };
  const ofGroup: RunResult = { ...ofCluster, seed: 1, dayCount: 2, occurred: { killed: 1 } };

  it('stand beside those of groups, and all days count', () => {
    const report = addUp({ seed: 1, results: [ofCluster, ofCluster, ofGroup], failures: [], seconds: 1 });
    expect(report).toMatchObject({ days: 8, cycles: 15, occurred: { killed: 1 }, unlookedMinutesMax: 4 });
    expect(report.clusters).toMatchObject({ days: 6, calls: 12, removals: 4, occurred: { killed: 4 } });
    expect(report.streams).toMatchObject({ days: 0 });
  });

  it('have least occurrences of their own', () => {
    expect(tooRareOfClusters({}, 99)).toEqual([]);
    expect(tooRareOfClusters({}, 99, 50).length).toBeGreaterThan(10);
    expect(tooRareOfClusters({ surge: 9 }, 1_000)).toContain(
      'of clusters, surge occurred 9 times in 1000 days; at least 10 are wanted',
    );
  });
});

describe('shrinking a cluster’s run', () => {
  it('leaves only what the failure needs', async () => {
    const options = { ...aClusterDay({ cluster: { hasAlarm: true }, faults: allFaults }), dayCount: 3 };
    const shrunk = await shrink(options, 'removed-unfit', {
      ...CLUSTERS,
      run: failingUnderSurge('removed-unfit'),
    });
    expect(shrunk?.options).toMatchObject({ dayCount: 1, faults: { surge: 0.3 } });
    expect(Object.keys(shrunk?.options.faults ?? {})).toEqual(['surge']);
    expect(ANY_KIND.describe(shrunk?.options ?? options)).toContain(
      'a cluster, 1 day after 0 that are known; surge 0.3',
    );
  });
});
