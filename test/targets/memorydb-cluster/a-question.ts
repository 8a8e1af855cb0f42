// Builders of what is asked about a cluster: four shards at rest, each with one replica in step and half full.
import type { Cluster, ClusterMinute, Shard } from '../../../lib/targets/memorydb-cluster/domain/cluster.ts';
import { NOTHING_LEARNED, type Learned } from '../../../lib/targets/memorydb-cluster/domain/learned.ts';
import type { Question } from '../../../lib/targets/memorydb-cluster/domain/plan.ts';
import type { ClusterPolicy } from '../../../lib/targets/memorydb-cluster/domain/policy.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { deepFreeze } from '../../build/freeze.ts';

/** A Wednesday, noon. */
export const NOW_MS = Date.parse('2026-03-04T12:00:00Z');

/** What each node has for data. */
export const NODE_BYTES = 10 * GIB;

export const POLICY: ClusterPolicy = {
  mode: 'act',
  calendar: 'default',
  shardsMin: 1,
  shardsMax: 16,
  replicasMin: 1,
  memoryTargetPercent: 60,
};

export function aShard(
  name: string,
  memoryPercent: number,
  change: Partial<Shard> & { readonly cpuPercent?: number } = {},
): Shard {
  const { cpuPercent = 20, ...shard } = change;
  return {
    name,
    nodeCount: 2,
    replicaLagMs: 0,
    primary: {
      nodeName: `feed-${name}-001`,
      atMs: NOW_MS - 2 * MINUTE_MS,
      memoryPercent,
      usedBytes: (NODE_BYTES * memoryPercent) / 100,
      cpuPercent,
    },
    ...shard,
  };
}

/** Shards by how full each primary is. */
export function shardsAt(...percents: readonly number[]): readonly Shard[] {
  return percents.map((percent, i) => aShard(String(i + 1).padStart(4, '0'), percent));
}

/** The last hour; `usedBytes` by minutes ago, from 60 to 1. */
export function anHour(usedBytes: (minutesAgo: number) => number): readonly ClusterMinute[] {
  return Array.from({ length: 60 }, (_, i) => ({
    atMs: NOW_MS - (60 - i) * MINUTE_MS,
    usedBytes: usedBytes(60 - i),
  }));
}

export function aCluster(change: Partial<Cluster> = {}): Cluster {
  const shards = change.shards ?? shardsAt(50, 50, 50, 50);
  const used = shards.reduce((sum, { primary }) => sum + (primary?.usedBytes ?? 0), 0);
  return {
    name: 'feed',
    status: 'available',
    nodeType: 'db.r6g.xlarge',
    maintenanceWindow: 'sun:03:00-sun:04:00',
    snapshotWindow: '05:00-06:00',
    minutes: anHour(() => used),
    evictions: 0,
    tags: {},
    ...change,
    shards,
  };
}

/** Looked at for weeks, and each look of the last two hours has shown that one shard of so many is too many. */
export function proved(shards: number, change: Partial<Learned> = {}): Learned {
  return {
    ...NOTHING_LEARNED,
    change: { seen: [], knownSinceMs: NOW_MS - 30 * DAY_MS },
    fits: { sinceMs: NOW_MS - 2 * HOUR_MS, shards },
    settledShards: shards,
    ...change,
  };
}

export function aQuestion(
  change: {
    readonly cluster?: Partial<Cluster>;
    readonly policy?: Partial<ClusterPolicy>;
    readonly learned?: Learned;
    readonly nowMs?: number;
    readonly operatorTarget?: number;
  } = {},
): Question {
  const { operatorTarget } = change;
  return deepFreeze({
    cluster: aCluster(change.cluster),
    policy: { ok: true as const, policy: { ...POLICY, ...change.policy } },
    learned: change.learned ?? NOTHING_LEARNED,
    calendar: { timeZone: 'UTC', holidays: [], halfDays: [] },
    nowMs: change.nowMs ?? NOW_MS,
    ...(operatorTarget !== undefined && { operatorTarget }),
  });
}
