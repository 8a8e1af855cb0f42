import { describe, expect, it } from 'vitest';
import { routeOf } from '../../../../../lib/targets/rdb-group/decide/route/route-of.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import type { LastSaid } from '../../../../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../../lib/core/units.ts';
import {
  aNode,
  booting,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  queued,
  rolled,
  type Server,
} from '../../../../build/servers.ts';
import { aPolicy, aSnapshot, aStream, type SnapshotParts } from '../../../../build/snapshot.ts';

const SLICE = { rows: 750, fromMs: NOW_MS - 3 * HOUR_MS, toMs: NOW_MS - HOUR_MS };
const TOLD = { tables: { trade: SLICE }, messages: { from: 1, to: 9 } };

function routeTo(servers: readonly Server[], parts: SnapshotParts = {}) {
  const learned = { ...parts.learned, looks: { lastLookAtMs: NOW_MS } };
  const seen = aSnapshot(servers, { ...parts, learned });
  return routeOf({ seen, plan: decide(seen, aPolicy(), NOW_MS), policy: aPolicy() });
}

/** What is known of one server beside a live one. */
function known(server: Server, parts: SnapshotParts = {}) {
  const { nodes } = routeTo([live(), server], parts);
  const node = nodes.find(({ nodeId }) => nodeId === server.node.instanceId);
  return node && [node.role, node.status];
}

describe('of a node is told', () => {
  it.each<[string, Server, readonly [string, string]]>([
    ['rolled, and has been live', rolled('i'), ['rolled', 'ready']],
    ['waits in the queue', queued('i'), ['queued', 'ready']],
    ['flushed, and says that it is not in the queue', flushed('i'), ['flushed', 'ready']],
    ['boots', booting('i'), ['unknown', 'launching']],
  ])('that it is %s', (_, server, roleAndStatus) => {
    expect(known(server)).toEqual(roleAndStatus);
  });

  it('that it may be the next, where it is presumed to be flushed and does not say so', () => {
    const { queued: _, ...report } = flushed('i').report ?? {};
    expect(known({ ...flushed('i'), report: report as NonNullable<Server['report']> })).toEqual([
      'queued',
      'ready',
    ]);
  });

  it('that it may be the next, as long as it says that it waits, whatever it holds', () => {
    expect(known(rolled('i', { report: { queued: true } }))).toEqual(['queued', 'ready']);
  });

  it('that it may hold rows, where memory alone says that it is empty: memory proves nothing', () => {
    const byMemory = (instanceId: string, used: number) => ({
      instanceId,
      source: 'cloudwatch' as const,
      observedAtMs: NOW_MS,
      sampledFromMs: NOW_MS - MINUTE_MS,
      memory: { used, total: 100, unit: 'bytes' as const },
    });
    const servers = [
      { ...live(60), report: byMemory('i-live', 60) },
      { ...flushed('i'), report: byMemory('i', 5) },
    ];
    expect(routeTo(servers).nodes.map(({ role }) => role)).toEqual(['live', 'rolled']);
  });

  it('that it is live, of each that says so', () => {
    const other = live(30, { node: { instanceId: 'i-other' } });
    expect(routeTo([live(), other]).nodes.map(({ role }) => role)).toEqual(['live', 'live']);
  });

  it('nothing, where its report is too old, or contradicted', () => {
    const fresh = rolled('i', { report: { ...TOLD, observedAtMs: NOW_MS - 150_000 } });
    const stale = rolled('i', { report: { ...TOLD, observedAtMs: NOW_MS - 150_001 } });
    expect(known(fresh)).toEqual(['rolled', 'ready']);
    expect(known(stale)).toEqual(['unknown', 'silent']);
    expect(routeTo([live(), stale]).nodes[1]).toMatchObject({ tables: {}, asOfMs: NOW_MS - 150_001 });
    expect(known(flushed('i'), { disputed: new Set(['i']) })).toEqual(['unknown', 'silent']);
  });

  it('that it is busy, where it says so', () => {
    expect(known(rolled('i', { report: { busy: true } }))).toEqual(['rolled', 'busy']);
  });

  it('that it is busy, where it says so without rows, and leaves: it may replay those that it held', () => {
    const inHook = { node: { stage: 'terminating-wait' }, report: { busy: true } } as const;
    expect(known(flushed('i', inHook))).toEqual(['flushed', 'busy']);
    expect(known(rolled('i', inHook))).toEqual(['rolled', 'busy']);
    expect(known(flushed('i', { ...inHook, report: { busy: false } }))).toEqual(['flushed', 'leaving']);
    // One of the queue is not told from those that are complete without it.
    expect(known(queued('i', inHook))).toEqual(['queued', 'leaving']);
  });

  it('that it may be replaying, where nobody saw it live, for a quarter of an hour', () => {
    const cameWithRows = (agoMs: number) => {
      const server = rolled('i', { learned: { launch: { firstSeenAtMs: NOW_MS - agoMs } } });
      return { ...server, learned: { ...server.learned, turn: {} } };
    };
    expect(known(cameWithRows(15 * MINUTE_MS - 1))).toEqual(['rolled', 'busy']);
    expect(known(cameWithRows(15 * MINUTE_MS))).toEqual(['rolled', 'ready']);
  });

  it('that it leaves, with nothing where it was last seen so, and else nobody knows with what', () => {
    const ending = aNode('i', { stage: 'terminating' });
    const last = { observedAtMs: NOW_MS - MINUTE_MS, rows: 0, live: false, queued: false };
    const gone = (changes: Partial<LastSaid>): Server => ({
      node: ending,
      learned: { launch: { firstSeenAtMs: 0 }, last: { ...last, ...changes } },
    });
    expect(known(gone({}))).toEqual(['flushed', 'leaving']);
    expect(known(gone({ rows: 1 }))).toEqual(['unknown', 'leaving']);
    expect(known(gone({ live: true }))).toEqual(['unknown', 'leaving']);
    // It was reading back what it had held.
    expect(known(gone({ busy: true }))).toEqual(['unknown', 'leaving']);
  });

  it('that it leaves, with nobody knows what, where it waited when last seen: its turn may have come since', () => {
    const ending = aNode('i', { stage: 'terminating' });
    const waited = { observedAtMs: NOW_MS - MINUTE_MS, rows: 0, live: false };
    for (const last of [{ ...waited, queued: true }, waited])
      expect(known({ node: ending, learned: { launch: { firstSeenAtMs: 0 }, last } })).toEqual([
        'unknown',
        'leaving',
      ]);
  });
});

