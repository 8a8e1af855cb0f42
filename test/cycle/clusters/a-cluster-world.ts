// A world with one managed cluster, and the ports that cycles look at it through: the simulated MemoryDB and CloudWatch, with
// a state table in memory.
import { GIB, MINUTE_MS } from '../../../lib/core/units.ts';
import { runCycle } from '../../../lib/cycle/run-cycle.ts';
import type { ClusterSpec } from '../../../lib/sim/memorydb/cluster-state.ts';
import type { MemoryDbOptions } from '../../../lib/sim/memorydb/memorydb.ts';
import { createSimAnnouncer } from '../../../lib/sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../../../lib/sim/ports/sim-calendar-store.ts';
import {
  createSimClusterReader,
  createSimClusterWriter,
  createSimNodeMetrics,
} from '../../../lib/sim/ports/sim-clusters.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';
import { MEMORYDB_CLUSTER } from '../../../lib/targets/memorydb-cluster/memorydb-cluster.ts';
import { KEPT_CLUSTERS } from '../../../lib/targets/memorydb-cluster/ports/kept-clusters.ts';
import { createMemoryStateStoreOf } from '../../build/memory-state-store.ts';

/** A Wednesday. */
export const T0_MS = Date.parse('2026-03-04T12:00:00Z');
export const CACHE = 'cache';
export const TAGS = { 'spillway:managed': 'true', 'spillway:shards-max': '8' };

export interface ClusterWorld {
  readonly world: World;
  readonly ports: ReturnType<typeof portsOver>;
  /** One cycle now. */
  readonly cycle: (trigger?: string) => ReturnType<typeof runOne>;
  readonly pass: (minutes: number) => Promise<void>;
  /** A cycle every so many minutes for so long; the kinds of what was decided, each once in a row. */
  readonly live: (minutes: number, apart?: number) => Promise<readonly string[]>;
  readonly shards: () => number;
}

/** Two shards of 10 GiB, with ten minutes of metrics. */
export async function aClusterWorld(
  spec: Partial<ClusterSpec> = {},
  memoryDb: MemoryDbOptions = {},
): Promise<ClusterWorld> {
  const world = createWorld({ startMs: T0_MS, memoryDb });
  world.memoryDb.addCluster({ name: CACHE, shardCount: 2, nodeBytes: 10 * GIB, tags: TAGS, ...spec });
  const ports = portsOver(world);
  const pass = (minutes: number) => world.runUntil(world.clock.nowMs() + minutes * MINUTE_MS);
  await pass(10);
  return {
    world,
    ports,
    cycle: (trigger) => runOne(ports, trigger),
    pass,
    live: async (minutes, apart = 1) => {
      const kinds: string[] = [];
      for (let minute = 0; minute < minutes; minute += apart) {
        const result = await runOne(ports);
        const kind = result.kind === 'decided' ? result.plan.kind : result.kind;
        if (kinds.at(-1) !== kind) kinds.push(kind);
        await pass(apart);
      }
      return kinds;
    },
    shards: () => world.memoryDb.describe(CACHE).shards.length,
  };
}

function runOne(ports: ReturnType<typeof portsOver>, trigger = 'tick') {
  return runCycle(MEMORYDB_CLUSTER, { name: CACHE, trigger }, ports);
}

function portsOver(world: World) {
  return {
    clusterReader: createSimClusterReader(world),
    clusterWriter: createSimClusterWriter(world),
    nodeMetrics: createSimNodeMetrics(world),
    stateStore: createMemoryStateStoreOf(KEPT_CLUSTERS),
    announcer: createSimAnnouncer(world),
    calendars: createSimCalendarStore(world),
    clock: world.clock,
  };
}
