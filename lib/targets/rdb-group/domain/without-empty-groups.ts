// Keeps what is learned of a node small: a group of which nothing is known is absent, not empty.
import type { NodeLearned } from './node-learned.ts';

export function withoutEmptyGroups(node: NodeLearned): NodeLearned {
  const known = Object.entries(node).filter(([, group]) => !isEmpty(group));
  return Object.fromEntries(known) as unknown as NodeLearned;
}

function isEmpty(group: unknown): boolean {
  return typeof group === 'object' && group !== null && Object.keys(group).length === 0;
}
