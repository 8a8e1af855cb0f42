// What a tickerplant with a queue and its RDBs send each other, as typed values and as kdb+ values: the messages of
// docs/kdb-protocol.md. Both emulated sides speak through this table; the q files name the same functions.
import {
  atom,
  KDB_EPOCH_MS,
  long,
  symbol,
  type QAnswer,
  type QList,
  type QValue,
  type TypeNumber,
} from '../../kdb/ipc/values.ts';

/** A message that cannot be read: its sender is told, as q would signal it. */
export class QueueMessageError extends Error {
  override readonly name = 'QueueMessageError';
}

interface FieldTypes {
  readonly symbol: string;
  /** A position in the day's messages, or a number of them. */
  readonly count: number;
  /** `null`: they could not be written. */
  readonly rows: number | null;
  /** As q writes it: `2026.11.20`. */
  readonly day: string;
  readonly value: QValue;
}

/** The function that each message calls on the other side, and its arguments in order. */
const MESSAGES = {
  // RDB to tickerplant.
  join: { calls: '.queue.join', fields: { queue: 'symbol', id: 'symbol' } },
  full: { calls: '.queue.full', fields: {} },
  cut: { calls: '.queue.cut', fields: { upto: 'count' } },
  leave: { calls: '.queue.leave', fields: {} },
  resume: {
    calls: '.queue.resume',
    fields: { queue: 'symbol', id: 'symbol', day: 'day', low: 'count', high: 'count' },
  },
  back: { calls: '.queue.back', fields: { queue: 'symbol', day: 'day' } },
  written: { calls: '.queue.written', fields: { day: 'day', rows: 'rows' } },
  read: { calls: '.logserver.read', fields: { file: 'symbol', after: 'count', upto: 'count' } },
  // An operator, and feeds, to tickerplant.
  roll: { calls: '.queue.rollNow', fields: { queue: 'symbol' } },
  feed: { calls: '.u.upd', fields: { table: 'symbol', columns: 'value' } },
  // Tickerplant to RDB.
  live: {
    calls: '.rdb.live',
    fields: { day: 'day', schemas: 'value', file: 'symbol', after: 'count', upto: 'count' },
  },
  upd: { calls: 'upd', fields: { table: 'symbol', columns: 'value' } },
  rolled: { calls: '.rdb.rolled', fields: { upto: 'count' } },
  end: { calls: '.u.end', fields: { day: 'day' } },
} as const satisfies Readonly<
  Record<string, { readonly calls: string; readonly fields: Readonly<Record<string, keyof FieldTypes>> }>
>;

type Messages = typeof MESSAGES;
export type MessageKind = keyof Messages;
type FieldsOf<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends keyof FieldTypes ? FieldTypes[Fields[Name]] : never;
};

/** A message of this kind; of all of them by default. */
export type QueueMessage<Kind extends MessageKind = MessageKind> = {
  [K in Kind]: { readonly kind: K } & FieldsOf<Messages[K]['fields']>;
}[Kind];

/** As it is sent. A function without arguments is called with `(::)`. */
export function toQ(message: QueueMessage): QList {
  const { calls, fields } = MESSAGES[message.kind];
  const given = message as unknown as Readonly<Record<string, unknown>>;
  const args = Object.entries(fields).map(([name, type]) => WRITERS[type](given[name] as never));
  return {
    kind: 'list',
    items: [symbol(calls), ...(args.length === 0 ? [{ kind: 'null' } as const] : args)],
  };
}

/** What was sent. Throws `QueueMessageError` where it calls what the other side has not, or with other arguments. */
export function ofQ(value: QAnswer): QueueMessage {
  const [head, ...args] = value.kind === 'list' ? value.items : [];
  const called = head?.kind === 'atom' && head.type === 11 ? String(head.value) : undefined;
  const found = Object.entries(MESSAGES).find(([, { calls }]) => calls === called);
  if (!found) throw new QueueMessageError(`no message calls ${called ?? `a ${value.kind}`}`);
  const [kind, { fields }] = found;
  const names = Object.entries(fields);
  if (args.length !== Math.max(1, names.length))
    throw new QueueMessageError(`${called} takes ${names.length} arguments, and is given ${args.length}`);
  const read = names.map(([name, type], index) => {
    const arg = args[index] ?? { kind: 'null' };
    const told = READERS[type](arg);
    if (told === undefined)
      throw new QueueMessageError(`${called}: ${name} is a ${type}, and a ${arg.kind} is given`);
    return [name, told] as const;
  });
  return { kind, ...Object.fromEntries(read) } as QueueMessage;
}

const DAY_MS = 86_400_000;

const WRITERS: { readonly [Type in keyof FieldTypes]: (value: FieldTypes[Type]) => QValue } = {
  symbol,
  count: (value) => long(value),
  rows: (value) => (value === null ? atom(7, null) : long(value)),
  day: (value) => atom(14, (Date.parse(value.replaceAll('.', '-')) - KDB_EPOCH_MS) / DAY_MS),
  value: (value) => value,
};

const READERS: { readonly [Type in keyof FieldTypes]: (value: QValue) => FieldTypes[Type] | undefined } = {
  symbol: (value) => textOf(scalarOf(value, 11)),
  count: (value) => numberOf(scalarOf(value, 7)),
  rows: (value) => (scalarOf(value, 7) === null ? null : numberOf(scalarOf(value, 7))),
  day: (value) => {
    const days = scalarOf(value, 14);
    return typeof days === 'number' ? dayOf(KDB_EPOCH_MS + days * DAY_MS) : undefined;
  },
  value: (value) => value,
};

/** The day of a moment, in UTC, as q writes it. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '.');
}

function scalarOf(value: QValue, type: TypeNumber) {
  return value.kind === 'atom' && value.type === type ? value.value : undefined;
}
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown) => (typeof value === 'bigint' ? Number(value) : undefined);
