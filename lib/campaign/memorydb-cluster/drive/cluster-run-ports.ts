// The ports of a cluster's run before interference: the simulated ones, with what CloudWatch leaves out or tells late, a
// journal that keeps nothing, and an announcer that keeps what is in Attention. What was learned of days before stands in the
// item from the start.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { createSimAnnouncer } from '../../../sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../../../sim/ports/sim-calendar-store.ts';
import {
  createSimClusterReader,
  createSimClusterWriter,
  createSimNodeMetrics,
} from '../../../sim/ports/sim-clusters.ts';
import { createSimStateStoreOf } from '../../../sim/ports/sim-state-store.ts';
import { NOTHING_LEARNED } from '../../../targets/memorydb-cluster/domain/learned.ts';
import type { ClusterPorts } from '../../../targets/memorydb-cluster/ports/cluster-ports.ts';
import { KEPT_CLUSTERS } from '../../../targets/memorydb-cluster/ports/kept-clusters.ts';
import type { ClusterRun } from '../world/cluster-run.ts';
import { CLUSTER_NAME } from '../world/create-cluster-day.ts';
import { asToldLately } from './told-lately.ts';

export type ClusterRunPorts = Omit<ClusterPorts, 'clock'>;

/** `onAttention` hears which kinds of trouble of the cluster the tick shows. */
export async function createClusterRunPorts(
  run: ClusterRun,
  onAttention: (kinds: readonly string[]) => void,
): Promise<ClusterRunPorts> {
  const { world } = run;
  const store = createSimStateStoreOf(KEPT_CLUSTERS, world);
  await teach(run, store);
  return {
    clusterReader: createSimClusterReader(world),
    clusterWriter: createSimClusterWriter(world),
    nodeMetrics: asToldLately(run, createSimNodeMetrics(world)),
    calendars: createSimCalendarStore(world),
    stateStore: { ...store, writeJournal: () => Promise.resolve() },
    announcer: {
      ...createSimAnnouncer(world),
      publishClusterMetrics: () => undefined,
      announce: () => Promise.resolve(),
      publishAttention(entries) {
        onAttention(entries.filter(({ target }) => target === CLUSTER_NAME).map(({ kind }) => kind));
      },
    },
  };
}

/** Somebody has watched the cluster for so many days: each of them, and the weekend, as it would have been learned. */
async function teach(
  { options, pastHeld, times, nowMs }: ClusterRun,
  store: ClusterRunPorts['stateStore'],
): Promise<void> {
  if (options.daysKnown === 0) return;
  // A Monday: the weekend lies between it and the working days that are like it.
  const fromMs = times.startMs - (options.daysKnown + 2) * DAY_MS;
  const hours = Array.from({ length: (times.startMs - fromMs) / HOUR_MS }, (_, i) => {
    const atMs = fromMs + i * HOUR_MS;
    return {
      hour: atMs / HOUR_MS,
      usedBytes: Math.round(pastHeld.mostBetween(atMs, atMs + HOUR_MS - MINUTE_MS)),
    };
  });
  const answer = await store.takeLease({
    name: CLUSTER_NAME,
    owner: 'past',
    nowMs: nowMs(),
    durationMs: MINUTE_MS,
    impossibleAfterMs: Number.POSITIVE_INFINITY,
  });
  if (answer.kind === 'taken')
    await store.giveBack(answer.lease, {
      learned: { ...NOTHING_LEARNED, memory: { hours }, change: { seen: [], knownSinceMs: fromMs } },
    });
}
