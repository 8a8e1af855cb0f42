// Keeps what is learned of a node small: a group of which nothing is known is absent, not empty.
import type { NodeLearned } from './learned/node-learned.ts';

/** The same value where there is none that is empty, as is usual: it is not copied for each report. */
export function withoutEmptyGroups(node: NodeLearned): NodeLearned {
  if (!hasEmpty(node)) return node;
  const known = Object.entries(node).filter(([, group]) => !isEmpty(group));
  return Object.fromEntries(known) as unknown as NodeLearned;
}

/** Without a list of the groups, or of what is in them: this is asked of every node at every look. */
function hasEmpty(node: NodeLearned): boolean {
  for (const name in node) if (isEmpty(node[name as keyof NodeLearned])) return true;
  return false;
}

function isEmpty(group: unknown): boolean {
  if (typeof group !== 'object' || group === null) return false;
  for (const _ in group) return false;
  return true;
}
