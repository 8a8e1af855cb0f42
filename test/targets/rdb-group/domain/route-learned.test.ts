// Which route counts, put together from the state item and from the item ROUTE.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../lib/core/units.ts';
import type { KnownNode, Route } from '../../../../lib/routing/route.ts';
import {
  rolesTold,
  routeOfKept,
  type RouteLearned,
} from '../../../../lib/targets/rdb-group/domain/learned/route-learned.ts';

const GROUP = 'rdb-fx';
const NOW_MS = Date.parse('2026-11-20T15:00:00Z');

const NODE: KnownNode = {
  nodeId: 'i-1',
  status: 'ready',
  role: 'live',
  azId: 'euw1-az1',
  launchedAtMs: null,
  address: '10.0.0.7',
  port: 5010,
  processes: 2,
  asOfMs: NOW_MS,
  tables: { trade: { rows: 1, fromMs: NOW_MS, toMs: NOW_MS } },
};
const KEPT: Route = {
  group: GROUP,
  asOfMs: NOW_MS,
  version: 7,
  basis: 'slices',
  lateDataMs: MINUTE_MS,
  nodes: [NODE],
};
const LEARNED: RouteLearned = { version: 7, fingerprint: 'f', asOfMs: NOW_MS + MINUTE_MS, keptAtMs: NOW_MS };
const HEARD = { 'i-1': { launch: { firstSeenAtMs: 0 }, last: { observedAtMs: NOW_MS + MINUTE_MS } } };

const routeOf = (route: RouteLearned | undefined, kept: Route | undefined) =>
  routeOfKept({ group: GROUP, route, nodes: HEARD, kept });

describe('the route that counts', () => {
  it('is none before a look has told', () => {
    expect(routeOf(undefined, undefined)).toBeUndefined();
  });

  it('is what was written, as fresh as the latest look that found it so, its nodes heard of then', () => {
    const heard = { ...NODE, asOfMs: NOW_MS + MINUTE_MS };
    expect(routeOf(LEARNED, KEPT)).toEqual({ ...KEPT, asOfMs: NOW_MS + MINUTE_MS, nodes: [heard] });
  });

  it('is what was written, no fresher and out of date, where the look has found something else', () => {
    const changedAtMs = LEARNED.asOfMs;
    expect(routeOf({ ...LEARNED, version: 8 }, KEPT)).toEqual({ ...KEPT, changedAtMs });
  });

  it('is what was written last, where that was never recorded', () => {
    const later = { ...KEPT, version: 9, asOfMs: LEARNED.asOfMs + 1 };
    expect(routeOf(LEARNED, later)).toEqual(later);
    expect(routeOf(undefined, KEPT)).toEqual(KEPT);
  });

  it('is by roles alone once a look tells no slices, whatever was written before it', () => {
    const byRoles = { ...LEARNED, version: 8, roles: rolesTold(KEPT) };
    const found = routeOf(byRoles, KEPT);
    expect(found).toMatchObject({ basis: 'roles', version: 8, asOfMs: LEARNED.asOfMs });
    expect(found?.nodes).toEqual([{ ...NODE, asOfMs: NOW_MS + MINUTE_MS, tables: {} }]);
  });

  it('by roles alone says that the turn is open, too', () => {
    const roles = rolesTold({ ...KEPT, isTurnOpen: true });
    expect(routeOf({ ...LEARNED, version: 8, roles }, KEPT)).toHaveProperty('isTurnOpen', true);
    expect(routeOf({ ...LEARNED, version: 8, roles: rolesTold(KEPT) }, KEPT)).not.toHaveProperty(
      'isTurnOpen',
    );
  });

  it('is not what a clock wrote that was far ahead, once a look tells no slices', () => {
    const byRoles = { ...LEARNED, version: 8, roles: rolesTold(KEPT) };
    const ahead = (byMs: number) => ({ ...KEPT, asOfMs: byRoles.asOfMs + byMs });
    expect(routeOf(byRoles, ahead(10 * MINUTE_MS))?.basis).toBe('slices');
    expect(routeOf(byRoles, ahead(10 * MINUTE_MS + 1))?.basis).toBe('roles');
  });
});
