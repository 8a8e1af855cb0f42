import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../lib/targets/rdb-group/decide/decide.ts';
import type { Plan } from '../../../lib/targets/rdb-group/domain/plan.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import type { SnapshotParts } from '../../build/snapshot.ts';
import { aFloor, aPolicy, aSnapshot, aStream, HOOK, LEAVING } from '../../build/snapshot.ts';
import type { Server } from '../../build/servers.ts';
import { booting, flushed, live, NOW_MS, queued, rolled } from '../../build/servers.ts';

const SLOW = { stream: aStream(0.1) };
const FIRST_PROOF = { sampledFromMs: NOW_MS - 5 * MINUTE_MS, observedAtMs: NOW_MS - 4 * MINUTE_MS };
const PROVED = { learned: { emptiness: { proof: FIRST_PROOF } } };

function byHand(servers: readonly Server[], operatorTarget: number, parts: SnapshotParts = {}): Plan {
  const snapshot = aSnapshot(servers, { learned: { ...SLOW, ...parts.learned }, ...parts });
  return decide(snapshot, aPolicy(parts.policy), NOW_MS, { operatorTarget });
}

/** A snapshot knows what was learned of its servers; this adds to it. Queued nodes can leave their queue. */
function withStream(servers: readonly Server[], operatorTarget: number, parts: SnapshotParts = {}): Plan {
  const snapshot = aSnapshot(servers, { hook: HOOK, ...parts });
  const learned = { ...snapshot.learned, ...SLOW };
  const policy = aPolicy({ ...LEAVING, ...parts.policy });
  return decide({ ...snapshot, learned }, policy, NOW_MS, { operatorTarget });
}

