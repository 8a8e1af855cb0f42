// The JSON in which routes are kept, and answers are given: times in ISO 8601, UTC. What is answered, to the letter:
//
//   {"group", "asOf", "version", "complete", "notes"?, "nodes": [{"nodeId", "status", "role", "azId", "launchTime",
//    "address", "port", "processes", "asOf", "messages"?: {"from", "to"}, "tables": {"trade": {"rows", "from", "to"}}}]}
//
// What is kept has besides what only answering needs: "basis", "lateDataMs", "turnOpen", of exact slices "exact", and of nodes that say
// nothing "lastWord" and "goneBy".
import * as z from 'zod';
import type { Answer } from './answer-question.ts';
import type { KnownNode, Route, Slice } from './route.ts';

export type ParsedRoute =
  | { readonly ok: true; readonly route: Route }
  /** What is wrong with the text, as the end of a sentence. */
  | { readonly ok: false; readonly problem: string };

/** Pure. */
export function routeText({ asOfMs, nodes, isTurnOpen, ...route }: Route): string {
  const { group, version, basis, lateDataMs } = route;
  return JSON.stringify({
    ...{ group, asOf: isoOf(asOfMs), version, basis, lateDataMs },
    ...(isTurnOpen && { turnOpen: true }),
    nodes: nodes.map(keptOfNode),
  });
}

/** What `routeText` made, of this version or of a later one that only adds to it. Pure. */
export function parseRoute(text: string): ParsedRoute {
  const parsed = ROUTE.safeParse(jsonOf(text));
  if (parsed.success) {
    const { asOf: asOfMs, turnOpen, nodes, ...route } = parsed.data;
    const known = { ...route, asOfMs, ...(turnOpen && { isTurnOpen: true as const }) };
    return { ok: true, route: { ...known, nodes: nodes.map(nodeOfJson) } };
  }
  const [issue] = parsed.error.issues;
  return { ok: false, problem: `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is no route'}` };
}

/** What is answered to those who ask; plain data, for `JSON.stringify`. Pure. */
export function answerJson({ group, asOfMs, version, complete, notes, nodes }: Answer) {
  return {
    group,
    asOf: isoOf(asOfMs),
    version,
    complete,
    ...(notes.length > 0 && { notes }),
    nodes: nodes.map((node) => ({ ...jsonOfNode(node), tables: mapValues(node.tables, jsonOfSlice) })),
  };
}

export type AnswerJson = ReturnType<typeof answerJson>;

function keptOfNode(given: KnownNode) {
  const { lastWord, goneByMs } = given;
  return {
    ...jsonOfNode(given),
    ...(lastWord && {
      lastWord: { saidAt: isoOf(lastWord.saidAtMs), tables: mapValues(lastWord.tables, keptOfSlice) },
    }),
    ...(goneByMs !== undefined && { goneBy: isoOf(goneByMs) }),
  };
}

function jsonOfNode({ launchedAtMs, asOfMs, tables, messages, ...node }: KnownNode) {
  const { nodeId, status, role, azId, address, port, processes } = node;
  return {
    nodeId,
    status,
    role,
    azId,
    launchTime: isoOrNull(launchedAtMs),
    address,
    port,
    processes,
    asOf: isoOrNull(asOfMs),
    ...(messages && { messages }),
    tables: mapValues(tables, keptOfSlice),
  };
}

function keptOfSlice(slice: Slice) {
  return { ...jsonOfSlice(slice), ...(slice.isExact && { exact: true }) };
}

function jsonOfSlice({ rows, fromMs, toMs }: Slice) {
  return { rows, from: isoOrNull(fromMs), to: isoOrNull(toMs) };
}

function nodeOfJson({
  launchTime,
  asOf,
  tables,
  messages,
  lastWord,
  goneBy,
  ...node
}: z.output<typeof NODE>): KnownNode {
  return {
    ...node,
    launchedAtMs: launchTime,
    asOfMs: asOf,
    ...(messages && { messages }),
    tables: mapValues(tables, sliceOfJson),
    ...(lastWord && {
      lastWord: { saidAtMs: lastWord.saidAt, tables: mapValues(lastWord.tables, sliceOfJson) },
    }),
    ...(goneBy !== undefined && { goneByMs: goneBy }),
  };
}

function sliceOfJson({ rows, from, to, exact }: z.output<typeof SLICE>): Slice {
  return { rows, fromMs: from, toMs: to, ...(exact && { isExact: true }) };
}

const time = z.iso.datetime().transform((text) => Date.parse(text));
const count = z.number().nonnegative();

const SLICE = z.object({
  rows: count,
  from: time.nullable(),
  to: time.nullable(),
  exact: z.literal(true).optional(),
});

const NODE = z.object({
  nodeId: z.string(),
  status: z.enum(['ready', 'busy', 'launching', 'silent', 'leaving', 'gone']),
  role: z.enum(['live', 'queued', 'rolled', 'flushed', 'unknown']),
  azId: z.string().nullable(),
  launchTime: time.nullable(),
  address: z.string().nullable(),
  port: count,
  processes: count,
  asOf: time.nullable(),
  messages: z.object({ from: count, to: count }).optional(),
  tables: z.record(z.string(), SLICE),
  lastWord: z.object({ saidAt: time, tables: z.record(z.string(), SLICE) }).optional(),
  goneBy: time.optional(),
});

const ROUTE = z.object({
  group: z.string(),
  asOf: time,
  version: count,
  basis: z.enum(['slices', 'roles']),
  lateDataMs: count,
  turnOpen: z.literal(true).optional(),
  nodes: z.array(NODE),
});

function mapValues<From, To>(
  from: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, map(value)]));
}

/** The years that ISO 8601 writes in four digits. What a node says may lie beyond them; nobody asks for that. */
const TIME_MIN_MS = Date.parse('0001-01-01T00:00:00Z');
const TIME_MAX_MS = Date.parse('9999-12-31T23:59:59.999Z');

function isoOf(timeMs: number): string {
  return new Date(Math.min(TIME_MAX_MS, Math.max(TIME_MIN_MS, timeMs))).toISOString();
}

function isoOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : isoOf(timeMs);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema then refuses it.
  }
}
