// What every store of routes does, whatever keeps it: what cycles write and learn, and whoever asks reads.
import { beforeEach, describe, expect, it } from 'vitest';
import type { RouteReader, RouteWriter } from '../../lib/ports/route-store.ts';
import type { RouteLearned } from '../../lib/targets/rdb-group/domain/learned/route-learned.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import { aRoute, LIVE, NOW_MS } from '../routing/a-route.ts';

export interface RoutesUnderTest {
  readonly store: RouteReader & RouteWriter;
  /** A cycle of the group ends with this learned. */
  readonly learn: (group: string, learned: GroupLearned) => Promise<void>;
  /** Writes over a group's item by hand. */
  readonly spoil: (group: string, text: string) => Promise<void>;
}

export function routeStoreContract(name: string, open: () => Promise<RoutesUnderTest>): void {
  describe(name, () => {
    let { store, spoil, learn } = {} as RoutesUnderTest;
    beforeEach(async () => {
      ({ store, spoil, learn } = await open());
    });
    const of = (group: string, changes = {}) => aRoute([LIVE], { group, ...changes });

    it('knows what was written last, group by group', async () => {
      expect(await store.readRoute('rdb-fx')).toEqual({ kind: 'unknown' });
      const later = aRoute(undefined, { asOfMs: NOW_MS + 1, version: 8 });
      expect(await store.writeRoute(of('rdb-fx'))).toBe(true);
      expect(await store.writeRoute(of('rdb-eq'))).toBe(true);
      expect(await store.writeRoute(later)).toBe(true);
      expect(await store.readRoute('rdb-fx')).toEqual({ kind: 'known', route: later });
      expect(await store.readRoute('rdb-eq')).toEqual({ kind: 'known', route: of('rdb-eq') });
    });

    it('lists every group that was looked at once', async () => {
      expect(await store.listRouted()).toEqual([]);
      for (const group of ['rdb-fx', 'rdb-eq', 'rdb-fx']) await learn(group, NOTHING_LEARNED);
      await store.writeRoute(of('rdb-fx'));
      expect(await store.listRouted()).toEqual(['rdb-eq', 'rdb-fx']);
    });

    it('knows by what was learned that a route still holds', async () => {
      await store.writeRoute(of('rdb-fx', { version: 7 }));
      await learn('rdb-fx', { ...NOTHING_LEARNED, route: told({ asOfMs: NOW_MS + 600_000 }) });
      expect(await store.readRoute('rdb-fx')).toMatchObject({
        kind: 'known',
        route: { asOfMs: NOW_MS + 600_000, version: 7, nodes: [{ nodeId: 'i-live', role: 'live' }] },
      });
    });

    it('knows a route that was told by roles alone, though nothing was written of it', async () => {
      const nodes = { 'i-1': { status: 'ready', role: 'live', azId: 'euw1-az2', address: null } } as const;
      const roles = { lateDataMs: 60_000, port: 5010, processes: 2, nodes };
      await learn('rdb-fx', { ...NOTHING_LEARNED, route: told({ roles }) });
      expect(await store.readRoute('rdb-fx')).toMatchObject({
        route: {
          basis: 'roles',
          asOfMs: NOW_MS,
          nodes: [{ nodeId: 'i-1', role: 'live', azId: 'euw1-az2', processes: 2 }],
        },
      });
    });

    it('keeps what a later look has shown: a write that was long underway is refused', async () => {
      await store.writeRoute(of('rdb-fx', { asOfMs: NOW_MS }));
      expect(await store.writeRoute(of('rdb-fx', { asOfMs: NOW_MS - 1, version: 9 }))).toBe(false);
      expect(await store.readRoute('rdb-fx')).toMatchObject({ route: { asOfMs: NOW_MS, version: 7 } });
      expect(await store.writeRoute(of('rdb-fx', { asOfMs: NOW_MS, version: 9 }))).toBe(true);
    });

    it('forgets what a clock wrote that was far ahead', async () => {
      await store.writeRoute(of('rdb-fx', { asOfMs: NOW_MS + 600_001 }));
      expect(await store.writeRoute(of('rdb-fx'))).toBe(true);
      expect(await store.readRoute('rdb-fx')).toMatchObject({ route: { asOfMs: NOW_MS } });
      await store.writeRoute(of('rdb-eq', { asOfMs: NOW_MS + 600_000 }));
      expect(await store.writeRoute(of('rdb-eq'))).toBe(false);
    });

    it('names an item that cannot be read, and what is wrong with it', async () => {
      await store.writeRoute(of('rdb-fx'));
      await spoil('rdb-fx', '{}');
      const problem = expect.stringMatching(
        /^the item GROUP#rdb-fx \/ ROUTE of the state table cannot be read: group: /,
      );
      expect(await store.readRoute('rdb-fx')).toEqual({ kind: 'unreadable', problem: problem as string });
    });
  });
}

function told(changes: Partial<RouteLearned>): RouteLearned {
  return { version: 7, fingerprint: 'f', asOfMs: NOW_MS, ...changes };
}
