// Options → the world of a cluster's run: its cluster, and what it is given to hold. Faults are set upon it elsewhere.
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { fillingAlarm } from '../../../sim/aws/filling-alarm.ts';
import type { HeavySlot } from '../../../sim/memorydb/cluster-state.ts';
import { SLOT_COUNT } from '../../../sim/memorydb/slots.ts';
import { createRandom } from '../../../sim/random.ts';
import { createWorld, type World } from '../../../sim/world.ts';
import { MANAGED_TAG } from '../../../targets/memorydb-cluster/domain/cluster.ts';
import type { FrameTimes } from '../../world/run-frame.ts';
import type { ClusterRunOptions } from '../options/cluster-options.ts';
import { createHeld, type Held, type HeldSurge } from './held.ts';

export const CLUSTER_NAME = 'cache';

/** Runs begin on a Monday, at midnight UTC: the working days before it are days like it. */
export const CLUSTER_START_MS = Date.parse('2026-11-16T00:00:00Z');

/** Cycles look back an hour; metrics may be late. */
const METRICS_KEPT_MS = 2 * HOUR_MS;

/** The last faults end so long before the end: a slow resharding, two of the usual ones, and the pause of a refusal lie in it. */
const CALM_MS = 6 * HOUR_MS;

/** Days before the first: a week, less the day that is like none. */
const PAST_DAYS = 6;

/** How busy primaries are, how far replicas behind, and what the faults make of them. */
const CPU_PERCENT = 30;
export const BUSY_PERCENT = 96;
const IN_STEP_SECONDS = 0.2;
const BEHIND_SECONDS = 40;

/** What the faults make of the world while it runs; mutable, and theirs alone. */
export interface ClusterWeather {
  /** A resharding that begins now takes so many times as long. */
  reshardFactor: number;
  busySinceMs?: number | undefined;
  behindSinceMs?: number | undefined;
  silentSinceMs?: number | undefined;
}

export interface ClusterDay {
  readonly world: World;
  readonly weather: ClusterWeather;
  /** What there is to hold, and what there was on the days before. */
  readonly held: Held;
  readonly pastHeld: Held;
}

export function clusterTimesOf({ dayCount }: Pick<ClusterRunOptions, 'dayCount'>): FrameTimes {
  const endMs = CLUSTER_START_MS + dayCount * DAY_MS;
  return { startMs: CLUSTER_START_MS, endMs, calmFromMs: endMs - CALM_MS };
}

export function createClusterDay(options: ClusterRunOptions): ClusterDay {
  const { cluster, dayCount, seed, load } = options;
  const weather: ClusterWeather = { reshardFactor: 1 };
  const world = createWorld({
    startMs: CLUSTER_START_MS,
    seed,
    metricsKeptMs: METRICS_KEPT_MS,
    memoryDb: {
      metricsDelayMs: cluster.metricsDelaySeconds * SECOND_MS,
      snapshotMs: cluster.snapshotMinutes * MINUTE_MS,
      nodesPerCluster: cluster.nodesPerCluster,
      reshardMs: (movedBytes) => Math.round(weather.reshardFactor * reshardMsOf(options, movedBytes)),
    },
  });
  const random = createRandom(seed).fork('held-days');
  const { nodeGiB } = cluster;
  const given = { nodeGiB, random };
  const startMs = CLUSTER_START_MS - PAST_DAYS * DAY_MS;
  const pastHeld = createHeld(load, { ...given, startMs, dayCount: PAST_DAYS, surges: [] });
  const held = createHeld(load, {
    ...given,
    startMs: CLUSTER_START_MS,
    dayCount,
    surges: surgesOf(options),
  });
  world.memoryDb.addCluster({
    name: CLUSTER_NAME,
    shardCount: cluster.shardsStart,
    replicaCount: cluster.replicas,
    nodeType: cluster.nodeType,
    nodeBytes: nodeGiB * GIB,
    snapshotWindow: cluster.snapshotWindow,
    maintenanceWindow: cluster.maintenanceWindow,
    tags: { ...cluster.tags, [MANAGED_TAG]: 'true' },
    bytesAt: held.bytesAt,
    cpuPercentAt: () => (weather.busySinceMs === undefined ? CPU_PERCENT : BUSY_PERCENT),
    replicaLagSecondsAt: () => (weather.behindSinceMs === undefined ? IN_STEP_SECONDS : BEHIND_SECONDS),
    heavy: heavyOf(options),
  });
  if (cluster.hasAlarm) world.alarms.put(fillingAlarm());
  return { world, weather, held, pastHeld };
}

/** From the call until the cluster is available again, in fair weather. */
export function reshardMsOf({ cluster }: Pick<ClusterRunOptions, 'cluster'>, movedBytes: number): number {
  return cluster.reshardMinutes * MINUTE_MS + (movedBytes / GIB) * cluster.reshardSecondsPerGiB * SECOND_MS;
}

function heavyOf({ cluster: { hotShare, hasLargeKey } }: ClusterRunOptions): readonly HeavySlot[] {
  return [
    ...(hotShare > 0 ? [{ slot: 100, share: hotShare }] : []),
    ...(hasLargeKey ? [{ slot: SLOT_COUNT - 1, share: 0.001, isTooLargeToMove: true }] : []),
  ];
}

/** Surges of a run: what comes is known before it begins, so that checks can know what was to come. */
function surgesOf(options: ClusterRunOptions): readonly HeldSurge[] {
  const strength = options.faults.surge;
  if (strength === undefined) return [];
  const { startMs, calmFromMs } = clusterTimesOf(options);
  const chance = createRandom(options.seed).fork('surges');
  return Array.from({ length: Math.ceil(2 * strength * options.dayCount) }, () => {
    const fromMs = startMs + Math.floor((chance.next() * (calmFromMs - startMs)) / MINUTE_MS) * MINUTE_MS;
    const untilMs = Math.min(calmFromMs, fromMs + Math.round(20 + 220 * chance.next()) * MINUTE_MS);
    const rampMs = Math.round(1 + 120 * chance.next()) * MINUTE_MS;
    return { fromMs, untilMs, rampMs, share: 0.2 + strength * chance.next() };
  });
}

export function heldSurgeCountOf(options: ClusterRunOptions): number {
  return surgesOf(options).length;
}
