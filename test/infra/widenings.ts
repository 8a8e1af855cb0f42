// Changes of the files that would let somebody do more, or AWS less, than they must: each is made, alone, on the text
// of its file, and an audit must report it. A change whose text is not found fails, so the list cannot grow stale.
// Made and judged by least-privilege.test.ts.
import { NEW_CALLS } from './widenings/new-calls.ts';
import { OF_DRILLS } from './widenings/of-drills.ts';
import { OF_ENTRANCES } from './widenings/of-entrances.ts';
import { OF_ROLES } from './widenings/of-roles.ts';
import { REMOVALS } from './widenings/removals.ts';
import type { Widening } from './widenings/widening.ts';

export const WIDENINGS: readonly Widening[] = [
  ...OF_ROLES,
  ...OF_DRILLS,
  ...OF_ENTRANCES,
  ...REMOVALS,
  ...NEW_CALLS,
];
