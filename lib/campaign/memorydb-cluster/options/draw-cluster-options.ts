// A seed → the options of one cluster's run. Each part draws from a fork of its own, so that a part added later leaves the
// others.
import { createRandom, type Random } from '../../../sim/random.ts';
import { drawFaults, RESOURCE_BITING, RESOURCE_FAULT_SHARES } from '../../options/draw-faults.ts';
import { oneOf, rounded } from '../../options/draws.ts';
import { CLUSTER_FAULT_NAMES, type ClusterFaultName } from './cluster-fault-names.ts';
import type { ClusterLoadOptions, ClusterOptions, ClusterRunOptions } from './cluster-options.ts';

/** Options of the cluster's run with this seed. */
export function drawClusterOptions(seed: number): ClusterRunOptions {
  // A world's chance has 32 bits: what tells the kinds apart is above them.
  const random = createRandom(seed).fork('cluster');
  const load = drawLoad(random.fork('load'));
  return {
    kind: 'memorydb-cluster',
    seed,
    dayCount: oneOf(random.fork('days'), [1, 1, 2, 2, 3]),
    cluster: drawCluster(random.fork('cluster'), load),
    load,
    daysKnown: oneOf(random.fork('days-known'), [0, 1, 2, 3, 3]),
    faults: drawFaults<ClusterFaultName>(random.fork('faults'), {
      names: CLUSTER_FAULT_NAMES,
      biting: new Set(RESOURCE_BITING),
      shares: RESOURCE_FAULT_SHARES,
    }),
  };
}

function drawLoad(random: Random): ClusterLoadOptions {
  return {
    shape: oneOf(random, ['filling', 'filling', 'filling', 'kept', 'steps', 'waves']),
    peakShards: rounded(0.6 + 4 * random.next() ** 1.5),
    nightShare: oneOf(random, [0.02, 0.1, 0.3]),
    emptiedHour: oneOf(random, [17, 20, 22, 22]),
    daysDiffer: oneOf(random, [0, 0.1, 0.3]),
  };
}

/** `spillway:memory-target` where no tag says. */
const TARGET_DEFAULT_PERCENT = 60;

function drawCluster(random: Random, { peakShards, nightShare }: ClusterLoadOptions): ClusterOptions {
  const [isSmall, isRaised, targetTag] = [random.next() < 0.12, random.next() < 0.2, random.next() < 0.4];
  const target = targetTag ? oneOf(random, ['50', '70', '75']) : undefined;
  const atPeak = (100 * peakShards) / Number(target ?? TARGET_DEFAULT_PERCENT);
  const shardsMax = Math.max(2, Math.ceil(isSmall ? peakShards : 2 * atPeak));
  const shardsMin = isRaised ? Math.max(1, Math.floor(shardsMax / 4)) : 1;
  const start = Math.ceil(atPeak * oneOf(random, [nightShare, nightShare, nightShare, 0.5, 1.6]));
  const replicas = oneOf(random, [1, 1, 1, 2]);
  const shardsStart = Math.min(shardsMax, Math.max(shardsMin, start));
  const isBound = random.next() < 0.08;
  return {
    shardsStart,
    replicas,
    nodeType: oneOf(random, ['db.r7g.xlarge', 'db.r7g.xlarge', 'db.r7g.large']),
    nodeGiB: oneOf(random, [5, 10, 10, 40]),
    reshardMinutes: oneOf(random, [4, 8, 15, 15, 25]),
    reshardSecondsPerGiB: oneOf(random, [0, 10, 30]),
    metricsDelaySeconds: oneOf(random, [0, 20, 60, 90]),
    snapshotWindow: oneOf(random, ['05:00-06:00', '05:00-06:00', '22:30-23:30', '11:00-12:00']),
    maintenanceWindow: oneOf(random, ['sun:03:00-sun:04:00', 'sun:03:00-sun:04:00', 'mon:13:00-mon:14:30']),
    snapshotMinutes: oneOf(random, [0, 5, 20]),
    nodesPerCluster: isBound ? (shardsStart + 1) * (replicas + 1) : 90,
    hotShare: random.next() < 0.12 ? oneOf(random, [0.1, 0.3, 0.6]) : 0,
    hasLargeKey: random.next() < 0.1,
    hasAlarm: random.next() < 0.6,
    tags: {
      'spillway:shards-max': String(shardsMax),
      ...(shardsMin > 1 && { 'spillway:shards-min': String(shardsMin) }),
      ...(target !== undefined && { 'spillway:memory-target': target }),
      ...(random.next() < 0.25 && { 'spillway:replicas-min': oneOf(random, ['1', '2']) }),
    },
  };
}
