import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import { APPLIED, type Outcome } from '../../../../../lib/core/outcome.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import type { Done } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import { remember } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import type { Server } from '../../../../build/servers.ts';
import {
  aReport,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  provedOnce,
  queued,
  rolled,
} from '../../../../build/servers.ts';
import type { SnapshotParts } from '../../../../build/snapshot.ts';
import { anOpenWindow, aPolicy, aSnapshot, CONTINUOUS } from '../../../../build/snapshot.ts';

function after(servers: readonly Server[], parts: SnapshotParts = {}, done: readonly Done[] = []) {
  const snapshot = aSnapshot(servers, parts);
  const plan = decide(snapshot, aPolicy({ ...CONTINUOUS, ...parts.policy }), NOW_MS);
  return remember(snapshot, plan, done, NOW_MS);
}

describe('a proof of emptiness', () => {
  it('is kept with its observation', () => {
    expect(after([live(), flushed('i-f')]).nodes['i-f']?.emptiness?.proof).toEqual({
      observedAtMs: NOW_MS,
      sampledFromMs: NOW_MS - MINUTE_MS,
    });
  });

  it('stays the first, however often it is proved again', () => {
    const first = provedOnce(flushed('i-f'));
    expect(after([live(), first]).nodes['i-f']?.emptiness?.proof).toEqual(first.learned.emptiness?.proof);
  });

  it('is gone once the node is not proved, for whatever reason', () => {
    const proofOf = (server: Server, parts: SnapshotParts = {}) =>
      after([live(), provedOnce(server)], parts).nodes['i-f']?.emptiness?.proof;
    expect(proofOf(flushed('i-f', { report: { rows: 1 } }))).toBeUndefined();
    expect(proofOf(flushed('i-f', { report: { live: true } }))).toBeUndefined();
    expect(proofOf(lastHeardOf(flushed('i-f'), HOUR_MS))).toBeUndefined();
    expect(proofOf(flushed('i-f'), { policy: { scaleIn: 'never' } })).toBeUndefined();
    expect(proofOf(flushed('i-f', { node: { stage: 'other' } }))).toBeUndefined();
  });

  it('is not kept from before the last end of day', () => {
    const intent = anOpenWindow(2 * MINUTE_MS);
    const old = provedOnce(flushed('i-f'), 2 * MINUTE_MS);
    expect(after([live(), old], { intent }).nodes['i-f']?.emptiness?.proof).toEqual({
      observedAtMs: NOW_MS,
      sampledFromMs: NOW_MS - MINUTE_MS,
    });
  });
});

describe('two claims to be live', () => {
  const old = live(81, { node: { instanceId: 'i-old' } });
  const young = live(6, { node: { instanceId: 'i-new' }, learned: { turn: { liveSinceMs: NOW_MS } } });

  it('are remembered from their first common observation, until one ends', () => {
    expect(after([old, young]).claims.twoLiveSinceMs).toBe(NOW_MS);
    const since = { nodes: { 'i-old': old.learned, 'i-new': young.learned }, claims: { twoLiveSinceMs: 7 } };
    expect(after([old, young], { learned: since }).claims.twoLiveSinceMs).toBe(7);
    expect(after([young], { learned: since }).claims.twoLiveSinceMs).toBeUndefined();
  });

  it('are none where the other is being terminated: no role is concluded of it', () => {
    const ending = live(81, { node: { instanceId: 'i-old', stage: 'terminating' } });
    expect(after([ending, young]).claims.twoLiveSinceMs).toBeUndefined();
  });

  it('keep their order when the same reports are read again', () => {
    const learned = after([old, young]);
    const again = decide(aSnapshot([old, young], { learned }), aPolicy(), NOW_MS);
    expect(again.assessed.roles).toEqual({ 'i-old': 'rolled', 'i-new': 'live' });
  });

  it('are told apart anew once the older one has given up its claim', () => {
    const given = rolled('i-old', { learned: { turn: { liveSinceMs: NOW_MS - HOUR_MS } } });
    expect(after([given, young]).nodes['i-old']?.turn?.liveSinceMs).toBeUndefined();
  });
});

describe('blindness', () => {
  const silent = lastHeardOf(live(), 10 * MINUTE_MS);

  it('is remembered from its first moment until a node says that it is live', () => {
    expect(after([silent]).claims.blindSinceMs).toBe(NOW_MS);
    expect(after([silent], { learned: { nodes: {}, claims: { blindSinceMs: 7 } } }).claims.blindSinceMs).toBe(
      7,
    );
    expect(
      after([live()], { learned: { nodes: {}, claims: { blindSinceMs: 7 } } }).claims.blindSinceMs,
    ).toBeUndefined();
  });

  it('is none in a group without a node in service', () => {
    expect(after([queued('i-q', { node: { stage: 'pending' } })]).claims.blindSinceMs).toBeUndefined();
  });
});

