// Scale-to-zero: which nodes of a dormant group go, in which order, and which one stays.
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import type { Server } from '../../../../build/servers.ts';
import { flushed, lastHeardOf, live, NOW_MS, provedOnce, queued, rolled } from '../../../../build/servers.ts';
import type { SnapshotParts } from '../../../../build/snapshot.ts';
import { anOpenWindow, aDormancy, CONTINUOUS, HOOK, LEAVING, plan } from '../../../../build/snapshot.ts';

describe('a dormant group', () => {
  const idleLive = (idleMs: number, liveForMs = 9 * HOUR_MS) =>
    provedOnce(
      live(10, {
        report: { rows: 0 },
        learned: { last: { changedAtMs: NOW_MS - idleMs }, turn: { liveSinceMs: NOW_MS - liveForMs } },
      }),
    );
  const dormant = { intent: aDormancy(), group: { minSize: 0 }, hook: HOOK };

  it.each([
    [10 * MINUTE_MS - 1, 'hold'],
    [10 * MINUTE_MS, 'retire'],
  ])('lets its empty live node go after %d ms without an update: %s', (idleMs, kind) => {
    expect(plan([idleLive(idleMs)], dormant).kind).toBe(kind);
  });

  it.each([
    [10 * MINUTE_MS - 1, 'hold'],
    [10 * MINUTE_MS, 'retire'],
  ])('counts a node that became live %d ms ago as idle since then: %s', (liveForMs, kind) => {
    // It took the turn of a live node that this dormancy has retired: any other turn would be a sign of life.
    const server = idleLive(HOUR_MS, liveForMs);
    const lastRetirement = { atMs: NOW_MS - liveForMs, role: 'live' } as const;
    const learned = { nodes: { 'i-live': server.learned }, changes: { lastRetirement } };
    expect(plan([server], { ...dormant, learned }).kind).toBe(kind);
  });

  it('keeps a live node with rows', () => {
    const full = provedOnce(live(40, { learned: { last: { changedAtMs: NOW_MS - 2 * HOUR_MS } } }));
    expect(plan([full], dormant)).toMatchObject({ kind: 'hold', reason: { code: 'unproved' } });
  });

  it('gives up its spares first, and the live node last', () => {
    const servers = [idleLive(HOUR_MS), provedOnce(queued('i-q'))];
    const leaving = { ...dormant, policy: LEAVING };
    expect(plan(servers, leaving)).toMatchObject({ kind: 'retire', instanceId: 'i-q' });
    expect(plan(servers.slice(0, 1), leaving)).toMatchObject({ kind: 'retire', instanceId: 'i-live' });
  });

  it.each<[string, SnapshotParts, string]>([
    ['no hook of ours', { hook: undefined as never }, 'no-hook'],
    ['a group that does not retain', { group: { minSize: 0, retainsOnAbandon: false } }, 'not-retained'],
    ['a hook that goes on by itself', { hook: { ...HOOK, defaultResult: 'CONTINUE' } }, 'not-retained'],
  ])('keeps its live node with %s: data may come to it while it is ended', (_, parts, code) => {
    const made = plan([idleLive(HOUR_MS)], { ...dormant, ...parts });
    expect(made).toMatchObject({ kind: 'hold', proved: [], reason: { operands: { codes: [code] } } });
    expect(made.reason.text).toMatch(/it is live, and .* \(run spillway adopt\)/);
    const spent = plan([provedOnce(flushed('i-f')), queued('i-q')], { ...dormant, ...parts });
    expect(spent).toMatchObject({ kind: 'retire', instanceId: 'i-f' });
  });

  it('goes down to the minimum, and says so where that is above zero', () => {
    const least = plan([idleLive(HOUR_MS), provedOnce(flushed('i-f'))], {
      ...dormant,
      group: { minSize: 2 },
    });
    expect(least).toMatchObject({
      kind: 'hold',
      reason: { code: 'at-minimum', operands: { minSize: 2 } },
    });
    const last = plan([idleLive(HOUR_MS)], { ...dormant, group: { minSize: 1 } });
    expect(last).toMatchObject({ kind: 'hold', reason: { operands: { codes: ['last-of-queue'] } } });
    expect(last.reason.text).toContain("the group's minimum is 1");
  });

  it('asks for proof from after it was told to be dormant', () => {
    expect(plan([idleLive(HOUR_MS)], { ...dormant, intent: aDormancy(30_000) })).toMatchObject({
      kind: 'hold',
      reason: { operands: { codes: ['observed-too-early'] } },
    });
  });

  it('never takes a live node without having been told to be dormant', () => {
    const made = plan([idleLive(HOUR_MS), queued('i-q')], {
      policy: CONTINUOUS,
      intent: anOpenWindow(),
      group: { minSize: 0 },
    });
    expect(made).not.toMatchObject({ instanceId: 'i-live' });
    expect(made.proved).not.toContain('i-live');
  });

  it.each<[string, Server]>([
    ['a rolled node', rolled('i-other')],
    ['a silent node', lastHeardOf(flushed('i-other'), HOUR_MS)],
    ['a node that does not say', { ...flushed('i-other'), report: { ...noRows() } }],
    ['a retained node', rolled('i-other', { node: { stage: 'retained' } })],
  ])('keeps its live node while %s may hold rows', (_, other) => {
    const made = plan([idleLive(HOUR_MS), other], { ...dormant, group: { minSize: 0, desiredCapacity: 2 } });
    expect(made.kind).toBe('hold');
    expect(made.reason.operands['codes']).toContain('live-goes-last');
  });

  it('of a minimum of one keeps its live node, though another never empties', () => {
    const servers = [idleLive(HOUR_MS), rolled('i-useless')];
    const made = plan(servers, { ...dormant, group: { minSize: 1 } });
    expect(made).toMatchObject({ kind: 'hold', proved: [] });
  });

  it.each([
    ['another queued node', [provedOnce(queued('i-other'))], 'retire'],
    ['no other node', [], 'hold'],
    ['a flushed node', [flushed('i-other')], 'hold'],
  ])('of a minimum of one beside %s: %s', (_, others, outcome) => {
    // The queued one stays, as no node of the group was seen to leave its queue.
    const group = { minSize: 1, desiredCapacity: 2 + others.length };
    const made = plan([idleLive(HOUR_MS), ...others], { ...dormant, group });
    expect(made.kind).toBe(outcome);
    if (outcome === 'retire') expect(made).toMatchObject({ instanceId: 'i-live' });
  });
});

