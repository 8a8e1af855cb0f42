// Whether the nodes' ranges of message numbers fit together: a day's messages lie on its nodes one after the other, as one
// is live at a time. A gap is data that no node holds; an overlap, data that two hold, and a query counts twice.
import type { KnownNode, MessageRange } from './route.ts';

export interface Misfit {
  readonly kind: 'gap' | 'overlap';
  /** The numbers that nobody holds, or that both hold. */
  readonly from: number;
  readonly to: number;
  /** The nodes before and after. */
  readonly nodeIds: readonly [string, string];
}

/**
 * In order of the numbers. A gap is told of only where every node that may hold rows has told its range: what is missing
 * may be with one that has not. Pure.
 */
export function messageMisfits(nodes: readonly KnownNode[]): readonly Misfit[] {
  const holders = nodes.filter(mayHaveTaken);
  const told = holders.flatMap(({ nodeId, messages }) => (messages ? [{ nodeId, ...messages }] : []));
  const misfits = misfitsOf(told.sort((a, b) => a.from - b.from || a.to - b.to));
  return told.length === holders.length ? misfits : misfits.filter(({ kind }) => kind === 'overlap');
}

function mayHaveTaken({ role, status, messages }: KnownNode): boolean {
  return (
    messages !== undefined ||
    role === 'live' ||
    role === 'rolled' ||
    (role === 'unknown' && status !== 'launching')
  );
}

interface Told extends MessageRange {
  readonly nodeId: string;
}

function misfitsOf(told: readonly Told[]): readonly Misfit[] {
  const misfits: Misfit[] = [];
  let furthest: Told | undefined;
  for (const next of told) {
    if (furthest) misfits.push(...between(furthest, next));
    if (!furthest || next.to > furthest.to) furthest = next;
  }
  return misfits;
}

/** `before` reaches furthest of all that begin no later than `after`. */
function between(before: Told, after: Told): readonly Misfit[] {
  const nodeIds = [before.nodeId, after.nodeId] as const;
  if (after.from > before.to + 1) return [{ kind: 'gap', from: before.to + 1, to: after.from - 1, nodeIds }];
  if (after.from <= before.to)
    return [{ kind: 'overlap', from: after.from, to: Math.min(before.to, after.to), nodeIds }];
  return [];
}
