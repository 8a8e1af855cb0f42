// Seeded days of a cluster with faults: calls whose answers are lost, reads that fail, others who change the cluster, roles that
// move, snapshots, busy hours, a hot slot, a key too large to be moved. What must hold on each is judged by the world's truth.
import { describe, expect, it } from 'vitest';
import { PortError } from '../../../lib/core/errors.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../lib/core/units.ts';
import { holdingsOf } from '../../../lib/sim/memorydb/holdings.ts';
import { createRandom, type Random } from '../../../lib/sim/random.ts';
import { aClusterWorld, CACHE, T0_MS, type ClusterWorld } from './a-cluster-world.ts';

const NODE_BYTES = 10 * GIB;
const TARGET = 60;
const DAYS = 2;
const STEP_MINUTES = 5;
/** The last faults end so long before the end. */
const CALM_MS = 5 * HOUR_MS;

const seen: Record<string, number> = {};
const saw = (what: string) => void (seen[what] = (seen[what] ?? 0) + 1);

/** A night's level, and a day that rises from 14:00 to 20:00, some of it at once, and is gone at midnight. */
function loadOf(random: Random) {
  const [night, rise, jump] = [2 + 4 * random.next(), 30 * random.next() ** 2, 0.15 * random.next()];
  return (atMs: number) => {
    const hour = (atMs % DAY_MS) / HOUR_MS;
    if (hour < 14) return night * GIB;
    return (night + rise * (jump + ((1 - jump) * Math.min(6, hour - 14)) / 6)) * GIB;
  };
}

async function livesThrough(seed: number): Promise<void> {
  const random = createRandom(seed);
  const endMs = T0_MS + DAYS * DAY_MS;
  const isCalm = () => live.world.clock.nowMs() > endMs - CALM_MS;
  const busy = random.fork('busy');
  const busyFromMs = T0_MS + busy.next() * DAY_MS;
  const isHot = random.next() < 0.15;
  const live = await aClusterWorld(
    {
      shardCount: random.integer({ min: 1, max: 4 }),
      replicaCount: random.integer({ min: 0, max: 2 }),
      nodeBytes: NODE_BYTES,
      bytesAt: loadOf(random.fork('load')),
      cpuPercentAt: (atMs) => (atMs > busyFromMs && atMs < busyFromMs + HOUR_MS ? 95 : 30),
      snapshotWindow: '04:00-05:00',
      maintenanceWindow: 'thu:06:00-thu:07:00',
      heavy: [
        ...(isHot ? [{ slot: 12, share: 0.4 }] : []),
        ...(random.next() < 0.15 ? [{ slot: 16_383, share: 0.01, isTooLargeToMove: true }] : []),
      ],
    },
    { snapshotMs: 30 * MINUTE_MS, metricsDelayMs: MINUTE_MS },
  );
  interfere(live, random.fork('faults'), isCalm);
  const others = random.fork('others');
  while (live.world.clock.nowMs() < endMs) {
    if (!isCalm() && others.next() < 0.01) meddle(live, others);
    await live.cycle().catch((error: unknown) => {
      if (!(error instanceof PortError)) throw error;
      saw('look failed');
    });
    await live.pass(STEP_MINUTES);
  }
  mustHaveRecovered(live, isHot);
}

/** Somebody else's doing. */
function meddle({ world, shards }: ClusterWorld, chance: Random): void {
  const draw = chance.next();
  const { memoryDb } = world;
  if (draw < 0.4)
    return memoryDb.moveRole({ name: CACHE, shardNumber: memoryDb.describe(CACHE).shards[0]?.number ?? 1 });
  if (memoryDb.describe(CACHE).status !== 'available') return;
  saw('changed by others');
  if (draw < 0.7) memoryDb.occupy(CACHE, 40 * MINUTE_MS);
  else
    memoryDb.updateShards({
      name: CACHE,
      shardCount: shards() === 1 ? 2 : shards() + (draw < 0.85 ? 1 : -1),
    });
}

