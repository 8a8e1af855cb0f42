// What may not be sent, asked apart from any plan: each rule just kept, and just broken.
import { describe, expect, it } from 'vitest';
import { whyUnsafe } from '../../../../lib/targets/memorydb-cluster/decide/why-unsafe.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { aQuestion, aShard, NOW_MS, proved, shardsAt } from '../a-question.ts';

type Change = Parameters<typeof aQuestion>[0];
const quiet = { shards: shardsAt(20, 20, 20, 20) };
const codeOf = (shards: number, change: Change) => {
  const question = aQuestion(change);
  return whyUnsafe({ kind: 'set-shards', shards, from: question.cluster.shards.length }, question)?.code;
};

describe('a shard that is to go', () => {
  const kept = { cluster: quiet, learned: proved(4) };

  it('may, where all of it holds', () => {
    expect(codeOf(3, kept)).toBeUndefined();
  });

  it.each<[string, number, Change]>([
    ['more-than-one', 2, kept],
    ['below-minimum', 3, { ...kept, policy: { shardsMin: 4 } }],
    [
      'proved-once',
      3,
      { ...kept, learned: proved(4, { fits: { sinceMs: NOW_MS - HOUR_MS + 1, shards: 4 } }) },
    ],
    ['proved-once', 3, { ...kept, learned: proved(5) }],
    [
      'grown-lately',
      3,
      { ...kept, learned: proved(4, { change: { seen: [], grownAtMs: NOW_MS - DAY_MS + 1 } }) },
    ],
    ['replicas-missing', 3, { ...kept, policy: { replicasMin: 2 } }],
    [
      'replicas-behind',
      3,
      { ...kept, cluster: { shards: [...shardsAt(20, 20, 20), aShard('9', 20, { replicaLagMs: 5_001 })] } },
    ],
    [
      'no-room',
      3,
      {
        learned: proved(4),
        policy: { memoryTargetPercent: 90 },
        cluster: { shards: shardsAt(90, 60, 60, 60) },
      },
    ],
    ['too-full', 3, { learned: proved(4), cluster: { shards: shardsAt(46, 20, 20, 20) } }],
    [
      'too-full',
      3,
      {
        ...kept,
        learned: proved(4, { memory: { hours: [{ hour: NOW_MS / HOUR_MS - 20, usedBytes: 20 * GIB }] } }),
      },
    ],
  ])('may not: %s', (code, shards, change) => {
    expect(codeOf(shards, change)).toBe(code);
  });

  it('may on the very minute that a proof, or a day since growth, is whole', () => {
    const learned = proved(4, {
      fits: { sinceMs: NOW_MS - HOUR_MS, shards: 4 },
      change: { seen: [], grownAtMs: NOW_MS - DAY_MS },
    });
    expect(codeOf(3, { cluster: quiet, learned })).toBeUndefined();
  });
});

describe('any change', () => {
  it.each<[string, Change]>([
    ['changing', { cluster: { status: 'updating' } }],
    ['changing', { learned: proved(4, { change: { seen: [], under: { atMs: NOW_MS, by: 'us' } } }) }],
    [
      'refused',
      {
        learned: proved(4, {
          change: { seen: [], refused: { atMs: NOW_MS - 15 * MINUTE_MS + 1, code: 'X' } },
        }),
      },
    ],
    ['window', { cluster: { maintenanceWindow: 'wed:11:00-wed:12:01' } }],
    ['window', { cluster: { snapshotWindow: 'unreadable' } }],
    ['multi-region', { cluster: { special: 'multi-region' } }],
    ['above-maximum', { policy: { shardsMax: 4 } }],
    ['busy', { cluster: { shards: [...shardsAt(50, 50, 50), aShard('9', 50, { cpuPercent: 80.1 })] } }],
  ])('may not be sent: %s', (code, change) => {
    expect(codeOf(5, change)).toBe(code);
  });

  it('of replicas only adds, and no more than the tags ask for', () => {
    const asked = aQuestion({ policy: { replicasMin: 2 } });
    const code = (replicas: number) => whyUnsafe({ kind: 'set-replicas', replicas, from: 1 }, asked)?.code;
    expect([0, 1, 2, 3, 6].map(code)).toEqual([
      'no-count',
      'fewer-replicas',
      undefined,
      'above-tag',
      'no-count',
    ]);
  });

  it.each([
    ['busy', { cpuPercent: 80.1 }],
    [undefined, { cpuPercent: 80 }],
  ] as const)('of replicas may not be sent: %s', (code, load) => {
    const shards = [...shardsAt(50, 50), aShard('9', 50, load)];
    const asked = aQuestion({ cluster: { shards }, policy: { replicasMin: 2 } });
    expect(whyUnsafe({ kind: 'set-replicas', replicas: 2, from: 1 }, asked)?.code).toBe(code);
  });

  it('of replicas takes none from the shard that has the most', () => {
    const shards = [aShard('1', 50, { nodeCount: 2 }), aShard('2', 50, { nodeCount: 4 })];
    const asked = aQuestion({ cluster: { shards }, policy: { replicasMin: 2 } });
    const code = (replicas: number) => whyUnsafe({ kind: 'set-replicas', replicas, from: 1 }, asked)?.code;
    expect([2, 3, 4].map(code)).toEqual(['fewer-replicas', undefined, 'above-tag']);
  });
});
