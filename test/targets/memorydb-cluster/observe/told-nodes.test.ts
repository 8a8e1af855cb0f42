import { describe, expect, it } from 'vitest';
import { clusterPartOf } from '../../../../lib/targets/memorydb-cluster/observe/told-nodes.ts';
import type { NodeMinute } from '../../../../lib/targets/memorydb-cluster/ports/node-metrics.ts';
import { MINUTE_MS } from '../../../../lib/core/units.ts';
import { NOW_MS } from '../a-question.ts';

const minute = (ago: number, change: Partial<NodeMinute>): NodeMinute => ({
  startMs: NOW_MS - ago * MINUTE_MS,
  ...change,
});
const primary = (ago: number, change: Partial<NodeMinute> = {}) =>
  minute(ago, {
    isPrimary: 1,
    memoryPercent: 50,
    usedBytes: 500,
    engineCpuPercent: 30,
    hostCpuPercent: 10,
    evictions: 0,
    ...change,
  });
const replica = (ago: number, change: Partial<NodeMinute> = {}) =>
  minute(ago, { isPrimary: 0, memoryPercent: 50, usedBytes: 500, replicaLagSeconds: 0.5, ...change });
const ONE = { nodeType: 'db.r6g.xlarge', shards: [{ name: '0001', nodeNames: ['a', 'b'] }] };
const partOf = (a: readonly NodeMinute[], b: readonly NodeMinute[], of = ONE) =>
  clusterPartOf(
    of,
    [
      { nodeName: 'a', minutes: a },
      { nodeName: 'b', minutes: b },
    ],
    NOW_MS,
  );

describe('what nodes told', () => {
  it('is a shard with the newest of its primary, and how far its replicas are behind', () => {
    const part = partOf(
      [primary(3), primary(2, { memoryPercent: 60 })],
      [replica(3), replica(2, { replicaLagSeconds: 2 })],
    );
    expect(part.shards).toEqual([
      {
        name: '0001',
        nodeCount: 2,
        primary: {
          nodeName: 'a',
          atMs: NOW_MS - 2 * MINUTE_MS,
          memoryPercent: 60,
          usedBytes: 500,
          cpuPercent: 30,
        },
        replicaLagMs: 2_000,
      },
    ]);
    expect(part.minutes).toEqual([3, 2].map((ago) => ({ atMs: NOW_MS - ago * MINUTE_MS, usedBytes: 500 })));
  });

  it("tells by the host how busy a small node is, and by the engine's core a larger one", () => {
    const small = partOf([primary(2)], [replica(2)], { ...ONE, nodeType: 'db.r6g.large' });
    expect(small.shards[0]?.primary?.cpuPercent).toBe(10);
  });

  it('has no primary where two say that they are, or none has said so for five minutes', () => {
    expect(partOf([primary(2)], [primary(2)]).shards[0]?.primary).toBeUndefined();
    expect(partOf([primary(6)], [replica(6)]).shards[0]?.primary).toBeUndefined();
    expect(partOf([primary(5)], [replica(5)]).shards[0]?.primary).toBeDefined();
  });

  it('follows a failover: the newest role counts', () => {
    const part = partOf([primary(4), replica(2)], [replica(4), primary(2)]);
    expect(part.shards[0]?.primary?.nodeName).toBe('b');
  });

  it('says nothing of replicas where one is silent, or there is none', () => {
    expect(partOf([primary(2)], []).shards[0]?.replicaLagMs).toBeUndefined();
    const alone = { ...ONE, shards: [{ name: '0001', nodeNames: ['a'] }] };
    expect(partOf([primary(2)], [], alone).shards[0]?.replicaLagMs).toBeUndefined();
  });

  it('sums up only minutes in which every shard told', () => {
    const two = {
      ...ONE,
      shards: [
        { name: '1', nodeNames: ['a'] },
        { name: '2', nodeNames: ['b'] },
      ],
    };
    const part = partOf([primary(3), primary(2)], [primary(2, { usedBytes: 100, evictions: 4 })], two);
    expect(part.minutes).toEqual([{ atMs: NOW_MS - 2 * MINUTE_MS, usedBytes: 600 }]);
    expect(part.evictions).toBe(4);
  });
});
