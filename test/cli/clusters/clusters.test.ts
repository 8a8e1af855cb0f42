// The operator's commands on MemoryDB clusters, in front of the local AWS.
import { describe, expect, it } from 'vitest';
import { GIB, MINUTE_MS } from '../../../lib/core/units.ts';
import { runCycle } from '../../../lib/cycle/run-cycle.ts';
import type { ClusterStatus } from '../../../lib/operate/memorydb-cluster/status/read-cluster-status.ts';
import type { ClusterSpec } from '../../../lib/sim/memorydb/cluster-state.ts';
import { MEMORYDB_CLUSTER } from '../../../lib/targets/memorydb-cluster/memorydb-cluster.ts';
import { aPlainGroup, startLocalOperator, type LocalOperator } from '../local-operator.ts';

const TARGET = 'memorydb:cache';
const TAGS = { 'spillway:managed': 'true', 'spillway:shards-max': '8' };

async function operatorOf(change: Partial<ClusterSpec> = {}): Promise<LocalOperator> {
  const cluster = { name: 'cache', shardCount: 2, nodeBytes: 10 * GIB, bytesAt: () => 8 * GIB, tags: TAGS };
  const operator = await startLocalOperator([aPlainGroup({ tags: { 'spillway:managed': 'true' } })], {
    clusters: [{ ...cluster, ...change }],
    memoryDb: { reshardMs: () => 10 * MINUTE_MS },
  });
  await operator.pass(10);
  return operator;
}

const cycle = ({ clusterPorts }: LocalOperator) =>
  runCycle(MEMORYDB_CLUSTER, { name: 'cache', trigger: 'tick' }, clusterPorts);
const tagsOf = ({ world }: LocalOperator) => Object.fromEntries(world.memoryDb.describe('cache').tags);
const shardsOf = ({ world }: LocalOperator) => world.memoryDb.describe('cache').shards.length;

describe('spillway status of a cluster', () => {
  it('shows mode, state, bounds, how full it is, and what would be done now', async () => {
    const operator = await operatorOf();
    await cycle(operator);
    await operator.pass(1);
    const { exitStatus, text } = await operator.run(`status ${TARGET}`);
    expect(exitStatus).toBe(0);
    expect(text).toContain('memorydb:cache  act  available  min 1 · max 8  lease free');
    expect(text).toMatch(/│ 2 +│ 2 +│ 1 +│ █{8}░{12} 40 % │ 40 % +│ 0 +│/);
    expect(text).toContain('last plan, 60 s ago: hold: 2 shards hold what there is, the fullest at 40 %.');
  });

  it('comes after the groups where no name is given, and can be read by a program', async () => {
    const operator = await operatorOf({ bytesAt: () => 16 * GIB });
    const { text } = await operator.run('status --json');
    const all = JSON.parse(text) as readonly (ClusterStatus & { readonly groupName?: string })[];
    expect(all.map(({ groupName, clusterName }) => groupName ?? clusterName)).toEqual(['rdb-fx', 'cache']);
    expect(all[1]).toMatchObject({
      managed: true,
      status: 'available',
      shards: 2,
      shardsWanted: 3,
      memoryPercent: 80,
      replicas: 1,
      wouldNow: expect.stringMatching(/^grow: Growing from 2 to 3 shards/) as string,
    });
  });
});

describe('spillway scale of a cluster', () => {
  it('adds shards, waits for them, and journals who asked', async () => {
    const operator = await operatorOf();
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 4 --as kim`);
    expect({ exitStatus, text }).toMatchObject({ exitStatus: 0 });
    expect(text).toContain('reached  The cluster has 4 shards, as asked for (changed: 2 → 4).');
    expect(shardsOf(operator)).toBe(4);
    const { text: told } = await operator.run(`explain ${TARGET}`);
    expect(told).toContain('operator: kim');
  });

  it('takes none away that was not proved twice to be too many', async () => {
    const operator = await operatorOf({ bytesAt: () => GIB });
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 1`);
    expect([exitStatus, shardsOf(operator)]).toEqual([1, 2]);
    expect(text).toContain('It takes two proofs, 60 min apart');
  });
});

describe('spillway adopt and release of a cluster', () => {
  it('write tags with what was, and put them back', async () => {
    const before = { team: 'fx', 'spillway:mode': 'off' };
    const operator = await operatorOf({ tags: before });
    const adopted = await operator.run(
      `adopt ${TARGET} --yes --shards-max 8 --mode dry-run --memory-target 70`,
    );
    expect({ ...adopted }).toMatchObject({ exitStatus: 0 });
    expect(tagsOf(operator)).toEqual({
      team: 'fx',
      'spillway:managed': 'true',
      'spillway:mode': 'dry-run',
      'spillway:shards-max': '8',
      'spillway:memory-target': '70',
      'spillway:adopted': 'v1',
      'spillway:adopted-tags': 'mode- shards-max+ memory-target+ managed+',
      'spillway:was:mode': 'off',
    });
    expect(await operator.run(`release ${TARGET} --yes`)).toMatchObject({ exitStatus: 0 });
    expect(tagsOf(operator)).toEqual(before);
  });

  it('refuse what would be held, and options of other kinds', async () => {
    const operator = await operatorOf({ tags: {} });
    expect((await operator.run(`adopt ${TARGET} --yes`)).text).toContain('say it with --shards-max');
    const { exitStatus, text } = await operator.run(`adopt ${TARGET} --yes --shards-max 8 --utilization 60`);
    expect([exitStatus, tagsOf(operator)]).toEqual([2, {}]);
    expect(text).toContain('--utilization is no option for a MemoryDB cluster');
  });

  it('say beforehand that replicas will be added', async () => {
    const operator = await operatorOf({ tags: {}, replicaCount: 0 });
    const { text } = await operator.run(`adopt ${TARGET} --yes --shards-max 8`);
    expect(text).toContain('A shard has 0 replicas, fewer than spillway:replicas-min (1)');
  });
});

describe('spillway doctor of a cluster', () => {
  const codesOf = async (operator: LocalOperator) => {
    const { text } = await operator.run(`doctor ${TARGET} --json`);
    return [...text.matchAll(/"code": "([\w-]+)"/g)].map(([, code]) => code);
  };

  it('names what keeps it from being looked at, and from losing a shard', async () => {
    const codes = await codesOf(await operatorOf({ tags: {}, replicaCount: 0 }));
    expect(codes).toEqual(expect.arrayContaining(['not-managed', 'tag-missing', 'no-replica']));
  });

  it('names a hot shard, and a quota that the maximum goes beyond', async () => {
    const operator = await operatorOf({
      heavy: [{ slot: 1, share: 0.6 }],
      tags: { ...TAGS, 'spillway:shards-max': '46' },
    });
    expect(await codesOf(operator)).toEqual(expect.arrayContaining(['hot-shard', 'node-quota', 'no-alarm']));
    expect((await operator.run(`status ${TARGET}`)).text).toMatch(
      /\nThe shard 0001 is hot: at .* times as much as the mean\. More shards will not help; a larger node type or other keys will\.\n/,
    );
  });
});

describe('names of clusters', () => {
  it.each(['memorydb:Cache', 'memorydb:a--b', 'memorydb:1a', `memorydb:${'a'.repeat(41)}`])(
    'are not %s, and the command says what is allowed',
    async (name) => {
      const operator = await operatorOf();
      const { exitStatus, text } = await operator.run(`status ${name}`);
      expect(exitStatus).toBe(2);
      expect(text).toContain('1 to 40 lower-case letters');
    },
  );
});
