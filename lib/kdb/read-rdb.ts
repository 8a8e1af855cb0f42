// One RDB process: asks its query and checks the answer to the letter. An answer of another shape is an
// error that shows what came; nothing is guessed. What it must hold stands in docs/kdb.md, and a test holds the
// two together. Next: combine-processes.ts.
import type { MessageRange, Slice } from '../routing/route.ts';
import type { RdbQuery } from '../targets/rdb-group/ports/probe.ts';
import type { ConnectionOptions } from './ipc/connection.ts';
import { KdbError } from './ipc/errors.ts';
import { excerptOfValue } from './ipc/format-value.ts';
import { readMeminfo, type ServerMemory } from './meminfo.ts';
import { queryOnce } from './ipc/query.ts';
import { peerOf, type KdbTarget } from './ipc/socket.ts';
import { KDB_EPOCH_MS, type QValue } from './ipc/values.ts';
import { SLICE_QUERIES } from './rdb-queries.ts';
import { entriesOf, slicesOfAnswer } from './read-slices.ts';

/** Of a table's name, in a message. */
const NAME_SHOWN_MAX = 64;

/** What one RDB process said of itself. */
export interface ProcessSample {
  /** Memory that q has taken from the operating system; it seldom gives any back before `.Q.gc[]`. */
  readonly heapBytes: number;
  /** The process's own limit (`q -w`); absent if it has none. */
  readonly heapLimitBytes?: number;
  /** Memory of the machine, as kdb+ sees it. */
  readonly physicalBytes: number;
  /** Of the whole server, where it could be read. */
  readonly server?: ServerMemory;
  /** Absent if there are tables and none is known to be subscribed. */
  readonly rows?: number;
  readonly live: boolean;
  /** Absent if the process does not know of a queue. */
  readonly queued?: boolean;
  readonly busy: boolean;
  readonly updates?: number;
  /** What it holds of each subscribed table, where it was asked. */
  readonly tables?: Readonly<Record<string, Slice>>;
  readonly messages?: MessageRange;
  readonly timeMs: number;
}

/**
 * Bytes of one answer, as sent and as expanded. An honest one is some 600 bytes and 30 for each table: this is
 * room for 2,000 tables. It also bounds the work that a hostile or broken RDB can make while the other servers of
 * the invocation wait: zipped, 600 bytes announce that much, and 1 MiB took 400 ms to read.
 */
export const ANSWER_BYTES_MAX = 64 * 1024;

/** Throws `KdbError`, `QError` among them, and `wrong-shape` for an answer that is not what was asked. */
export async function readRdb(
  target: KdbTarget,
  query: RdbQuery,
  options: Pick<ConnectionOptions, 'signal' | 'takeTurn'>,
): Promise<ProcessSample> {
  const answer = await queryOnce(target, query.text, { ...options, messageBytesMax: ANSWER_BYTES_MAX });
  return sampleOfAnswer(answer, query.name, peerOf(target));
}

/** The checked sample. `peer` is for the message of a `wrong-shape` error. */
export function sampleOfAnswer(answer: QValue, queryName: string, peer: string): ProcessSample {
  const wrong = (what: string, value: QValue): KdbError =>
    new KdbError(
      'wrong-shape',
      `${peer} answered the query ${queryName} with ${what}; it sent ${excerptOfValue(value)}`,
    );
  const fieldsOf = (value: QValue, what: string): ReadonlyMap<string, QValue> => {
    const entries = entriesOf(value);
    const fields = new Map(entries);
    if (!entries || fields.size < entries.length) throw wrong(what, value);
    return fields;
  };
  const fields = fieldsOf(answer, 'no dictionary with symbol keys');

  const field = (name: string): QValue => {
    const value = fields.get(name);
    if (!value) throw wrong(`no \`${name}`, answer);
    return value;
  };
  const bool = (name: string): boolean => {
    const value = field(name);
    if (value.kind !== 'atom' || typeof value.value !== 'boolean')
      throw wrong(`no boolean as \`${name}`, value);
    return value.value;
  };
  /** An int or a long; `undefined` for their nulls. */
  const wholeNumberOrNull = (value: QValue, what: string): number | undefined => {
    if (value.kind !== 'atom' || (value.type !== 7 && value.type !== 6))
      throw wrong(`no whole number as ${what}`, value);
    if (value.value === null) return undefined;
    // An infinity is a text, of which no number can be made.
    const number = Number(value.value);
    if (!(number >= 0 && number <= Number.MAX_SAFE_INTEGER))
      throw wrong(`an impossible number as ${what}`, value);
    return number;
  };
  const wholeNumber = (value: QValue, what: string): number => {
    const number = wholeNumberOrNull(value, what);
    if (number === undefined) throw wrong(`an impossible number as ${what}`, value);
    return number;
  };

  const given = field('query');
  if (given.kind !== 'atom' || given.type !== 11 || given.value !== queryName)
    throw wrong("another query's name", given);
  const memory = fieldsOf(field('memory'), 'no dictionary with symbol keys as `memory');
  const memoryOf = (name: string): number => {
    const value = memory.get(name);
    if (value === undefined) throw wrong(`no \`${name} in its memory`, field('memory'));
    return wholeNumber(value, `\`memory\`${name}`);
  };
  const [heapBytes, physicalBytes] = [memoryOf('heap'), memoryOf('mphy')];
  if (physicalBytes === 0) throw wrong('a machine without memory', field('memory'));
  const heapLimitBytes = memory.has('wmax') ? memoryOf('wmax') : 0;
  const meminfo = field('meminfo');
  if (meminfo.kind !== 'chars') throw wrong('no text as `meminfo', meminfo);
  const server = readMeminfo(meminfo.text);
  const tables = entriesOf(field('rows'));
  if (!tables) throw wrong('no dictionary with symbol keys as `rows', field('rows'));
  const rows = tables.map(([table, count]) =>
    wholeNumber(count, `\`rows\`${table.slice(0, NAME_SHOWN_MAX)}`),
  );
  const tableCount = wholeNumber(field('tables'), '`tables');
  const areRowsKnown = rows.length > 0 || tableCount === 0;
  const updates = wholeNumberOrNull(field('updates'), '`updates');
  const time = field('time');
  if (time.kind !== 'atom' || time.type !== 12 || typeof time.value !== 'bigint')
    throw wrong('no timestamp as `time', time);
  const timeMs = KDB_EPOCH_MS + Number(time.value / 1_000_000n);

  return {
    heapBytes,
    physicalBytes,
    live: bool('live'),
    busy: bool('busy'),
    timeMs,
    ...(heapLimitBytes > 0 && { heapLimitBytes }),
    ...(field('queued').kind !== 'null' && { queued: bool('queued') }),
    ...(server && { server }),
    ...(areRowsKnown && { rows: rows.reduce((sum, count) => sum + count, 0) }),
    ...(updates !== undefined && { updates }),
    ...(SLICE_QUERIES.has(queryName) &&
      slicesOfAnswer(fields, { timeMs, rows: new Map(tables.map(([table], i) => [table, rows[i] ?? 0])) })),
  };
}
