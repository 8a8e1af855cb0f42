// Keeps what is learned of a node small: a group of which nothing is known is absent, not empty.
import type { NodeLearned } from './node-learned.ts';

/** The same value where there is none that is empty, as is usual: it is not copied for each report. */
export function withoutEmptyGroups(node: NodeLearned): NodeLearned {
  if (!Object.values(node).some(isEmpty)) return node;
  const known = Object.entries(node).filter(([, group]) => !isEmpty(group));
  return Object.fromEntries(known) as unknown as NodeLearned;
}

function isEmpty(group: unknown): boolean {
  return typeof group === 'object' && group !== null && Object.keys(group).length === 0;
}
