// What an emulated RDB answers: `.Q.w[]` and the named queries, from a simulated RDB's state. It matches
// the text that was sent and is no q interpreter: any other text is answered with the error 'nyi.
import { RDB_QUERIES, SLICE_QUERIES } from '../../kdb/rdb-queries.ts';
import {
  atom,
  boolean,
  chars,
  KDB_EPOCH_MS,
  long,
  symbol,
  symbols,
  type QAnswer,
  type QDict,
  type QValue,
} from '../../kdb/ipc/values.ts';

/** A simulated RDB process at this moment. */
export interface RdbState {
  readonly usedBytes: number;
  readonly heapBytes: number;
  /** Memory of the machine. */
  readonly mphyBytes: number;
  /** The process's own limit (`q -w`). */
  readonly wmaxBytes?: number;
  /** Memory in use on the whole server, other processes included; left out, q cannot read /proc/meminfo. */
  readonly serverUsedBytes?: number;
  /** Subscribed tables. */
  readonly rowsByTable: Readonly<Record<string, number>>;
  readonly live: boolean;
  /** Left out: not known, as with plain kdb+tick. */
  readonly queued?: boolean;
  readonly busy: boolean;
  readonly updates?: number;
  /** The server's clock, ms since the epoch. */
  readonly timeMs: number;
  /** What it tells to those who ask where data is, by key, where it is not the default. */
  readonly slices?: Readonly<Record<string, QValue>>;
}

/** Queries that this RDB knows besides kdb+'s own, by name: those of the stage settings too. */
export type KnownQueries = Readonly<Record<string, string>>;

/** The answer to a query's text. */
export function answerOfRdb(text: string, state: RdbState, queries: KnownQueries = RDB_QUERIES): QAnswer {
  if (text === '.Q.w[]') return memoryOf(state);
  const name = Object.keys(queries).find((key) => queries[key] === text);
  return name === undefined ? { kind: 'error', text: 'nyi' } : reportOf(name, state);
}

function reportOf(name: string, state: RdbState): QDict {
  const tables = Object.keys(state.rowsByTable);
  const fields: Readonly<Record<string, QValue>> = {
    query: symbol(name),
    memory: memoryOf(state),
    meminfo: chars(meminfoOf(state)),
    rows: {
      kind: 'dict',
      keys: symbols(tables),
      values: tables.length === 0 ? { kind: 'list', items: [] } : longs(Object.values(state.rowsByTable)),
    },
    tables: long(tables.length),
    live: boolean(state.live),
    queued: state.queued === undefined ? { kind: 'null' } : boolean(state.queued),
    busy: boolean(state.busy),
    updates: state.updates === undefined ? atom(7, null) : long(state.updates),
    time: atom(12, BigInt(Math.round(state.timeMs) - KDB_EPOCH_MS) * 1_000_000n),
    ...(SLICE_QUERIES.has(name) && { ...slicesUntold(tables), ...state.slices }),
  };
  return {
    kind: 'dict',
    keys: symbols(Object.keys(fields)),
    values: { kind: 'list', items: Object.values(fields) },
  };
}

/** Of an RDB in UTC that says nothing of its own, and whose tables have no times. */
function slicesUntold(tables: readonly string[]): Readonly<Record<string, QValue>> {
  const unknown: QValue = { kind: 'null' };
  const none: QValue = { kind: 'list', items: [] };
  return {
    times: { kind: 'dict', keys: symbols(tables), values: { kind: 'list', items: tables.map(() => none) } },
    slices: unknown,
    messages: unknown,
    offset: atom(16, 0n),
    utc: unknown,
    date: unknown,
  };
}

function memoryOf(state: RdbState): QDict {
  const memory = {
    used: state.usedBytes,
    heap: state.heapBytes,
    peak: state.heapBytes,
    wmax: state.wmaxBytes ?? 0,
    mmap: 0,
    mphy: state.mphyBytes,
    syms: 700,
    symw: 30_000,
  };
  return { kind: 'dict', keys: symbols(Object.keys(memory)), values: longs(Object.values(memory)) };
}

function meminfoOf({ mphyBytes, serverUsedBytes }: RdbState): string {
  if (serverUsedBytes === undefined) return '';
  const line = (name: string, bytes: number) =>
    `${`${name}:`.padEnd(16)}${String(Math.round(bytes / 1024)).padStart(8)} kB\n`;
  const availableBytes = mphyBytes - serverUsedBytes;
  return line('MemTotal', mphyBytes) + line('MemFree', availableBytes) + line('MemAvailable', availableBytes);
}

function longs(items: readonly number[]): QValue {
  return { kind: 'vector', type: 7, items: items.map((item) => BigInt(Math.round(item))) };
}