describe('what was applied', () => {
  it('is remembered: capacity asked for, a node retired, heartbeats sent', () => {
    const learned = after([live(), flushed('i-f')], {}, [
      { action: { kind: 'set-desired', desiredCapacity: 3 }, outcome: APPLIED },
      { action: { kind: 'retire', instanceId: 'i-f' }, outcome: { kind: 'unknown', message: 'time-out' } },
      { action: { kind: 'heartbeat', instanceId: 'i-f' }, outcome: APPLIED },
    ]);
    expect(learned).toMatchObject({
      changes: {
        lastScaleOut: { atMs: NOW_MS, desiredCapacity: 3 },
        lastRetirement: { atMs: NOW_MS, role: 'flushed', instanceId: 'i-f' },
      },
      nodes: { 'i-f': { hook: { heartbeatAtMs: NOW_MS } } },
    });
  });

  it('keeps when a dormancy first retired a live node, and not its later ones', () => {
    const retired = [{ action: { kind: 'retire' as const, instanceId: 'i-live' }, outcome: APPLIED }];
    const dormantSince = (sinceMs: number) => ({ intent: { scheduledAtMs: sinceMs, dormant: { sinceMs } } });
    const idle = live(5, { report: { rows: 0 } });
    const known = (turnPassedOnAtMs: number) => ({
      learned: { nodes: { 'i-live': idle.learned }, sleep: { turnPassedOnAtMs } },
    });
    const at = (...given: Parameters<typeof after>) => after(...given).sleep.turnPassedOnAtMs;
    expect(at([idle], dormantSince(NOW_MS - 9), retired)).toBe(NOW_MS);
    expect(at([idle], { ...dormantSince(NOW_MS - 9), ...known(NOW_MS - 5) }, retired)).toBe(NOW_MS - 5);
    expect(at([idle], { ...dormantSince(NOW_MS - 9), ...known(NOW_MS - 10) }, retired)).toBe(NOW_MS);
    expect(at([idle], dormantSince(NOW_MS - 9))).toBeUndefined();
  });

  it.each<Outcome>([
    { kind: 'rejected', code: 'ValidationError', message: 'no' },
    { kind: 'not-sent', why: 'dry-run', message: 'dry run' },
    { kind: 'not-sent', why: 'lease', message: 'too late' },
  ])('is none of what was $kind', (outcome) => {
    const learned = after([live(), flushed('i-f')], {}, [
      { action: { kind: 'set-desired', desiredCapacity: 3 }, outcome },
      { action: { kind: 'retire', instanceId: 'i-f' }, outcome },
      { action: { kind: 'heartbeat', instanceId: 'i-f' }, outcome },
    ]);
    expect(learned.changes.lastScaleOut).toBeUndefined();
    expect(learned.changes.lastRetirement).toBeUndefined();
    expect(learned.nodes['i-f']?.hook?.heartbeatAtMs).toBeUndefined();
  });

  it('is none for a plan that was not', () => {
    const learned = after([live(90), flushed('i-f')]);
    expect(learned.changes.lastScaleOut).toBeUndefined();
    expect(learned.changes.lastRetirement).toBeUndefined();
  });
});

describe('a late roll', () => {
  const WAS_LATE = { learned: { turn: { rolledLate: true } } };
  const isLate = (servers: readonly Server[], id = 'i-live') => after(servers).nodes[id]?.turn?.rolledLate;

  it('is counted once, and forgotten once the node has rolled', () => {
    expect(isLate([live(80)])).toBe(true);
    expect(isLate([live(80, WAS_LATE)])).toBe(true);
    expect(isLate([rolled('i-1', WAS_LATE)], 'i-1')).toBeUndefined();
  });

  it.each([
    [80, true],
    [79.9, undefined],
  ])(
    'of a live node that is at %d %% now: %s, as a day has ended, and it may be late again',
    (used, late) => {
      expect(isLate([live(used, WAS_LATE)])).toBe(late);
    },
  );

  it('is the same one after a silence, and while another node says that it is live, too', () => {
    expect(isLate([lastHeardOf(live(80, WAS_LATE), HOUR_MS)])).toBe(true);
    const { memory: _, ...noMemory } = live(80).report ?? aReport('i-live');
    expect(isLate([{ ...live(80, WAS_LATE), report: noMemory }])).toBe(true);
    expect(isLate([live(85, WAS_LATE), live(81, { node: { instanceId: 'i-other' } })])).toBe(true);
  });
});
