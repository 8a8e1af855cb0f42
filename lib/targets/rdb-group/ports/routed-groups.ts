// How it stands in the state table where groups' data is: what was learned tells which route still holds.
import { readLearned } from '../../../learning/learned-codec.ts';
import type { RoutedKind } from '../../../ports/route-store.ts';
import { routeOfKept } from '../domain/learned/route-learned.ts';
import { KEPT_GROUPS } from './kept-groups.ts';

export const ROUTED_GROUPS: RoutedKind = {
  keyPrefix: KEPT_GROUPS.keyPrefix,
  routeOf({ group, learned, kept }) {
    const { route, nodes = {} } = readLearned(KEPT_GROUPS.learned, learned) ?? {};
    return routeOfKept({ group, route, nodes, kept });
  },
};
