// Small runs of a cluster for tests of the campaign itself: a calm hour or two, on Spillway's own target or on one that was
// broken by hand.
import { ALL_CLUSTER_CHECKS } from '../../../lib/campaign/memorydb-cluster/checks/all-cluster-checks.ts';
import {
  EMPTY_CLUSTER_TALLY,
  type ClusterTally,
} from '../../../lib/campaign/memorydb-cluster/checks/cluster-check.ts';
import { runClusterDays } from '../../../lib/campaign/memorydb-cluster/drive/run-cluster-days.ts';
import type {
  ClusterLoadOptions,
  ClusterOptions,
  ClusterRunOptions,
} from '../../../lib/campaign/memorydb-cluster/options/cluster-options.ts';
import {
  createClusterRun,
  type ClusterRun,
} from '../../../lib/campaign/memorydb-cluster/world/cluster-run.ts';
import { countClusterStates } from '../../../lib/campaign/memorydb-cluster/world/count-cluster-states.ts';
import { CLUSTER_START_MS } from '../../../lib/campaign/memorydb-cluster/world/create-cluster-day.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import {
  MEMORYDB_CLUSTER,
  type MemorydbCluster,
} from '../../../lib/targets/memorydb-cluster/memorydb-cluster.ts';
import type { Target } from '../../../lib/targets/target.ts';

const CALM_CLUSTER: ClusterOptions = {
  shardsStart: 4,
  replicas: 1,
  nodeType: 'db.r7g.xlarge',
  nodeGiB: 10,
  reshardMinutes: 5,
  reshardSecondsPerGiB: 0,
  metricsDelaySeconds: 0,
  snapshotWindow: '20:00-21:00',
  maintenanceWindow: 'sun:03:00-sun:04:00',
  snapshotMinutes: 0,
  nodesPerCluster: 90,
  hotShare: 0,
  hasLargeKey: false,
  hasAlarm: false,
  tags: { 'spillway:shards-max': '16' },
};

/** Level to within a few percent for the first hours of a day. */
const STEADY: ClusterLoadOptions = {
  shape: 'filling',
  peakShards: 1,
  nightShare: 1,
  emptiedHour: 22,
  daysDiffer: 0,
};

export interface ClusterChange {
  readonly cluster?: Partial<ClusterOptions>;
  readonly load?: Partial<ClusterLoadOptions>;
  readonly faults?: ClusterRunOptions['faults'];
  readonly daysKnown?: number;
  readonly seed?: number;
}

/** Four shards, a quarter full. */
export function aClusterDay(change: ClusterChange = {}): ClusterRunOptions {
  const { cluster, load, faults = {}, daysKnown = 0, seed = 7 } = change;
  return {
    kind: 'memorydb-cluster',
    seed,
    dayCount: 1,
    cluster: { ...CALM_CLUSTER, ...cluster },
    load: { ...STEADY, ...load },
    daysKnown,
    faults,
  };
}

export interface LivedThrough {
  readonly found: readonly string[];
  readonly tally: ClusterTally;
  readonly occurred: ReadonlyMap<string, number>;
}

/** Lives through the first minutes of a run, and says which checks failed, each once. `prepare`: what is so from the start. */
export async function foundWithin(
  minutes: number,
  options: ClusterRunOptions,
  target: Target<MemorydbCluster> = MEMORYDB_CLUSTER,
  prepare: (run: ClusterRun) => void = () => undefined,
): Promise<LivedThrough> {
  const day = createClusterRun(options);
  const run = { ...day, times: { ...day.times, endMs: day.times.startMs + minutes * MINUTE_MS } };
  prepare(run);
  const tally: ClusterTally = { ...EMPTY_CLUSTER_TALLY };
  const checks = ALL_CLUSTER_CHECKS.map((create) => create(run, tally));
  await runClusterDays(run, [...checks, countClusterStates(run)], target);
  return {
    found: [...new Set(run.findings.map(({ check }) => check))].sort(),
    tally,
    occurred: run.occurred,
  };
}

/** Asks at each look for so many shards, whatever it sees or is told to, and sends it unread. */
export function reckless(shardsOf: (shards: number, minute: number) => number): Target<MemorydbCluster> {
  return {
    ...MEMORYDB_CLUSTER,
    policyOf(found) {
      const parsed = MEMORYDB_CLUSTER.policyOf(found);
      return { ...parsed, policy: { ...parsed.policy, mode: 'act' } };
    },
    decide(question) {
      const plan = MEMORYDB_CLUSTER.decide(question);
      const minute = (question.nowMs - CLUSTER_START_MS) / MINUTE_MS;
      const from = question.seen.cluster.shards.length;
      const shards = shardsOf(from, minute);
      const action = { kind: 'set-shards', shards, from } as const;
      const actions = shards === from ? [] : [{ action, reason: plan.reason, effect: 'adds' } as const];
      return { ...plan, actions, nextLookAtMs: question.nowMs + MINUTE_MS };
    },
    whyUnsafe: () => undefined,
    lastLook: () => Promise.resolve(undefined),
  };
}

/** Never changes anything. */
export const IDLE: Target<MemorydbCluster> = { ...MEMORYDB_CLUSTER, actionsOf: () => [] };
