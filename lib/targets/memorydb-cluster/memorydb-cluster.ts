// The third kind of target: a MemoryDB cluster, whose shards are added before its primaries are full, and taken only where
// what they hold fits elsewhere. All that the cycle is told of it; each part stands in a folder of its own.
import type { Outcome } from '../../core/outcome.ts';
import { eachSettled } from '../../ports/settled.ts';
import { troublesAfter } from '../../sharded/troubles-after.ts';
import type { Aftermath, Target, TargetTypes } from '../target.ts';
import { lastLookAtCluster } from './act/last-look.ts';
import { decideSafely } from './decide/decide-safely.ts';
import { effectOf } from './decide/effect-of.ts';
import { learn } from './decide/learn/learn.ts';
import { remember } from './decide/learn/remember.ts';
import { FRESH_MS } from './decide/limits.ts';
import { whyUnsafe } from './decide/why-unsafe.ts';
import { holdingOf, MANAGED_TAG } from './domain/cluster.ts';
import type { ClusterLearned } from './domain/learned.ts';
import type { ClusterAction, ClusterDetails, Plan } from './domain/plan.ts';
import { parseClusterPolicy, type ClusterPolicy } from './domain/policy.ts';
import { observeEach, type ClusterSeen, type FoundCluster } from './observe/observe.ts';
import type { ClusterPorts } from './ports/cluster-ports.ts';

export interface MemorydbCluster extends TargetTypes {
  readonly found: FoundCluster;
  readonly policy: ClusterPolicy;
  readonly learned: ClusterLearned;
  readonly observed: ClusterSeen;
  readonly seen: ClusterSeen;
  readonly plan: Plan;
  readonly action: ClusterAction;
  readonly clue: never;
  readonly aftermath: Aftermath;
  readonly details: ClusterDetails;
  readonly ports: ClusterPorts;
}

const CLUSTERS_AT_ONCE = 10;

/** What is known of a call before it is made. */
const MAY_HAVE_BEEN_SENT: Outcome = {
  kind: 'unknown',
  message: 'the cycle ended between the call and its record',
};

export const MEMORYDB_CLUSTER: Target<MemorydbCluster> = {
  listManaged: ({ clusterReader }) => clusterReader.listManagedClusters(),
  async *seekManaged({ clusterReader }) {
    for await (const page of clusterReader.listManagedClusters()) yield page.map(({ name }) => ({ name }));
  },
  // AWS tells of one cluster a call, and of its tags in another.
  findEach: (sought, { clusterReader }) =>
    eachSettled(sought, CLUSTERS_AT_ONCE, async ({ name }) => {
      const cluster = await clusterReader.readCluster(name);
      return cluster && { name, tags: cluster.tags, summary: cluster };
    }),
  nameOf: ({ name }) => name,
  isManaged: ({ tags }) => tags[MANAGED_TAG] === 'true',
  policyOf: ({ tags }) => parseClusterPolicy(tags),

  observe: (looks, ports) =>
    observeEach(
      looks.map(({ found, state: { learned }, operatorTarget }) => ({
        found,
        policy: parseClusterPolicy(found.tags),
        learned,
        ...(operatorTarget !== undefined && { operatorTarget }),
      })),
      ports,
    ),
  learn: (seen) => ({ ...seen, learned: learn(seen) }),
  // At the moment of the look: what is decided and what is checked are of one moment.
  decide: ({ seen, heldFor = seen.heldFor }) => decideSafely({ ...seen, ...(heldFor && { heldFor }) }),
  actionsOf: ({ plan }) => plan.actions.map(({ action, reason }) => ({ action, reason })),
  effectOf,
  whyUnsafe: (action, { seen }) => whyUnsafe(action, seen)?.text,
  // A change that was made and never written down would be taken for somebody else's, and how it ended for nobody's.
  foresee: ({ plan, seen, nowMs }) =>
    remember(
      seen.learned,
      plan.actions.map(({ action }) => ({ action, outcome: MAY_HAVE_BEEN_SENT })),
      { nowMs, usedBytes: usedBytesOf(seen) },
    ),
  lastLook: lastLookAtCluster,
  // Once; what AWS answers is an outcome.
  send: (action, { seen: { cluster } }, { clusterWriter }) => {
    const { name: clusterName } = cluster;
    return action.kind === 'set-shards'
      ? clusterWriter.updateShards({ clusterName, shardCount: action.shards })
      : clusterWriter.updateReplicas({ clusterName, replicaCount: action.replicas });
  },
  // Nothing runs out while a cluster is not looked at.
  keepUp: ({ state: { learned } }) => Promise.resolve(learned),
  followUp: () => Promise.resolve({}),

  troublesAfter: ({ done, ...carried }) =>
    troublesAfter({ ...carried, outcomes: done.map(({ outcome }) => outcome) }),
  remember: ({ seen, done, nowMs }) =>
    seen.unread ?? remember(seen.learned, done, { nowMs, usedBytes: usedBytesOf(seen) }),
  detailsOf: (plan) => ({ ...(plan && { gauges: plan.gauges }) }),
  remarksOf: ({ gauges }) => ({ gauges }),
  publish: ({ name, plan }, { announcer }) => {
    announcer.publishClusterMetrics(name, plan.gauges);
  },
};

function usedBytesOf({ cluster, nowMs }: ClusterSeen): number | undefined {
  return holdingOf(cluster, nowMs - FRESH_MS)?.usedBytes;
}
