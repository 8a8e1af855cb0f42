// Whether what was read from the state table as learned of a group has the parts that every look relies on. What they hold is
// not looked through: cycles wrote it. An item that somebody has written over by hand must not stop its group for good.
import { NOTHING_LEARNED } from './state.ts';

/** Pure. Of anything that says that it has today's version. */
export function hasAllParts(stored: object): boolean {
  const given = stored as Readonly<Record<string, unknown>>;
  const parts = Object.entries(NOTHING_LEARNED).every(([name, part]) => kindOf(given[name]) === kindOf(part));
  if (!parts) return false;
  const { nodes, launches } = given as { nodes: object; launches: { readonly leadTimesMs?: unknown } };
  return Array.isArray(launches.leadTimesMs) && Object.values(nodes).every(isNode);
}

function isNode(value: unknown): boolean {
  return kindOf(value) === 'record' && kindOf((value as { readonly launch?: unknown }).launch) === 'record';
}

function kindOf(value: unknown): 'record' | 'list' | 'other' {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'record' : 'other';
}