describe('the route', () => {
  it('has what nodes tell of their tables and messages, and says so', () => {
    const { basis, nodes, asOfMs } = routeTo([live(40), rolled('i', { report: TOLD })]);
    expect({ basis, asOfMs }).toEqual({ basis: 'slices', asOfMs: NOW_MS });
    expect(nodes[1]).toMatchObject({ nodeId: 'i', ...TOLD, port: 5010, processes: 1, address: null });
  });

  it.each([
    ['an hour before its first row', 4 * HOUR_MS, SLICE],
    ['longer before', 4 * HOUR_MS + 1, { rows: 750, fromMs: null, toMs: null }],
  ])('knows no times of rows where data last arrived %s', (_, agoMs, trade) => {
    const last = { arrivedAfterMs: NOW_MS - agoMs };
    const { nodes } = routeTo([live(40), rolled('i', { report: TOLD, learned: { last } })]);
    expect(nodes[1]?.tables).toEqual({ trade });
    expect(nodes[1]).toMatchObject({ role: 'rolled', status: 'ready' });
  });

  it('is by roles alone where nobody tells', () => {
    expect(routeTo([live(), rolled('i')])).toMatchObject({ basis: 'roles', lateDataMs: MINUTE_MS });
  });

  it('has no messages of a node that holds none', () => {
    const { nodes } = routeTo([live(), queued('i', { report: { messages: { from: 1, to: 2 } } })]);
    expect(nodes[1]).not.toHaveProperty('messages');
  });

  it('says that the turn is open while the live node is full and nobody waits in service', () => {
    const isOpen = (servers: readonly Server[], parts?: SnapshotParts) => routeTo(servers, parts).isTurnOpen;
    expect(isOpen([live(80), rolled('i')])).toBe(true);
    expect(isOpen([live(79), rolled('i')])).toBe(true);
    expect(isOpen([live(50), rolled('i')])).toBeUndefined();
    expect(isOpen([live(80), booting('i')])).toBe(true);
    expect(isOpen([live(80), queued('i')])).toBeUndefined();
    expect(isOpen([live(80), queued('i', { node: { stage: 'terminating-wait' } })])).toBe(true);
  });

  it('and while it may be full, at burst rate, before the look is too old', () => {
    // 30 % of its memory are left, which fill in so many minutes; a burst may be three times as fast.
    const isOpen = (minutes: number, reportAgoMs = 0) =>
      routeTo([lastHeardOf(live(50), reportAgoMs)], { learned: { stream: aStream(30 / minutes) } })
        .isTurnOpen;
    expect(isOpen(4.5)).toBe(true);
    expect(isOpen(4.6)).toBeUndefined();
    expect(isOpen(7.5, MINUTE_MS)).toBe(true);
    expect(isOpen(7.6, MINUTE_MS)).toBeUndefined();
  });
});
