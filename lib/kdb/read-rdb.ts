// One RDB process: asks its query and checks the answer to the letter. An answer of another shape is an
// error that shows what came; nothing is guessed. Next: combine-processes.ts.
import type { RdbQuery } from '../ports/probe.ts';
import type { ConnectionOptions } from './ipc/connection.ts';
import { KdbError } from './ipc/errors.ts';
import { excerptOfValue } from './ipc/format-value.ts';
import { readMeminfo, type ServerMemory } from './meminfo.ts';
import { queryOnce } from './ipc/query.ts';
import type { KdbTarget } from './ipc/socket.ts';
import { KDB_EPOCH_MS, type QValue } from './ipc/values.ts';

/** What one RDB process said of itself. */
export interface ProcessSample {
  readonly usedBytes: number;
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
  readonly timeMs: number;
}

/** Throws `KdbError`, `QError` among them, and `wrong-shape` for an answer that is not what was asked. */
export async function readRdb(
  target: KdbTarget,
  query: RdbQuery,
  options: ConnectionOptions,
): Promise<ProcessSample> {
  const answer = await queryOnce(target, query.text, options);
  return sampleOfAnswer(answer, query.name, `${target.host}:${target.port}`);
}

/** The checked sample. `peer` is for the message of a `wrong-shape` error. */
export function sampleOfAnswer(answer: QValue, queryName: string, peer: string): ProcessSample {
  const wrong = (what: string, value: QValue | undefined): KdbError =>
    new KdbError(
      'wrong-shape',
      `${peer} answered the query ${queryName} with ${what}; it sent ${excerptOfValue(value ?? answer)}`,
    );
  const fields = entriesOf(answer);
  if (!fields) throw wrong('no dictionary with symbol keys', answer);

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
  const wholeNumber = (value: QValue, what: string): number => {
    if (value.kind !== 'atom' || (value.type !== 7 && value.type !== 6))
      throw wrong(`no whole number as ${what}`, value);
    const number =
      typeof value.value === 'bigint' || typeof value.value === 'number' ? Number(value.value) : NaN;
    if (!(number >= 0 && number <= Number.MAX_SAFE_INTEGER))
      throw wrong(`an impossible number as ${what}`, value);
    return number;
  };
  const numbers = (name: string): Map<string, number> => {
    const value = field(name);
    const entries = entriesOf(value);
    if (!entries) throw wrong(`no dictionary with symbol keys as \`${name}`, value);
    return new Map([...entries].map(([key, item]) => [key, wholeNumber(item, `\`${name}\`${key}`)]));
  };

  const given = field('query');
  if (given.kind !== 'atom' || given.type !== 11 || given.value !== queryName)
    throw wrong("another query's name", given);
  const memory = numbers('memory');
  const memoryOf = (name: string): number => {
    const value = memory.get(name);
    if (value === undefined) throw wrong(`no \`${name} in its memory`, field('memory'));
    return value;
  };
  const [usedBytes, heapBytes, physicalBytes] = [memoryOf('used'), memoryOf('heap'), memoryOf('mphy')];
  if (physicalBytes === 0) throw wrong('a machine without memory', field('memory'));
  const heapLimitBytes = memory.get('wmax') ?? 0;
  const meminfo = field('meminfo');
  const server = meminfo.kind === 'chars' ? readMeminfo(meminfo.text) : undefined;
  const rows = numbers('rows');
  const areRowsKnown = rows.size > 0 || wholeNumber(field('tables'), '`tables') === 0;
  const updates = field('updates');
  const isUncounted = updates.kind === 'atom' && updates.value === null;
  const time = field('time');
  if (time.kind !== 'atom' || time.type !== 12 || typeof time.value !== 'bigint')
    throw wrong('no timestamp as `time', time);

  return {
    usedBytes,
    heapBytes,
    physicalBytes,
    live: bool('live'),
    busy: bool('busy'),
    timeMs: KDB_EPOCH_MS + Number(time.value / 1_000_000n),
    ...(heapLimitBytes > 0 && { heapLimitBytes }),
    ...(field('queued').kind !== 'null' && { queued: bool('queued') }),
    ...(server && { server }),
    ...(areRowsKnown && { rows: [...rows.values()].reduce((sum, count) => sum + count, 0) }),
    ...(!isUncounted && { updates: wholeNumber(updates, '`updates') }),
  };
}

/** A dictionary's entries by their symbol keys, values as atoms; `undefined` for anything else. */
function entriesOf(value: QValue): Map<string, QValue> | undefined {
  if (value.kind !== 'dict') return undefined;
  const { keys, values } = value;
  // A dictionary of nothing may come with general lists for both.
  if (keys.kind === 'list' && keys.items.length === 0) return new Map();
  if (keys.kind !== 'vector' || keys.type !== 11) return undefined;
  const entries = new Map<string, QValue>();
  keys.items.forEach((key, i) => {
    const item = itemOf(values, i);
    if (item) entries.set(String(key), item);
  });
  return entries.size === keys.items.length ? entries : undefined;
}

function itemOf(values: QValue, index: number): QValue | undefined {
  if (values.kind === 'list') return values.items[index];
  const item = values.kind === 'vector' ? values.items[index] : undefined;
  return values.kind === 'vector' && item !== undefined
    ? { kind: 'atom', type: values.type, value: item }
    : undefined;
}