describe('the last node that could take data', () => {
  it('stays where the minimum is above zero, live or queued, dormant or at the end of day', () => {
    const silent = lastHeardOf(live(), 10 * MINUTE_MS);
    const last = provedOnce(queued('i-q'));
    const parts = { policy: LEAVING, hook: HOOK, intent: aDormancy(), group: { desiredCapacity: 3 } };
    const kindAt = (minSize: number, others: readonly Server[]) =>
      plan([last, ...others], { ...parts, group: { ...parts.group, minSize } }).kind;
    expect(kindAt(1, [])).toBe('hold');
    expect(kindAt(1, [provedOnce(queued('i-2'))])).toBe('retire');
    expect(kindAt(0, [])).toBe('retire');
    // Nor is anybody retired beside a silent node, that may hold rows.
    expect(kindAt(0, [silent])).toBe('hold');
  });
});

describe('a blind group', () => {
  it('dormant retires nobody while a node holds rows, or may', () => {
    const made = (other: Server) =>
      plan([provedOnce(flushed('i-f')), other], { intent: aDormancy(), group: { minSize: 0 } });
    const why = (other: Server) => {
      const { kind, considered } = made(other);
      return kind === 'retire' ? kind : considered.map((r) => r.code).find((code) => code === 'blind');
    };
    expect(why(rolled('i-r'))).toBe('blind');
    expect(why(lastHeardOf(queued('i-q'), HOUR_MS))).toBe('blind');
    expect(why(rolled('i-r', { node: { stage: 'retained' } }))).toBe('blind');
    expect(why(flushed('i-2'))).toBe('retire');
  });
});

function noRows() {
  const { rows: _, ...report } = flushed('i-other').report ?? {
    instanceId: '',
    source: 'probe',
    observedAtMs: 0,
    sampledFromMs: 0,
  };
  return report;
}
