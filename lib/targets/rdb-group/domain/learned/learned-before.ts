// What earlier versions have learned of a group, in today's shape. Nothing is lost: a group that is served by 0.1 and then
// by us is not watched anew, and a first proof of emptiness stands. lib/learning/learned-codec.ts asks for it.
import type { NodeLearned } from './node-learned.ts';
import { LEARNED_VERSION, type GroupLearned } from '../state.ts';
import { withoutEmptyGroups } from '../without-empty-groups.ts';

/** Version 1 (0.1) kept the same values under the same names, in two flat bags: of a node, and of the group. */
const NODE_GROUPS = {
  launch: ['firstSeenAtMs', 'launchedAtMs', 'requestedAtMs', 'firstReportAtMs'],
  last: ['observedAtMs', 'live', 'queued', 'rows', 'updates', 'changedAtMs', 'arrivedAfterMs'],
  memory: ['used', 'total', 'baseline', 'anchor', 'grewAtMs', 'grownTo', 'grownRows'],
  queue: ['everQueued', 'mayHaveRejoined', 'passedOver'],
  turn: ['everLive', 'everFilled', 'liveSinceMs', 'rollDueSinceMs', 'rolledLate'],
  emptiness: ['proof', 'rowsDoubtedSinceMs'],
  hook: ['waitingSinceMs', 'heartbeatAtMs'],
} as const satisfies { readonly [G in keyof NodeLearned]?: readonly (keyof NonNullable<NodeLearned[G]>)[] };

const GROUP_GROUPS = {
  looks: ['watchedSinceMs', 'lastLookAtMs'],
  launches: ['leadTimesMs', 'missingSinceMs', 'activitiesAskedAtMs'],
  changes: ['lastScaleOut', 'lastRetirement'],
  claims: ['blindSinceMs', 'twoLiveSinceMs'],
  queue: ['leftQueueAtMs', 'flushedAtMs'],
  sleep: ['wokenFromMs', 'turnPassedOnAtMs'],
} as const satisfies { readonly [G in keyof GroupLearned]?: readonly (keyof NonNullable<GroupLearned[G]>)[] };

type Flat = Readonly<Record<string, unknown>>;

/** What version 1 learned, in today's shape. Pure. */
export function fromVersion1(stored: object): GroupLearned {
  const { nodes, ...flat } = stored as Flat;
  const before = Object.entries((nodes ?? {}) as Readonly<Record<string, Flat>>);
  const grouped = {
    ...regrouped(flat, GROUP_GROUPS),
    version: LEARNED_VERSION,
    nodes: Object.fromEntries(before.map(([id, node]) => [id, nodeFromVersion1(node)])),
  };
  // JSON that was written as version 1 has, value for value, what the types of version 2 say.
  return grouped as unknown as GroupLearned;
}

function nodeFromVersion1(flat: Flat): NodeLearned {
  return withoutEmptyGroups(regrouped(flat, NODE_GROUPS) as unknown as NodeLearned);
}

/** Each value in its group; one that belongs to none stays where it is. */
function regrouped(flat: Flat, groups: Readonly<Record<string, readonly string[]>>): Flat {
  const names = new Set(Object.values(groups).flat());
  const others = Object.entries(flat).filter(([name]) => !names.has(name));
  const inGroups = Object.entries(groups).map(([group, own]) => [
    group,
    Object.fromEntries(own.flatMap((name) => (flat[name] === undefined ? [] : [[name, flat[name]]]))),
  ]);
  return Object.fromEntries([...others, ...inGroups]) as Flat;
}
