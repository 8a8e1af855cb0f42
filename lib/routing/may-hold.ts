// Whether a node may hold rows that a question is about. The one rule above all others: who may is never left out, so
// only what is known for sure counts against a node, and what is not known makes the answer larger.
import type { KnownNode, Question, Route, Slice } from './route.ts';

/** Pure. */
export function mayHold(
  node: KnownNode,
  question: Question,
  { lateDataMs }: Pick<Route, 'lateDataMs'>,
): boolean {
  const told = node.status === 'gone' ? toldBeforeItsEnd(node, question) : toldOf(node, question);
  return !told || told.some((slice) => intersects(slice, question, lateDataMs));
}

/** `undefined` where what a node has said may not be all that it holds. */
function toldOf(node: KnownNode, question: Question): readonly Slice[] | undefined {
  return isSettled(node) ? slicesAskedFor(node, question) : undefined;
}

/**
 * What it said last, and what may have arrived between that and its end. (A log that it replayed in that time was another's,
 * whose own slice it is as well.)
 */
function toldBeforeItsEnd(
  { lastWord, goneByMs }: KnownNode,
  question: Question,
): readonly Slice[] | undefined {
  if (!lastWord || goneByMs === undefined) return undefined;
  const { tables, saidAtMs } = lastWord;
  const since = { rows: Number.POSITIVE_INFINITY, fromMs: saidAtMs, toMs: goneByMs };
  return [...slicesAskedFor({ tables }, question), since];
}

/**
 * What the node holds stays as it said, until its day ends. Not so of the live node; of one that may be the next: nobody
 * says which of several waits first, and between the look and the query the turn may have passed on; and of one that
 * is changing, or has not spoken.
 */
function isSettled({ status, role }: KnownNode): boolean {
  return (status === 'ready' || status === 'leaving') && (role === 'rolled' || role === 'flushed');
}

const ANYTHING: Slice = { rows: Number.POSITIVE_INFINITY, fromMs: null, toMs: null };

/** Those that may have what is asked for. A node that holds rows, and does not say of which tables, may have any. */
function slicesAskedFor(
  { role, tables }: Pick<KnownNode, 'tables'> & Partial<Pick<KnownNode, 'role'>>,
  { table }: Question,
): readonly Slice[] {
  if (role === 'flushed') return [];
  if (table !== undefined) return [Object.hasOwn(tables, table) ? (tables[table] ?? ANYTHING) : ANYTHING];
  const all = Object.values(tables);
  return all.length === 0 ? [ANYTHING] : all;
}

/**
 * A row arrives up to so much later than its time. Rows stand in the order in which they arrived, so the first one's
 * time may be later than that of a row after it, and the last one's earlier than that of a row before it, but by no
 * more than that: hence both bounds are widened.
 */
function intersects({ rows, fromMs, toMs, isExact }: Slice, question: Question, lateDataMs: number): boolean {
  if (rows === 0) return false;
  const widenedByMs = isExact ? 0 : lateDataMs;
  const { fromMs: askedFromMs = Number.NEGATIVE_INFINITY, toMs: askedToMs = Number.POSITIVE_INFINITY } =
    question;
  const beginsInTime = fromMs === null || fromMs - widenedByMs <= askedToMs;
  const endsInTime = toMs === null || toMs + widenedByMs >= askedFromMs;
  return beginsInTime && endsInTime;
}
