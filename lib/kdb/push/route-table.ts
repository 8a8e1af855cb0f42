// What a gateway is sent: a route as a q table, one row for each node and table, in the asynchronous message
// `(".spillway.upd";table)`. The contract, column by column, is docs/kdb-protocol.md; a test holds the two together.
import type { KnownNode, Route, Slice } from '../../routing/route.ts';
import { encodeMessage } from '../ipc/encode-value.ts';
import { chars, KDB_EPOCH_MS, type QTable, type Scalar, type TypeNumber } from '../ipc/values.ts';

/** All that is known of a group. */
export interface PushedRoute extends Route {
  /** As an answer's: every row is with one of the nodes, but for what has arrived since. */
  readonly complete: boolean;
  /** The same of all windows that no server which is gone may have held rows of. */
  readonly isCompleteButForGone?: true;
}

/** The function of the gateway that takes the table. */
export const GATEWAY_FUNCTION = '.spillway.upd';

/** One row: a node's table; a node of whose tables nothing is known; or, without either, a group that has no nodes. */
interface Row {
  readonly route: PushedRoute;
  readonly node?: KnownNode;
  readonly table?: string;
  /** Without rows: some, nobody knows how many. */
  readonly slice?: Partial<Slice>;
}

interface Column {
  readonly name: string;
  readonly type: TypeNumber;
  readonly of: (row: Row) => Scalar;
}

/** The columns, in order. What is not known is null; the null symbol is the empty text. */
const COLUMNS: readonly Column[] = [
  { name: 'group', type: 11, of: ({ route }) => route.group },
  { name: 'version', type: 7, of: ({ route }) => count(route.version) },
  { name: 'complete', type: 1, of: ({ route }) => route.complete },
  { name: 'asOf', type: 12, of: ({ route }) => timestamp(route.asOfMs) },
  { name: 'node', type: 11, of: ({ node }) => node?.nodeId ?? '' },
  { name: 'role', type: 11, of: ({ node }) => node?.role ?? '' },
  { name: 'status', type: 11, of: statusOf },
  { name: 'azId', type: 11, of: ({ node }) => node?.azId ?? '' },
  { name: 'launchTime', type: 12, of: ({ node }) => timestamp(node?.launchedAtMs) },
  { name: 'address', type: 11, of: ({ node }) => node?.address ?? '' },
  { name: 'port', type: 7, of: ({ node }) => count(node?.port) },
  { name: 'processes', type: 7, of: ({ node }) => count(node?.processes) },
  { name: 'nodeAsOf', type: 12, of: ({ node }) => timestamp(node?.asOfMs) },
  { name: 'messagesFrom', type: 7, of: ({ node }) => count(node?.messages?.from) },
  { name: 'messagesTo', type: 7, of: ({ node }) => count(node?.messages?.to) },
  { name: 'table', type: 11, of: ({ table }) => table ?? '' },
  { name: 'rows', type: 7, of: ({ slice }) => count(slice?.rows) },
  { name: 'from', type: 12, of: ({ slice }) => timestamp(slice?.fromMs) },
  { name: 'to', type: 12, of: ({ slice }) => timestamp(slice?.toMs) },
  { name: 'isExact', type: 1, of: ({ slice }) => slice?.isExact === true },
  { name: 'lateData', type: 16, of: ({ route }) => nanoseconds(route.lateDataMs) },
];

/** Pure. */
export function routeTable(route: PushedRoute): QTable {
  const rows = rowsOf(route);
  return {
    kind: 'table',
    columns: COLUMNS.map(({ name }) => name),
    data: COLUMNS.map(({ type, of }) => ({ kind: 'vector', type, items: rows.map(of) })),
  };
}

/** The whole message, as it is sent. Throws `KdbError` for a name that no symbol can hold. */
export function routeMessage(route: PushedRoute): Uint8Array {
  const items = [chars(GATEWAY_FUNCTION), routeTable(route)];
  return encodeMessage({ kind: 'list', items }, { messageType: 'async' });
}

function rowsOf(route: PushedRoute): readonly Row[] {
  if (route.nodes.length === 0) return [{ route }];
  return route.nodes.flatMap((node): readonly Row[] => {
    if (isJudgedByWindow(route, node)) return rowsOfEnded(route, node);
    const tables = Object.entries(node.tables);
    if (tables.length === 0) return [{ route, node }];
    return tables.map(([table, slice]) => ({ route, node, table, slice }));
  });
}

/** `gone`: nobody can say what it held. `ended`: its rows say it, and nothing but they keeps a window from being complete. */
function statusOf({ route, node }: Row): string {
  if (!node) return '';
  return isJudgedByWindow(route, node) ? 'ended' : node.status;
}

function isJudgedByWindow({ isCompleteButForGone }: PushedRoute, { status }: KnownNode): boolean {
  return status === 'gone' && isCompleteButForGone === true;
}

/** What it said last of each table, and what may have come between that and its end. */
function rowsOfEnded(route: PushedRoute, node: KnownNode): readonly Row[] {
  const { lastWord, goneByMs } = node;
  const tables = Object.entries(lastWord?.tables ?? {});
  if (!lastWord || goneByMs === undefined || tables.length === 0) return [{ route, node }];
  const since = { fromMs: lastWord.saidAtMs, toMs: goneByMs };
  return tables.flatMap(([table, slice]) => [
    { route, node, table, slice },
    { route, node, table, slice: since },
  ]);
}

/** The largest long that is a number; one more is q's infinity, and beyond it bits are lost: many rows would become none. */
const LONG_MAX = 2n ** 63n - 2n;

function count(value: number | undefined): Scalar {
  if (value === undefined) return null;
  const whole = BigInt(Math.round(value));
  return whole > LONG_MAX ? LONG_MAX : whole;
}

const NANOSECONDS_PER_MS = 1_000_000n;

function nanoseconds(durationMs: number): bigint {
  return BigInt(Math.round(durationMs)) * NANOSECONDS_PER_MS;
}

/** Of a timestamp, which counts in 64 bits: what is beyond them is infinitely early or late, and a window is no narrower for it. */
const TIMESTAMP_MAX = 2n ** 63n - 1n;

function timestamp(timeMs: number | null | undefined): Scalar {
  if (timeMs === null || timeMs === undefined) return null;
  const sinceEpoch = nanoseconds(timeMs - KDB_EPOCH_MS);
  if (sinceEpoch >= TIMESTAMP_MAX) return '0W';
  return sinceEpoch <= -TIMESTAMP_MAX ? '-0W' : sinceEpoch;
}
