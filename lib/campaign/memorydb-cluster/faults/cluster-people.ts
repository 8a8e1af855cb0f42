// What people and other tools do to the cluster from outside, and put right again before the calm. When they do it:
// ../../faults/meddling.ts.
import { HOUR_MS } from '../../../core/units.ts';
import type { Random } from '../../../sim/random.ts';
import { MANAGED_TAG } from '../../../targets/memorydb-cluster/domain/cluster.ts';
import { meddleBetweenCalls, scheduleMeddling, type Deed, type Meddling } from '../../faults/meddling.ts';
import type { ClusterFaultName } from '../options/cluster-fault-names.ts';
import type { ClusterRun } from '../world/cluster-run.ts';
import { CLUSTER_NAME } from '../world/create-cluster-day.ts';

/** What somebody else does may be felt for so long: a resharding that nobody wanted, and the way back from it. */
const FELT_MS = 3 * HOUR_MS;

const DEEDS: { readonly [Name in ClusterFaultName]?: Deed<ClusterRun> } = {
  'shards-changed': (run, chance) => void changeShards(run, chance),
  'replicas-changed': (run, chance) => void changeReplicas(run, chance),
  'bounds-changed': changeBounds,
  'bad-tag': (run, chance) =>
    chance.next() < 0.5
      ? setTag(run, 'spillway:memory-target', 'plenty')
      : setTag(run, 'spillway:shards-max', undefined),
  'dry-run': (run) => setTag(run, 'spillway:mode', 'dry-run'),
  'switched-off': (run) => setTag(run, 'spillway:mode', 'off'),
  'opted-out': (run, chance) => setTag(run, MANAGED_TAG, chance.next() < 0.5 ? undefined : 'false'),
  paused: (run) => setTag(run, 'spillway:pause-until', new Date(run.nowMs() + 10 * HOUR_MS).toISOString()),
};

const MEDDLING: Meddling<ClusterFaultName, ClusterRun> = {
  deeds: DEEDS,
  between: [
    'shards-changed',
    'shards-changed',
    'shards-changed',
    'replicas-changed',
    'switched-off',
    'opted-out',
    'paused',
    'bounds-changed',
  ],
  feltMs: FELT_MS,
};

export function scheduleClusterPeople(run: ClusterRun): void {
  scheduleMeddling(run, MEDDLING, run.times.calmFromMs - HOUR_MS);
}

/** Something happens between two calls of one cycle: what was read is no longer so when it is acted upon. */
export function disturbClusterBetweenCalls(run: ClusterRun, call: 'read' | 'write'): void {
  meddleBetweenCalls(run, MEDDLING, call);
}

/** By one or two, either way. AWS lets anybody remove a shard that does not fit: such a person does not. */
function changeShards(run: ClusterRun, chance: Random): void {
  const { shards, used } = run.moment();
  const by = 1 + Math.floor(2 * chance.next());
  const isFewer = chance.next() < 0.5;
  const fewer = Math.max(1, shards - by);
  const total = used.reduce((sum, bytes) => sum + bytes, 0);
  const fits = fewer < shards && total < 0.8 * fewer * run.nodeBytes;
  run.world.memoryDb.updateShards({
    name: CLUSTER_NAME,
    shardCount: isFewer && fits ? fewer : shards + by,
  });
}

function changeReplicas(run: ClusterRun, chance: Random): void {
  const { replicas } = run.moment();
  const now = Math.max(...replicas);
  const more = chance.next() < 0.5 ? now + 1 : now - 1;
  run.world.memoryDb.updateReplicas({ name: CLUSTER_NAME, replicaCount: Math.max(0, Math.min(3, more)) });
}

function changeBounds(run: ClusterRun, chance: Random): () => void {
  const { shards } = run.moment();
  const max = Number(run.options.cluster.tags['spillway:shards-max']);
  return chance.next() < 0.5
    ? setTag(run, 'spillway:shards-max', String(Math.max(1, Math.round(max * (0.3 + chance.next())))))
    : setTag(run, 'spillway:shards-min', String(Math.max(1, Math.min(max, shards))));
}

function setTag(run: ClusterRun, tag: string, value: string | undefined): () => void {
  const { memoryDb } = run.world;
  const before = tag === MANAGED_TAG ? 'true' : run.options.cluster.tags[tag];
  const put = (text: string | undefined) => {
    if (text === undefined) memoryDb.removeTags(CLUSTER_NAME, [tag]);
    else memoryDb.putTags(CLUSTER_NAME, { [tag]: text });
  };
  put(value);
  return () => put(before);
}
