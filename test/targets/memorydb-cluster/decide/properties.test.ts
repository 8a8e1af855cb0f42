// What must hold of every plan: what is decided is safe by rules that are written apart, and a shard goes only where what it
// holds fits elsewhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../../lib/targets/memorydb-cluster/decide/decide.ts';
import { whyUnsafe } from '../../../../lib/targets/memorydb-cluster/decide/why-unsafe.ts';
import type { ClusterStatus } from '../../../../lib/targets/memorydb-cluster/domain/cluster.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { anHour, aQuestion, aShard, NODE_BYTES, NOW_MS, proved } from '../a-question.ts';

const percent = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 5, max: 30 }));
const shard = fc.record({
  percent,
  cpuPercent: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }) },
    fc.integer({ min: 60, max: 100 }),
  ),
  nodeCount: fc.oneof({ weight: 6, arbitrary: fc.constant(2) }, fc.integer({ min: 1, max: 3 })),
  replicaLagMs: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 20_000 })),
  isSilent: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.boolean()),
});
const status = fc.oneof(
  { weight: 8, arbitrary: fc.constant<ClusterStatus>('available') },
  fc.constantFrom<ClusterStatus>('updating', 'snapshotting', 'creating', 'deleting', 'other'),
);
const question = fc
  .record({
    shards: fc.oneof(
      fc.array(shard, { minLength: 1, maxLength: 6 }),
      fc.tuple(shard, fc.integer({ min: 2, max: 6 })).map(([one, n]) => Array.from({ length: n }, () => one)),
    ),
    status,
    hour: fc.integer({ min: 0, max: 23 }),
    risePerHour: fc.oneof(fc.constant(0), fc.double({ min: -0.5, max: 1, noNaN: true })),
    provedForMs: fc.integer({ min: 0, max: 3 * HOUR_MS }),
    grownAgoMs: fc.integer({ min: 0, max: 4 * DAY_MS }),
    peak: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 60 })),
    policy: fc.record({
      shardsMin: fc.integer({ min: 1, max: 3 }),
      shardsMax: fc.integer({ min: 3, max: 12 }),
      replicasMin: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 3 })),
      memoryTargetPercent: fc.integer({ min: 40, max: 90 }),
    }),
  })
  .map((given) => {
    const shards = given.shards.map((one, i) => {
      const made = aShard(String(i), one.percent, one);
      const { primary: _, ...silent } = made;
      return one.isSilent ? silent : made;
    });
    const used = shards.reduce((sum, one) => sum + ('primary' in one ? (one.primary?.usedBytes ?? 0) : 0), 0);
    const minutes = anHour((ago) => used * (1 - (given.risePerHour * ago) / 60));
    const hours = [{ hour: NOW_MS / HOUR_MS - 5, usedBytes: given.peak * GIB }];
    const change = { seen: [], knownSinceMs: 0, grownAtMs: NOW_MS - given.grownAgoMs };
    const fits = { sinceMs: NOW_MS - given.provedForMs, shards: shards.length };
    const window = `${String(given.hour).padStart(2, '0')}:30-${String((given.hour + 1) % 24).padStart(2, '0')}:30`;
    return aQuestion({
      cluster: { shards, minutes, status: given.status, snapshotWindow: window },
      policy: given.policy,
      learned: proved(shards.length, { fits, change, memory: { hours } }),
    });
  });

describe('every plan', () => {
  it('is safe by what is written apart from it, and changes nothing in a state that AWS refuses', () => {
    const counts = { takes: 0, adds: 0, replicas: 0, refusedState: 0 };
    fc.assert(
      fc.property(question, (asked) => {
        const { actions } = decide(asked);
        expect(actions.length).toBeLessThanOrEqual(1);
        for (const { action, effect } of actions) {
          expect(whyUnsafe(action, asked)).toBeUndefined();
          expect(asked.cluster.status).toBe('available');
          if (action.kind === 'set-replicas') counts.replicas += 1;
          else counts[effect === 'takes' ? 'takes' : 'adds'] += 1;
        }
        if (asked.cluster.status !== 'available') counts.refusedState += 1;
      }),
      { numRuns: 1_000 },
    );
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(10);
  });

  it('takes no shard whose bytes do not fit 1.5 times over into what the others have free', () => {
    let taken = 0;
    fc.assert(
      fc.property(question, (asked) => {
        const [action] = decide(asked).actions.map((one) => one.action);
        if (action?.kind !== 'set-shards' || action.shards >= action.from) return;
        taken += 1;
        const used = asked.cluster.shards.map(({ primary }) => primary?.usedBytes ?? NODE_BYTES);
        const all = used.reduce((sum, one) => sum + one, 0);
        for (const leaving of used)
          expect((used.length - 1) * NODE_BYTES - (all - leaving)).toBeGreaterThanOrEqual(1.5 * leaving - 1);
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(10);
  });

  it('wants more shards where the fullest holds more than the target, or says what forbids it', () => {
    let full = 0;
    fc.assert(
      fc.property(question, (asked) => {
        const { cluster, policy } = asked;
        const told = cluster.shards.flatMap(({ primary }) => primary ?? []);
        if (cluster.status !== 'available' || told.length < cluster.shards.length) return;
        const fullest = Math.max(...told.map(({ memoryPercent }) => memoryPercent));
        if (fullest <= policy.policy.memoryTargetPercent) return;
        full += 1;
        const { kind, reason, considered } = decide(asked);
        const why = [reason, ...considered].map(({ code }) => code);
        if (kind !== 'grow')
          expect(why.some((code) => ['hot-shard', 'at-maximum', 'busy', 'window'].includes(code))).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(full).toBeGreaterThan(25);
  });
});

describe('a look that waited', () => {
  it('is not acted on by whoever finds the cluster changed', () => {
    const asked = aQuestion({ learned: proved(4) });
    const action = { kind: 'set-shards', shards: 5, from: 3 } as const;
    expect(whyUnsafe(action, asked)?.code).toBe('other-count');
    const late = { ...asked, nowMs: NOW_MS + 30 * MINUTE_MS };
    expect(whyUnsafe({ ...action, from: 4 }, late)?.code).toBe('busy');
  });
});
