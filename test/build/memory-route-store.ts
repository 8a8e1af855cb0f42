// A route store that keeps what is written, as the text that it would be in the table, beside what was learned.
import type { RouteReader, RouteWriter } from '../../lib/ports/route-store.ts';
import { parseRoute, routeText } from '../../lib/routing/route-json.ts';
import { ROUTED_GROUPS } from '../../lib/targets/rdb-group/ports/routed-groups.ts';

export interface MemoryRouteStore extends RouteReader, RouteWriter {
  /** By group; whoever writes here writes over the table by hand. */
  readonly texts: Map<string, string>;
  /** What cycles have learned, by group: as in the state item. */
  readonly learned: Map<string, object>;
}

const AHEAD_MAX_MS = 600_000;

export function createMemoryRouteStore(): MemoryRouteStore {
  const texts = new Map<string, string>();
  const learned = new Map<string, object>();
  const asOfMs = new Map<string, number>();
  const keptOf = (group: string) => {
    const text = texts.get(group);
    return text === undefined ? undefined : parseRoute(text);
  };
  return {
    texts,
    learned,
    writeRoute: (route) => {
      const keptMs = asOfMs.get(route.group) ?? 0;
      if (keptMs > route.asOfMs && keptMs <= route.asOfMs + AHEAD_MAX_MS) return Promise.resolve(false);
      texts.set(route.group, routeText(route));
      asOfMs.set(route.group, route.asOfMs);
      return Promise.resolve(true);
    },
    readKept: (group) => {
      const parsed = keptOf(group);
      return Promise.resolve(parsed?.ok ? parsed.route : undefined);
    },
    readRoute: (group) => {
      const parsed = keptOf(group);
      const kept = parsed?.ok ? parsed.route : undefined;
      const route = ROUTED_GROUPS.routeOf({ group, learned: learned.get(group), kept });
      if (route) return Promise.resolve({ kind: 'known', route });
      if (!parsed || parsed.ok) return Promise.resolve({ kind: 'unknown' });
      const problem = `the item GROUP#${group} / ROUTE of the state table cannot be read: ${parsed.problem}`;
      return Promise.resolve({ kind: 'unreadable', problem });
    },
    listRouted: () => Promise.resolve([...learned.keys()].sort()),
  };
}
