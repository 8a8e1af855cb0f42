// What the state item keeps of where a group's data is, and how the answer is put together from it: all of it where nodes are
// told apart by their roles alone, since the item is written with every look anyway; where they tell their slices, no more
// than which text of the item ROUTE still holds, and since when. The items: lib/ports/route-store.ts.
import { MINUTE_MS } from '../../../../core/units.ts';
import type { KnownNode, Route } from '../../../../routing/route.ts';
import type { NodeLearned } from './node-learned.ts';

/** What was last told of where the group's data is. */
export interface RouteLearned {
  readonly version: number;
  /** Of all that was told, but the times of the looks. */
  readonly fingerprint: string;
  /** The latest look that found it so. */
  readonly asOfMs: number;
  /** When the item ROUTE was last written; where slices are told. Absent where that has failed: the next look writes it. */
  readonly keptAtMs?: number;
  /** Where they are not. */
  readonly roles?: RolesTold;
  /** The latest push to gateways; absent where none are told. */
  readonly push?: PushLearned;
}

export interface PushLearned {
  /** Of what was told. */
  readonly version: number;
  readonly atMs: number;
  /** It has not reached all of them. */
  readonly missed?: true;
}

export interface RolesTold
  extends Pick<Route, 'lateDataMs' | 'isTurnOpen'>, Pick<KnownNode, 'port' | 'processes'> {
  readonly nodes: Readonly<Record<string, Pick<KnownNode, 'status' | 'role' | 'azId' | 'address'>>>;
}

type Found = Omit<Route, 'version'>;

/** All that is kept of a route that tells no slices. Its nodes listen on the same ports. Pure. */
export function rolesTold({ lateDataMs, isTurnOpen, nodes }: Found): RolesTold {
  const [{ port, processes } = { port: 0, processes: 0 }] = nodes;
  return {
    lateDataMs,
    ...(isTurnOpen && { isTurnOpen }),
    port,
    processes,
    nodes: Object.fromEntries(
      nodes.map(({ nodeId, status, role, azId, address }) => [nodeId, { status, role, azId, address }]),
    ),
  };
}

/** What is read out of the two items. */
export interface KeptRoute {
  readonly group: string;
  readonly route: RouteLearned | undefined;
  readonly nodes: Readonly<Record<string, NodeLearned>>;
  /** What the item ROUTE holds. */
  readonly kept: Route | undefined;
}

/** A text from further ahead of the latest look was written by a clock that was wrong. */
const AHEAD_MAX_MS = 10 * MINUTE_MS;

/**
 * ```text
 *   look 1 writes ROUTE v1 ── records v1 ── look 2 finds the same: records "v1, still so" ── look 3 writes ROUTE v3 ── †
 *                                                                                                ROUTE is the later: it counts
 *
 *   look 1 writes ROUTE v1 ── records v1 ── look 2 finds something else, cannot write it: records v2 without a text
 *                                                                   ROUTE v1 is out of date: no answer by it is complete
 * ```
 * `undefined`: no look has told. Pure.
 */
export function routeOfKept({ group, route, nodes, kept }: KeptRoute): Route | undefined {
  if (!route || (kept && isLater(kept, route))) return kept;
  const { version, asOfMs, roles } = route;
  if (roles) {
    const { lateDataMs, isTurnOpen, port, processes } = roles;
    const known = Object.entries(roles.nodes).map(([nodeId, told]): KnownNode => {
      const { launch, last } = nodes[nodeId] ?? {};
      const times = { launchedAtMs: launch?.launchedAtMs ?? null, asOfMs: last?.observedAtMs ?? null };
      return { nodeId, ...told, ...times, port, processes, tables: {} };
    });
    const told = { group, asOfMs, version, lateDataMs, ...(isTurnOpen && { isTurnOpen }) };
    return { ...told, basis: 'roles', nodes: known };
  }
  if (kept?.version !== version) return kept && { ...kept, changedAtMs: asOfMs };
  return {
    ...kept,
    asOfMs,
    nodes: kept.nodes.map((node) => ({
      ...node,
      asOfMs: nodes[node.nodeId]?.last?.observedAtMs ?? node.asOfMs,
    })),
  };
}

/** A look whose record was lost has written it. */
function isLater({ asOfMs }: Route, route: RouteLearned): boolean {
  return asOfMs > route.asOfMs && asOfMs <= route.asOfMs + AHEAD_MAX_MS;
}
