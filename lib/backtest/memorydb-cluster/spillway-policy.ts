// Spillway itself: learn, decide and remember as they are deployed, with replicas in step and primaries that are not busy.
import { APPLIED } from '../../core/outcome.ts';
import { GIB, MINUTE_MS } from '../../core/units.ts';
import { decideSafely } from '../../targets/memorydb-cluster/decide/decide-safely.ts';
import { learn } from '../../targets/memorydb-cluster/decide/learn/learn.ts';
import { remember } from '../../targets/memorydb-cluster/decide/learn/remember.ts';
import type { Cluster } from '../../targets/memorydb-cluster/domain/cluster.ts';
import { NOTHING_LEARNED, type Learned } from '../../targets/memorydb-cluster/domain/learned.ts';
import type { Held } from './held.ts';
import type { ModelCluster } from './model-cluster.ts';
import type { ClusterScenario } from './scenario.ts';

/** As much as a look reads of CloudWatch. */
const MINUTES_READ = 60;

/** How busy each primary is taken to be. */
const CPU_PERCENT = 20;

/** Shards to ask for in that minute; `undefined` for none. */
export type ClusterPolicy = (minute: number, model: ModelCluster) => number | undefined;

export function spillwayPolicy(
  scenario: ClusterScenario,
  held: Held,
  memoryTargetPercent: number,
): ClusterPolicy {
  const { shards, replicas, timeZone } = scenario;
  const policy = {
    mode: 'act' as const,
    calendar: 'default',
    shardsMin: shards.min,
    shardsMax: shards.max,
    replicasMin: replicas,
    memoryTargetPercent,
  };
  let learned: Learned = NOTHING_LEARNED;
  let nextLookAtMs = Number.NEGATIVE_INFINITY;
  return (minute, model) => {
    const nowMs = held.startMs + minute * MINUTE_MS;
    if (nowMs < nextLookAtMs || minute === 0) return undefined;
    const question = {
      cluster: clusterAt(minute, { scenario, held, model }),
      policy: { ok: true as const, policy },
      learned,
      calendar: { timeZone, holidays: [], halfDays: [] },
      nowMs,
    };
    learned = learn(question);
    const plan = decideSafely({ ...question, learned });
    nextLookAtMs = plan.nextLookAtMs;
    const action = plan.actions[0]?.action;
    if (action?.kind !== 'set-shards') return undefined;
    const usedBytes = held.bytes[minute - 1];
    learned = remember(learned, [{ action, outcome: APPLIED }], { nowMs, usedBytes });
    return action.shards;
  };
}

/** As the minute before told of it. */
function clusterAt(
  minute: number,
  { scenario, held, model }: { scenario: ClusterScenario; held: Held; model: ModelCluster },
): Cluster {
  const { node, replicas } = scenario;
  const atMs = held.startMs + (minute - 1) * MINUTE_MS;
  const all = held.bytes[minute - 1] ?? 0;
  return {
    name: 'backtest',
    status: model.resharding() ? 'updating' : 'available',
    nodeType: 'db.r7g.xlarge',
    shards: model.shares(minute).map((share, i) => {
      const usedBytes = Math.min(all * share, node.memoryGiB * GIB);
      const memoryPercent = (100 * usedBytes) / (node.memoryGiB * GIB);
      return {
        name: String(i),
        nodeCount: replicas + 1,
        replicaLagMs: 0,
        primary: { nodeName: String(i), atMs, memoryPercent, usedBytes, cpuPercent: CPU_PERCENT },
      };
    }),
    minutes: Array.from({ length: Math.min(MINUTES_READ, minute) }, (_, i) => {
      const past = minute - Math.min(MINUTES_READ, minute) + i;
      return { atMs: held.startMs + past * MINUTE_MS, usedBytes: held.bytes[past] ?? 0 };
    }),
    evictions: 0,
    tags: {},
  };
}