/** Each call of ours is judged as it is sent, and may then go astray. */
function interfere({ world, ports }: ClusterWorld, chance: Random, isCalm: () => boolean): void {
  const strikes = (share: number) => !isCalm() && chance.next() < share;
  const { readCluster } = ports.clusterReader;
  ports.clusterReader.readCluster = (name) =>
    strikes(0.02)
      ? Promise.reject(new PortError('memorydb:DescribeClusters', 'InternalFailure', 'failed'))
      : readCluster(name);
  const { readNodes } = ports.nodeMetrics;
  ports.nodeMetrics.readNodes = async (query) => {
    const told = await readNodes(query);
    if (!strikes(0.02)) return told;
    saw('a node was silent');
    return told.map((one) =>
      one.ok
        ? { ...one, value: one.value.map((node, i) => (i === 0 ? { ...node, minutes: [] } : node)) }
        : one,
    );
  };
  const { updateShards, updateReplicas } = ports.clusterWriter;
  ports.clusterWriter.updateShards = async (change) => {
    judge(world, change.shardCount);
    return astray(() => updateShards(change));
  };
  ports.clusterWriter.updateReplicas = async (change) => {
    mustTakeChanges(world);
    saw('replicas');
    return astray(() => updateReplicas(change));
  };
  async function astray<T>(send: () => Promise<T>): Promise<T | { kind: 'unknown'; message: string }> {
    if (strikes(0.1)) return { kind: 'unknown', message: 'never arrived' };
    const outcome = await send();
    if (!strikes(0.1)) return outcome;
    saw('answer lost');
    return { kind: 'unknown', message: 'no answer' };
  }
}

function mustTakeChanges({ memoryDb, clock }: ClusterWorld['world']): void {
  expect(memoryDb.describe(CACHE).status).toBe('available');
  const minutes = (clock.nowMs() % DAY_MS) / MINUTE_MS;
  expect(minutes >= 240 && minutes < 300, 'in the snapshot window').toBe(false);
  const isThursday = Math.floor(clock.nowMs() / DAY_MS) % 7 === 0;
  expect(isThursday && minutes >= 360 && minutes < 420, 'in the maintenance window').toBe(false);
}

function judge(world: ClusterWorld['world'], shardCount: number): void {
  mustTakeChanges(world);
  const cluster = world.memoryDb.describe(CACHE);
  const nowMs = world.clock.nowMs();
  expect(cluster.cpuPercentAt(nowMs - 2 * MINUTE_MS), 'busier than AWS advises').toBeLessThanOrEqual(80);
  expect(shardCount).toBeLessThanOrEqual(8);
  if (shardCount > cluster.shards.length) return saw('grown');
  saw('shrunk');
  expect(shardCount).toBe(cluster.shards.length - 1);
  const held = holdingsOf(cluster, nowMs - MINUTE_MS).map(({ usedBytes }) => usedBytes);
  const all = held.reduce((sum, one) => sum + one, 0);
  for (const leaving of held)
    expect(shardCount * NODE_BYTES - (all - leaving), 'free for what leaves').toBeGreaterThanOrEqual(
      1.5 * leaving,
    );
  expect(Math.min(...cluster.shards.map(({ nodeNames }) => nodeNames.length))).toBeGreaterThan(1);
}

function mustHaveRecovered({ world, shards }: ClusterWorld, isHot: boolean): void {
  const cluster = world.memoryDb.describe(CACHE);
  const fullest = Math.max(...holdingsOf(cluster, world.clock.nowMs()).map(({ usedBytes }) => usedBytes));
  const fewest = Math.min(...cluster.shards.map(({ nodeNames }) => nodeNames.length));
  expect(fewest, 'nodes of a shard').toBeGreaterThan(1);
  if (!isHot && shards() < 8) expect((100 * fullest) / NODE_BYTES).toBeLessThanOrEqual(TARGET + 1);
}

describe('seeded days of a cluster', () => {
  it.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    '%i: no call that AWS refuses or that data does not allow',
    async (seed) => {
      await livesThrough(seed);
    },
    120_000,
  );

  it('had what they are for', () => {
    for (const what of [
      'grown',
      'shrunk',
      'replicas',
      'answer lost',
      'changed by others',
      'a node was silent',
      'look failed',
    ])
      expect(seen[what] ?? 0, what).toBeGreaterThan(0);
  });
});

describe('a day that rises as days do', () => {
  it.each([8, 16, 24, 32])('by %i GiB: no write is refused', async (rise) => {
    const bytesAt = (atMs: number) => {
      const hour = (atMs % DAY_MS) / HOUR_MS;
      return (4 + (hour < 14 ? 0 : (rise * Math.min(6, hour - 14)) / 6)) * GIB;
    };
    const { live, world } = await aClusterWorld(
      { nodeBytes: NODE_BYTES, bytesAt },
      { snapshotMs: 30 * MINUTE_MS },
    );
    await live(24 * 60, STEP_MINUTES);
    expect(world.memoryDb.refusedBytes(CACHE)).toBe(0);
  });
});