describe('a capacity asked for by hand', () => {
  it('is set absolutely when it is above what there is', () => {
    expect(byHand([live(), queued('i-q')], 5)).toMatchObject({ kind: 'scale-out', desiredCapacity: 5 });
  });

  it.each([
    [10, 'scale-out'],
    [11, 'operator-out-of-range'],
    [0, 'operator-out-of-range'],
  ])('of %i, between a minimum of 1 and a maximum of 10: %s', (target, expected) => {
    const plan = byHand([live(), queued('i-q')], target);
    expect([plan.kind, plan.reason.code]).toContain(expected);
  });

  it('respects the lower cap of spillway:nodes-max', () => {
    const parts = { policy: { nodesMax: 3 } };
    expect(byHand([live(), queued('i-q')], 3, parts).kind).toBe('scale-out');
    expect(byHand([live(), queued('i-q')], 4, parts).reason.code).toBe('operator-out-of-range');
  });

  it('is held for weighted capacity, and where the group is off', () => {
    expect(byHand([live()], 3, { group: { hasWeightedCapacity: true } }).reason.code).toBe(
      'weighted-capacity',
    );
    expect(byHand([live()], 3, { policy: { mode: 'off' } }).reason.code).toBe('off');
  });

  it('ends a proved node outside any window, whatever spillway:scale-in says', () => {
    const servers = [live(), queued('i-q', PROVED)];
    for (const scaleIn of ['scheduled', 'never', 'continuous'] as const) {
      expect(withStream(servers, 1, { policy: { scaleIn } })).toMatchObject({
        kind: 'retire',
        instanceId: 'i-q',
      });
    }
  });

  it('ends a node just launched, which no cycle of its own would', () => {
    const parts = { learned: {}, policy: LEAVING, hook: HOOK };
    const servers = [live(), queued('i-q', PROVED)];
    const snapshot = aSnapshot(servers, parts);
    const lastScaleOut = { atMs: NOW_MS - MINUTE_MS, desiredCapacity: 2 };
    const recent = {
      ...snapshot,
      learned: { ...snapshot.learned, ...SLOW, changes: { lastScaleOut } },
    };
    expect(decide(recent, aPolicy(parts.policy), NOW_MS).kind).toBe('hold');
    expect(decide(recent, aPolicy(parts.policy), NOW_MS, { operatorTarget: 1 }).kind).toBe('retire');
  });

  it('ends no queued node that cannot leave its queue, by hand either', () => {
    const servers = [live(), queued('i-q', PROVED)];
    const codes = (parts: SnapshotParts) => withStream(servers, 1, parts).reason.operands['codes'];
    expect(codes({ policy: { leavesQueue: false } })).toEqual(['does-not-leave-queue']);
    expect(codes({ group: { retainsOnAbandon: false } })).toEqual(['not-retained']);
    expect(codes({ hook: undefined as never })).toEqual(['no-hook']);
  });

  it('waits for the second proof', () => {
    expect(withStream([live(), queued('i-q')], 1).reason.code).toBe('awaiting-second-proof');
  });

  it('stops at nodes with data, and names each', () => {
    const plan = withStream([live(), rolled('i-r1'), rolled('i-r2')], 1);
    expect(plan.kind).toBe('hold');
    expect(plan.reason.text).toContain('An operator asks for 1 of 3');
    expect(plan.reason.text).toContain('i-r1: it holds 750 rows');
    expect(plan.reason.text).toContain('i-r2: it holds 750 rows');
  });

  it("keeps to a schedule's floor", () => {
    const servers = [live(), queued('i-q', PROVED), flushed('i-f', PROVED)];
    const plan = withStream(servers, 1, { intent: aFloor(3) });
    expect(plan.reason.text).toContain("a schedule's floor");
  });

  it('raises a desired capacity below what is active before it ends anything', () => {
    const servers = [live(), queued('i-q1', PROVED), queued('i-q2', PROVED)];
    expect(withStream(servers, 1, { group: { desiredCapacity: 1 } })).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 3,
    });
  });

  it('that lies between desired and active never becomes a scale-in of Auto Scaling', () => {
    const servers = [live(), rolled('i-r1'), rolled('i-r2'), rolled('i-r3')];
    expect(withStream(servers, 3, { group: { desiredCapacity: 2 } }).kind).toBe('hold');
    expect(withStream(servers, 4, { group: { desiredCapacity: 2 } })).toMatchObject({
      kind: 'scale-out',
      desiredCapacity: 4,
    });
  });

  it('is reached when it is what there is', () => {
    expect(byHand([live(), queued('i-q')], 2).reason.code).toBe('operator-reached');
  });

  it('never ends a node that is live, busy, not empty, unreported or proved only once', () => {
    const oneIn = (n: number) => fc.nat(n - 1).map((drawn) => drawn === 0);
    const proof = fc.option(fc.constant(FIRST_PROOF), { nil: undefined });
    const server = fc
      .record({
        make: fc.constantFrom(rolled, queued, flushed, flushed, booting),
        rows: fc.constantFrom(0, 0, 0, 1, 500, undefined),
        busy: oneIn(5),
        isLive: oneIn(10),
        isSilent: oneIn(10),
        proof,
      })
      .map(({ make, rows, busy, isLive, isSilent, proof: first }) => (id: string): Server => {
        const built = (make as typeof queued)(id);
        const { report } = built;
        if (!report || isSilent) return { node: { ...built.node, instanceId: id }, learned: built.learned };
        const { rows: _rows, ...bare } = report;
        void _rows;
        return {
          node: { ...built.node, instanceId: id },
          report: { ...bare, instanceId: id, live: isLive, busy, ...(rows !== undefined && { rows }) },
          learned: { ...built.learned, ...(first && { emptiness: { proof: first } }) },
        };
      });
    let retiredCount = 0;
    fc.assert(
      fc.property(
        fc.array(server, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 8 }),
        (makers, target) => {
          const servers = [live(), ...makers.map((make, i) => make(`i-${i}`))];
          const plan = withStream(servers, target);
          if (plan.kind !== 'retire') return;
          retiredCount += 1;
          const ended = servers.find((one) => one.node.instanceId === plan.instanceId);
          expect(ended?.node.stage).toBe('in-service');
          expect(ended?.report).toMatchObject({ rows: 0, live: false, busy: false });
          expect(ended?.learned.emptiness?.proof).toEqual(FIRST_PROOF);
          expect(servers.length).toBeGreaterThan(target);
        },
      ),
      { numRuns: 500 },
    );
    expect(retiredCount).toBeGreaterThan(10);
  });
});
