// The drill of a shard whose primary dies: MemoryDB's own test of a failover, and numbered keys written throughout, so that it is
// seen from outside when writes are taken again, and whether one that was acknowledged is gone. Pure but for the ports.
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import type { DrillPlan } from '../../../drill/drill-plan.ts';
import type { KeyProber } from '../../../targets/memorydb-cluster/ports/failovers.ts';
import type { Drill, Showing } from '../../drill/drill.ts';
import { typedCluster } from '../cluster-words.ts';
import {
  createClusterGlances,
  lookAtCluster,
  type ClusterDrillPorts,
  type ClusterGlance,
  type ClusterSight,
} from './cluster-sight.ts';
import { whyNotShard } from './why-not-shard.ts';

/** A key each second. */
const GLANCE_EVERY_MS = SECOND_MS;

/** Written before anything is broken, so that something acknowledged can be missing. */
const KEYS_BEFORE = 20;

/** "Typically just a few seconds" for the promotion: devguide, autofailover.html. A minute is room for what is not typical. */
const LIMITS = {
  detected: MINUTE_MS,
  writable: MINUTE_MS,
  // AWS gives no time for the recovery of the old primary.
  replaced: 30 * MINUTE_MS,
  caughtUp: 30 * MINUTE_MS,
};

export function memorydbShardDrill(
  { name, shardName }: { readonly name: string; readonly shardName: string },
  first: ClusterSight,
  prober: KeyProber | undefined,
  ports: ClusterDrillPorts,
): Drill<ClusterSight, ClusterGlance> {
  let glance: (() => Promise<ClusterGlance>) | undefined;
  return {
    look: async () => (await lookAtCluster(name, ports, prober)) ?? first,
    plan: (sight) => planShard(name, shardName, sight),
    inject: async ({ events }) => {
      const nothingSent = { kind: 'not-sent', why: 'unread' } as const;
      if (!prober) return { ...nothingSent, message: 'no keys can be written to it' };
      for (let key = 0; key < KEYS_BEFORE; key += 1)
        if (!(await prober.write()))
          return { ...nothingSent, message: 'it does not take keys while nothing is broken' };
      glance = createClusterGlances(name, events, ports, prober);
      return ports.failovers.failOver({ clusterName: name, shardName });
    },
    glance: () => (glance ? glance() : Promise.reject(new Error('nothing was broken yet'))),
    follow: (_, now, earlier) => followShard(now, earlier),
    everyMs: GLANCE_EVERY_MS,
    end: async () => prober?.end(),
  };
}

function planShard(name: string, shardName: string, sight: ClusterSight): DrillPlan {
  return {
    drill: 'memorydb-shard',
    target: typedCluster(name),
    breaks: [
      `fails over shard ${shardName} of ${typedCluster(name)}`,
      'Its writes are refused until a replica has the role of primary; what was acknowledged is in the transaction log, and must be there after.',
    ],
    expected: [
      { moment: 'detected', text: 'a key is not acknowledged, or MemoryDB tells of the failover' },
      { moment: 'writable', text: 'keys are acknowledged again, by the new primary' },
      { moment: 'replaced', text: 'MemoryDB tells that the old primary is recovered' },
      { moment: 'caughtUp', text: 'every key that was acknowledged is read back, the cluster available' },
    ],
    limits: LIMITS,
    whyNot: whyNotShard(shardName, sight),
  };
}

function followShard(now: ClusterGlance, earlier: readonly ClusterGlance[]): Showing {
  const { events, isWritten, acknowledged, found, status } = now;
  const called = events.find(({ kind }) => kind === 'called');
  const moved = events.find(({ kind }) => kind === 'role-moved');
  const recovered = events.find(({ kind }) => kind === 'recovered');
  const wasRefused = earlier.some((one) => !one.isWritten);
  const isBack = isWritten && (wasRefused || moved !== undefined);
  const isAll = found !== undefined && recovered !== undefined && status === 'available';
  return {
    come: {
      ...(!isWritten ? { detected: 'a key was not acknowledged' } : called && { detected: called.message }),
      ...(isBack && { writable: 'a key was acknowledged again' }),
      ...(recovered && { replaced: recovered.message }),
      ...(isAll && { caughtUp: `${found} of ${acknowledged} keys acknowledged are there` }),
    },
    // Of a moment at which nobody answers for the keys nothing can be said.
    ...(found !== undefined && { count: { expected: acknowledged, found } }),
    notes: events.map(({ message, atMs }) => `${message} (${new Date(atMs).toISOString()})`),
  };
}
