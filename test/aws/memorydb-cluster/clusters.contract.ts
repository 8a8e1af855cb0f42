// What every adapter of the cluster ports must do, on a world with clusters: run on the simulated ones, and on AWS's over the
// emulator.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GIB, MINUTE_MS } from '../../../lib/core/units.ts';
import { valueOf } from '../../../lib/ports/settled.ts';
import type { ClusterSpec } from '../../../lib/sim/memorydb/cluster-state.ts';
import { createWorld, type World } from '../../../lib/sim/world.ts';
import type {
  ClusterReader,
  ClusterWriter,
  ListedCluster,
} from '../../../lib/targets/memorydb-cluster/ports/clusters.ts';
import type { NodeMetricsReader } from '../../../lib/targets/memorydb-cluster/ports/node-metrics.ts';

export interface ClusterPorts {
  readonly reader: ClusterReader;
  readonly writer: ClusterWriter;
  readonly nodes: NodeMetricsReader;
  close(): Promise<void>;
}

export const START_MS = Date.parse('2026-11-20T15:00:00Z');
const MANAGED = { 'spillway:managed': 'true', 'spillway:shards-max': '8' };

export function clustersContract(name: string, overWorld: (world: World) => Promise<ClusterPorts>): void {
  describe(`${name} keep the contract`, () => {
    let world: World;
    let ports: ClusterPorts;
    beforeEach(async () => {
      const memoryDb = { reshardMs: () => 10 * MINUTE_MS, nodesPerCluster: 12, snapshotMs: 5 * MINUTE_MS };
      world = createWorld({ startMs: START_MS, memoryDb });
      ports = await overWorld(world);
    });
    afterEach(async () => {
      await ports.close();
    });

    const add = (spec: Partial<ClusterSpec> = {}) =>
      world.memoryDb.addCluster({ name: 'cache', shardCount: 2, tags: MANAGED, ...spec });
    const pass = (minutes: number) => world.runUntil(world.clock.nowMs() + minutes * MINUTE_MS);
    const shardsTo = (shardCount: number, clusterName = 'cache') =>
      ports.writer.updateShards({ clusterName, shardCount });

    it('list the clusters that are managed, page by page, and no streams', async () => {
      add({ name: 'other', tags: { 'spillway:managed': 'false' } });
      world.kinesis.addStream({ name: 'feed', tags: MANAGED });
      for (let index = 0; index < 101; index += 1) add({ name: `c${index}` });
      const all: ListedCluster[] = [];
      for await (const page of ports.reader.listManagedClusters()) all.push(...page);
      expect(all).toHaveLength(101);
      expect(all.find(({ name: one }) => one === 'c100')).toEqual({ name: 'c100', tags: MANAGED });
    });

    it('read a cluster as it is, and none that is not there', async () => {
      add();
      expect(await ports.reader.readCluster('cache')).toEqual({
        name: 'cache',
        status: 'available',
        nodeType: 'db.r6g.xlarge',
        shards: ['0001', '0002'].map((shard) => ({
          name: shard,
          nodeNames: [`cache-${shard}-001`, `cache-${shard}-002`],
        })),
        maintenanceWindow: 'sun:03:00-sun:04:00',
        snapshotWindow: '05:00-06:00',
        tags: MANAGED,
      });
      expect(await ports.reader.readCluster('gone')).toBeUndefined();
      expect(await ports.reader.readSummary('gone')).toBeUndefined();
    });

    it('have no snapshot window where no snapshots are kept', async () => {
      add({ snapshotRetentionDays: 0 });
      expect(await ports.reader.readSummary('cache')).not.toHaveProperty('snapshotWindow');
    });

    it('change the shards, which takes its time, and tell how far it is', async () => {
      add();
      expect(await shardsTo(4)).toEqual({ kind: 'applied' });
      await pass(5);
      expect(await ports.reader.readSummary('cache')).toMatchObject({
        status: 'updating',
        progressPercent: 50,
      });
      await pass(5);
      const after = await ports.reader.readSummary('cache');
      expect(after).toMatchObject({ status: 'available' });
      expect(after?.shards).toHaveLength(4);
      expect(after).not.toHaveProperty('progressPercent');
    });

    it('change the replicas of every shard', async () => {
      add();
      const outcome = await ports.writer.updateReplicas({ clusterName: 'cache', replicaCount: 2 });
      expect(outcome).toEqual({ kind: 'applied' });
      await pass(10);
      const { shards } = (await ports.reader.readSummary('cache')) ?? {};
      expect(shards?.map(({ nodeNames }) => nodeNames.length)).toEqual([3, 3]);
    });

    it.each([
      ['while it is being changed', 'InvalidClusterStateFault', 'refused', () => shardsTo(3)],
      ['beyond its quota of nodes', 'NodeQuotaForClusterExceededFault', 'refused', () => shardsTo(7)],
      ['to what it has', 'NoOperationFault', 'refused', () => shardsTo(2)],
      ['of none that is there', 'ClusterNotFoundFault', 'absent', () => shardsTo(2, 'gone')],
    ])('say that AWS refused a change %s', async (_, code, failure, change) => {
      add();
      if (code === 'InvalidClusterStateFault') await shardsTo(4);
      expect(await change()).toMatchObject({ kind: 'rejected', code, failure });
    });

    it('tell by the minute what nodes said of themselves, each in its place', async () => {
      add({ nodeBytes: 10 * GIB, bytesAt: () => 4 * GIB, replicaLagSecondsAt: () => 2 });
      add({ name: 'second', shardCount: 1 });
      await pass(3);
      const clusters = [
        { clusterName: 'second', nodeNames: [] },
        { clusterName: 'cache', nodeNames: ['cache-0002-002', 'cache-0001-001', 'unknown'] },
      ];
      const told = await ports.nodes.readNodes({ clusters, fromMs: START_MS, nowMs: world.clock.nowMs() });
      const [second, cache] = told.map(valueOf);
      expect(second).toEqual([]);
      const [replica, primary, unknown] = cache ?? [];
      expect(replica?.minutes).toHaveLength(3);
      expect(replica?.minutes[0]).toEqual({
        startMs: START_MS,
        isPrimary: 0,
        memoryPercent: 20,
        usedBytes: 2 * GIB,
        engineCpuPercent: 5,
        hostCpuPercent: 2.5,
        replicaLagSeconds: 2,
        evictions: 0,
      });
      expect(primary?.minutes[2]).toMatchObject({ startMs: START_MS + 2 * MINUTE_MS, isPrimary: 1 });
      expect(primary?.minutes[2]).not.toHaveProperty('replicaLagSeconds');
      expect(unknown).toEqual({ nodeName: 'unknown', minutes: [] });
    });

    it('show a snapshot in its window as a state of its own', async () => {
      add({ snapshotWindow: '15:01-16:01' });
      await pass(2);
      expect(await ports.reader.readSummary('cache')).toMatchObject({ status: 'snapshotting' });
      expect(await shardsTo(3)).toMatchObject({ kind: 'rejected', code: 'InvalidClusterStateFault' });
    });
  });
}
