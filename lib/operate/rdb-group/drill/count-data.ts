// How much of what a group held before is with its servers now: by the numbers of messages, where servers tell them, and else
// by rows. Pure.
import type { KnownNode, MessageRange, Route } from '../../../routing/route.ts';

export interface DataCount {
  readonly expected: number;
  readonly found: number;
  readonly unit: 'messages' | 'rows';
}

/**
 * Of what the group held at `before`: rows that have come since are not counted twice, but by rows alone they could hide one
 * that is missing. `undefined`: no server tells what it holds.
 */
export function countData(before: Route, now: Route): DataCount | undefined {
  const wanted = rangesOf(before.nodes);
  const there = rangesOf(now.nodes);
  if (wanted && there) {
    const expected = sizeOf(wanted);
    return { unit: 'messages', expected, found: sizeOf(common(wanted, there)) };
  }
  const expected = rowsOf(before.nodes);
  const rows = rowsOf(now.nodes);
  if (expected === undefined || rows === undefined) return undefined;
  return { unit: 'rows', expected, found: Math.min(expected, rows) };
}

/** Whether servers tell what they hold at all: without it a drill of their data proves nothing. */
export function tellsData({ basis, nodes }: Route): boolean {
  return basis === 'slices' && rowsOf(nodes) !== undefined;
}

/** `undefined` where one holds rows and does not tell its numbers. */
function rangesOf(nodes: readonly KnownNode[]): readonly MessageRange[] | undefined {
  const holders = nodes.filter(({ tables }) => Object.values(tables).some(({ rows }) => rows > 0));
  const told = holders.flatMap(({ messages }) => messages ?? []);
  if (told.length === 0 || told.length < holders.length) return undefined;
  return joined(told);
}

function rowsOf(nodes: readonly KnownNode[]): number | undefined {
  const told = nodes.filter(({ tables }) => Object.keys(tables).length > 0);
  if (told.length === 0) return undefined;
  return told.reduce(
    (sum, { tables }) => sum + Object.values(tables).reduce((all, { rows }) => all + rows, 0),
    0,
  );
}

function joined(ranges: readonly MessageRange[]): readonly MessageRange[] {
  const made: MessageRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = made.at(-1);
    if (last && range.from <= last.to + 1)
      made[made.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else made.push(range);
  }
  return made;
}

function common(a: readonly MessageRange[], b: readonly MessageRange[]): readonly MessageRange[] {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
      return from <= to ? [{ from, to }] : [];
    }),
  );
}

function sizeOf(ranges: readonly MessageRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
