// What must hold of every answer, tried on days of which the whole truth is known: who holds rows of the window is asked, and
// whoever knows less asks no fewer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { KnownNode, NodeRole, NodeStatus, Question, Route, Slice } from '../../lib/routing/route.ts';
import { aRoute, knownNode, NOW_MS } from './a-route.ts';

const LATE_MS = 50;
const TABLES = ['trade', 'quote'] as const;
const RUNS = { numRuns: 1_500 };

/** A row of a table: it arrived then, and its time is up to `LATE_MS` before. */
interface Row {
  readonly table: (typeof TABLES)[number];
  readonly arrivedAtMs: number;
  readonly timeMs: number;
}

const rows = fc.array(
  fc
    .tuple(fc.constantFrom(...TABLES), fc.nat(1_000), fc.nat(LATE_MS))
    .map(([table, arrivedAtMs, lateMs]): Row => ({ table, arrivedAtMs, timeMs: arrivedAtMs - lateMs })),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** When the turn passed from node to node. */
const rolls = fc.array(fc.nat(200), { maxLength: 4 }).map((times) => times.sort((a, b) => a - b));

interface Day {
  readonly route: Route;
  readonly rowsByNode: ReadonlyMap<string, readonly Row[]>;
}

/** The rows of a day, each with the node that was live as it arrived; and what the nodes say of it. */
const day = fc.tuple(rows, rolls, fc.boolean()).map(([all, rolledAtMs, isExact]): Day => {
  const liveAt = (arrivedAtMs: number) => rolledAtMs.filter((atMs) => atMs <= arrivedAtMs).length;
  const rowsByNode = new Map<string, readonly Row[]>();
  const nodes = Array.from({ length: rolledAtMs.length + 2 }, (_, turn): KnownNode => {
    const own = all.filter((row) => liveAt(row.arrivedAtMs) === turn);
    rowsByNode.set(`i-${turn}`, own);
    const tables = Object.fromEntries(TABLES.map((table) => [table, sliceOf(own, { table, isExact })]));
    return knownNode(`i-${turn}`, { role: roleOf(turn - rolledAtMs.length), tables });
  });
  return { route: aRoute(nodes, { lateDataMs: LATE_MS }), rowsByNode };
});

function roleOf(turnsAhead: number): NodeRole {
  if (turnsAhead === 0) return 'live';
  return turnsAhead > 0 ? 'queued' : 'rolled';
}

/** The first and the last as they arrived, or the bounds of all. */
function sliceOf(own: readonly Row[], { table, isExact }: { table: string; isExact: boolean }): Slice {
  const inOrder = own.filter((row) => row.table === table).sort((a, b) => a.arrivedAtMs - b.arrivedAtMs);
  const times = inOrder.map((row) => row.timeMs);
  if (times.length === 0) return { rows: 0, fromMs: null, toMs: null };
  if (isExact) return { rows: times.length, fromMs: Math.min(...times), toMs: Math.max(...times), isExact };
  return { rows: times.length, fromMs: times[0] ?? null, toMs: times.at(-1) ?? null };
}

/** Any window; or one that begins with a row: a late one is beyond what its node says of itself. */
const dayAndQuestion = day.chain((given) => {
  const timesMs = [...given.rowsByNode.values()].flat().map((row) => row.timeMs);
  const anywhere = fc.tuple(fc.integer({ min: -LATE_MS, max: 200 }), fc.nat(30));
  const times = fc.oneof(anywhere, fc.tuple(fc.constantFrom(...timesMs), fc.nat(3)));
  const question = fc
    .tuple(fc.constantFrom(...TABLES, undefined), times)
    .map(([table, [fromMs, forMs]]): Question => ({ ...(table && { table }), fromMs, toMs: fromMs + forMs }));
  return fc.tuple(fc.constant(given), question);
});

/** One thing less that is known of a node. */
type Forget = (node: KnownNode) => KnownNode;
const dropTables: Forget = (node) => ({ ...node, tables: {} });
const forgetTimes: Forget = (node) => ({
  ...node,
  tables: Object.fromEntries(
    Object.entries(node.tables).map(([table, { rows: held, ...slice }]) => [
      table,
      held === 0 ? { rows: held, ...slice } : { rows: held, fromMs: null, toMs: null },
    ]),
  ),
});
const forgetEnds: Forget = (node) => ({
  ...node,
  tables: Object.fromEntries(
    Object.entries(node.tables).map(([table, slice]) => [
      table,
      slice.rows === 0 ? slice : { ...slice, toMs: null },
    ]),
  ),
});
const forgetRole: Forget = (node) => ({ ...node, role: 'unknown' });
const as =
  (status: NodeStatus): Forget =>
  (node) => ({ ...node, status });

const lapses = fc.array(
  fc.tuple(
    fc.nat(5),
    fc.constantFrom(
      dropTables,
      forgetTimes,
      forgetEnds,
      forgetRole,
      as('silent'),
      as('busy'),
      as('launching'),
    ),
  ),
  { maxLength: 6 },
);

const without = (route: Route, forgotten: readonly (readonly [number, Forget])[]): Route => ({
  ...route,
  nodes: route.nodes.map((node, index) =>
    forgotten.reduce((known, [at, forget]) => (at === index ? forget(known) : known), node),
  ),
});

/** The same day, of which one node has ended: it said what it held some time before, and was found to be gone some time after. */
const dayWithAnEnd = fc
  .tuple(dayAndQuestion, fc.nat(5), fc.nat(200), fc.nat(1_000), fc.nat(50))
  .map(([[{ route, rowsByNode }, asked], which, saidAtMs, untilEndMs, untilFoundMs]) => {
    const [ended] = route.nodes.slice(which % route.nodes.length);
    if (!ended) throw new Error('a day without nodes');
    const all = rowsByNode.get(ended.nodeId) ?? [];
    const endedAtMs = saidAtMs + untilEndMs;
    const held = all.filter((row) => row.arrivedAtMs <= endedAtMs);
    const said = all.filter((row) => row.arrivedAtMs <= saidAtMs);
    const isExact = Object.values(ended.tables).some((one) => one.isExact);
    const tables = Object.fromEntries(TABLES.map((table) => [table, sliceOf(said, { table, isExact })]));
    const gone: KnownNode = {
      ...ended,
      status: 'gone',
      role: 'unknown',
      tables: {},
      lastWord: { saidAtMs, tables },
      goneByMs: endedAtMs + untilFoundMs,
    };
    const live = knownNode('i-next', { role: 'live' });
    const others = route.nodes
      .filter((node) => node !== ended)
      .map((node): KnownNode => (node.role === 'live' ? { ...node, role: 'rolled' } : node));
    return { route: { ...route, nodes: [...others, gone, live] }, held, gone, asked };
  });

const idsOf = (route: Route, asked: Question) =>
  new Set(answerQuestion(route, asked, NOW_MS).nodes.map(({ nodeId }) => nodeId));

const isAsked = (row: Row, { table, fromMs = 0, toMs = 0 }: Question) =>
  (table === undefined || row.table === table) && row.timeMs >= fromMs && row.timeMs <= toMs;

describe('whatever is asked', () => {
  it('a node that holds a row of the window is asked, however much is forgotten', () => {
    let leftOut = 0;
    let beyondItsBounds = 0;
    fc.assert(
      fc.property(dayAndQuestion, lapses, ([{ route, rowsByNode }, asked], forgotten) => {
        const ids = idsOf(without(route, forgotten), asked);
        for (const [nodeId, own] of rowsByNode) {
          const held = own.filter((row) => isAsked(row, asked));
          if (held.length > 0) expect(ids).toContain(nodeId);
          if (!ids.has(nodeId)) leftOut += 1;
          const tables = route.nodes.find((node) => node.nodeId === nodeId)?.tables ?? {};
          const isOutside = ({ fromMs, toMs }: Slice) =>
            (fromMs ?? 0) > (asked.toMs ?? 0) || (toMs ?? 0) < (asked.fromMs ?? 0);
          if (held.some(({ table }) => tables[table] && isOutside(tables[table]))) beyondItsBounds += 1;
        }
      }),
      RUNS,
    );
    // Otherwise the answer were everybody, and late rows none.
    expect(leftOut).toBeGreaterThan(200);
    expect(beyondItsBounds).toBeGreaterThan(4);
  });

  it('whoever knows less asks no fewer, and is no surer that these are all', () => {
    let larger = 0;
    fc.assert(
      fc.property(dayAndQuestion, lapses, ([{ route }, asked], forgotten) => {
        const [more, less] = [route, without(route, forgotten)];
        const [ids, fewer] = [idsOf(less, asked), idsOf(more, asked)];
        for (const nodeId of fewer) expect(ids).toContain(nodeId);
        if (ids.size > fewer.size) larger += 1;
        if (!answerQuestion(more, asked, NOW_MS).complete)
          expect(answerQuestion(less, asked, NOW_MS).complete).toBe(false);
      }),
      RUNS,
    );
    expect(larger).toBeGreaterThan(50);
  });

  it('rows that have gone with their node are missed by no answer that is complete; others still are', () => {
    let [complete, lost, sinceItsWord] = [0, 0, 0];
    fc.assert(
      fc.property(dayWithAnEnd, ({ route, held, gone, asked }) => {
        const answer = answerQuestion(route, asked, NOW_MS);
        if (answer.complete) complete += 1;
        const missed = held.filter((row) => isAsked(row, asked));
        if (missed.length === 0) return;
        lost += 1;
        if (missed.every((row) => row.arrivedAtMs > (gone.lastWord?.saidAtMs ?? 0))) sinceItsWord += 1;
        expect(answer.complete).toBe(false);
        expect(answer.nodes).toContain(gone);
      }),
      RUNS,
    );
    expect(complete).toBeGreaterThan(200);
    expect(lost).toBeGreaterThan(100);
    expect(sinceItsWord).toBeGreaterThan(10);
  });

  it('a wider window asks no fewer', () => {
    let more = 0;
    fc.assert(
      fc.property(dayAndQuestion, fc.nat(300), ([{ route }, asked], byMs) => {
        const { fromMs = 0, toMs = 0 } = asked;
        const ids = idsOf(route, { ...asked, fromMs: fromMs - byMs, toMs: toMs + byMs });
        const narrower = idsOf(route, asked);
        for (const nodeId of narrower) expect(ids).toContain(nodeId);
        if (ids.size > narrower.size) more += 1;
      }),
      RUNS,
    );
    expect(more).toBeGreaterThan(100);
  });
});
