// Where an RDB process holds what: the further keys of the queries `tick-slices` and `kx-autoscaling-slices`. What cannot be
// read is not known, and no error: a variable set wrongly must not cost the report that scaling lives by. What is not
// known of days and zones makes a slice wider.
import { DAY_MS, MINUTE_MS } from '../core/units.ts';
import type { MessageRange, Slice } from '../routing/route.ts';
import { KDB_EPOCH_MS, type QValue, type Scalar } from './ipc/values.ts';

export interface SlicesTold {
  readonly tables: Readonly<Record<string, Slice>>;
  readonly messages?: MessageRange;
}

/** What the answer says besides: its clock's time, UTC, and the rows by subscribed table. */
export interface AnswerFrame {
  readonly timeMs: number;
  readonly rows: ReadonlyMap<string, number>;
}

/** `fields` of an answer whose other keys have been checked. */
export function slicesOfAnswer(
  fields: ReadonlyMap<string, QValue>,
  { timeMs, rows }: AnswerFrame,
): SlicesTold {
  const days = dayCountOf(fields, timeMs);
  const [times, exact] = ['times', 'slices'].map((key) => new Map(entriesOf(fields.get(key) ?? NOTHING)));
  const tables = [...rows].map(([table, count]): [string, Slice] => {
    if (count === 0) return [table, { rows: 0, fromMs: null, toMs: null }];
    const own = boundsOf(exact?.get(table), days);
    if (own) return [table, { rows: count, ...own, isExact: true }];
    return [table, { rows: count, ...(boundsOf(times?.get(table), days) ?? UNKNOWN) }];
  });
  const messages = messagesOf(fields.get('messages'));
  return { tables: Object.fromEntries(tables), ...(messages && { messages }) };
}

const NOTHING: QValue = { kind: 'null' };
const UNKNOWN = { fromMs: null, toMs: null };

/** Rows of a table that counts from midnight, and lie ahead of the clock by more, may be those of the day before. */
const AHEAD_MAX_MS = MINUTE_MS;

/** By which days and zones times may count. */
interface DayCount {
  readonly timeMs: number;
  /** Local time less UTC, of each zone that may be meant. */
  readonly offsetsMs: readonly number[];
  /** Midnight of the RDB's date as if it were UTC; absent where it does not say. */
  readonly dateMs?: number;
}

/** An RDB that does not say whether its times are UTC may mean either. The clock was read twice for the offset: whole minutes. */
function dayCountOf(fields: ReadonlyMap<string, QValue>, timeMs: number): DayCount {
  const [utc, offset, date] = ['utc', 'offset', 'date'].map((key) => fields.get(key));
  const localMs =
    offset?.kind === 'atom' && offset.type === 16 && typeof offset.value === 'bigint'
      ? Math.round(Number(offset.value) / 1e6 / MINUTE_MS) * MINUTE_MS
      : undefined;
  const said = utc?.kind === 'atom' && typeof utc.value === 'boolean' ? utc.value : undefined;
  // Where not even the offset is known, any zone there is: from UTC-12 to UTC+14.
  const zones = localMs === undefined ? [-12 * 60 * MINUTE_MS, 14 * 60 * MINUTE_MS] : [localMs];
  const offsetsMs = said === true ? [0] : said === false ? zones : [0, ...zones];
  const isDate = date?.kind === 'atom' && date.type === 14 && typeof date.value === 'number';
  return { timeMs, offsetsMs, ...(isDate && { dateMs: KDB_EPOCH_MS + Number(date.value) * DAY_MS }) };
}

/** The first and the last time, two items of one type; `undefined` for anything else. */
function boundsOf(value: QValue | undefined, days: DayCount): { fromMs: number; toMs: number } | undefined {
  if (value?.kind !== 'vector' || value.items.length !== 2) return undefined;
  const [one, other] = value.items.map((item) => millisecondsOf(item, value.type));
  if (!one || !other) return undefined;
  const [first, last] = [one.floor, other.ceiling];
  const each = days.offsetsMs.map((offsetMs) =>
    value.type === 12
      ? { fromMs: KDB_EPOCH_MS + first - offsetMs, toMs: KDB_EPOCH_MS + last - offsetMs }
      : withinDay({ first, last }, offsetMs, days),
  );
  return {
    fromMs: Math.min(...each.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...each.map(({ toMs }) => toMs)),
  };
}

/** After midnight the date is a new one, and the rows, until the end of day is told, are of the one before. */
function withinDay(
  { first, last }: { readonly first: number; readonly last: number },
  offsetMs: number,
  { timeMs, dateMs }: DayCount,
): { fromMs: number; toMs: number } {
  const today = Math.floor((timeMs + offsetMs) / DAY_MS) * DAY_MS;
  const midnightMs = (dateMs ?? today) - offsetMs;
  const mayBeOfYesterday = dateMs === undefined && midnightMs + Math.max(first, last) > timeMs + AHEAD_MAX_MS;
  return { fromMs: midnightMs + first - (mayBeOfYesterday ? DAY_MS : 0), toMs: midnightMs + last };
}

interface WholeMs {
  readonly floor: number;
  readonly ceiling: number;
}

const NANOSECONDS_PER_MS = 1_000_000n;

/**
 * Timestamps and timespans count nanoseconds, times milliseconds. Nulls and infinities say nothing. Divided as whole numbers:
 * as a number a timestamp is rounded to some hundred nanoseconds, and may be told as of the millisecond after it.
 */
function millisecondsOf(item: Scalar | undefined, type: number): WholeMs | undefined {
  if (type === 19 && typeof item === 'number') return { floor: item, ceiling: item };
  if ((type !== 12 && type !== 16) || typeof item !== 'bigint') return undefined;
  const beyond = ((item % NANOSECONDS_PER_MS) + NANOSECONDS_PER_MS) % NANOSECONDS_PER_MS;
  const floor = Number((item - beyond) / NANOSECONDS_PER_MS);
  return { floor, ceiling: beyond === 0n ? floor : floor + 1 };
}

/** The numbers of the first and the last message. One that has none yet says a last one before the first. */
function messagesOf(value: QValue | undefined): MessageRange | undefined {
  if (value?.kind !== 'vector' || (value.type !== 7 && value.type !== 6)) return undefined;
  const [from, to] = value.items.map((item) => (item === null ? Number.NaN : Number(item)));
  if (value.items.length !== 2 || from === undefined || to === undefined) return undefined;
  return from >= 0 && to >= from && to <= Number.MAX_SAFE_INTEGER ? { from, to } : undefined;
}

/** A dictionary's entries by their symbol keys, values as atoms; `undefined` for anything else. */
export function entriesOf(value: QValue): readonly (readonly [string, QValue])[] | undefined {
  if (value.kind !== 'dict') return undefined;
  const { keys, values } = value;
  // A dictionary of nothing may come with general lists for both.
  if (keys.kind === 'list' && keys.items.length === 0) return [];
  if (keys.kind !== 'vector' || keys.type !== 11) return undefined;
  const entries = keys.items.flatMap((key, i) => {
    const item = itemOf(values, i);
    return item ? [[String(key), item] as const] : [];
  });
  return entries.length === keys.items.length ? entries : undefined;
}

function itemOf(values: QValue, index: number): QValue | undefined {
  if (values.kind === 'list') return values.items[index];
  const item = values.kind === 'vector' ? values.items[index] : undefined;
  return values.kind === 'vector' && item !== undefined
    ? { kind: 'atom', type: values.type, value: item }
    : undefined;
}
