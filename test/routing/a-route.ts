// Builders: routes as a test speaks of them.
import type { KnownNode, Route, Slice } from '../../lib/routing/route.ts';

export const NOW_MS = Date.parse('2026-11-20T15:00:00Z');

/** Of that day. */
export const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`);

export function slice(from: string | null, to: string | null, changes: Partial<Slice> = {}): Slice {
  const [fromMs, toMs] = [from, to].map((clock) => (clock === null ? null : at(clock)));
  return { rows: 100, fromMs: fromMs ?? null, toMs: toMs ?? null, ...changes };
}

export function knownNode(nodeId: string, changes: Partial<KnownNode> = {}): KnownNode {
  return {
    nodeId,
    status: 'ready',
    role: 'rolled',
    azId: 'euw1-az1',
    launchedAtMs: at('06:00:00'),
    address: '10.0.0.7',
    port: 5010,
    processes: 1,
    asOfMs: NOW_MS,
    tables: {},
    ...changes,
  };
}

/** Two rolled nodes, with the morning and the noon; the live one; and one that waits. */
export const MORNING = knownNode('i-morning', { tables: { trade: slice('08:00:00', '10:59:59') } });
export const NOON = knownNode('i-noon', { tables: { trade: slice('11:00:00', '13:59:59') } });
export const LIVE = knownNode('i-live', { role: 'live', tables: { trade: slice('14:00:00', '14:59:59') } });
export const HEAD = knownNode('i-head', {
  role: 'queued',
  tables: { trade: slice(null, null, { rows: 0 }) },
});

export function aRoute(
  nodes: readonly KnownNode[] = [MORNING, NOON, LIVE, HEAD],
  changes: Partial<Route> = {},
): Route {
  return {
    group: 'rdb-fx',
    asOfMs: NOW_MS,
    version: 7,
    basis: 'slices',
    lateDataMs: 60_000,
    nodes,
    ...changes,
  };
}
