// kdb+ values as they are held here: every type of the wire, nulls and infinities explicit, longs exact.
// Next: decode-value.ts and encode-value.ts; format-value.ts shows them as text.

/** The infinities of every numeric and temporal type. */
export type Infinite = '0W' | '-0W';

/**
 * One item of a vector, or an atom's value. boolean: `boolean`; byte, short, int, real, float and the
 * temporal types of 4 bytes, and datetime: `number`; long, timestamp, timespan: `bigint`; char, symbol,
 * guid: `string`, a symbol's bytes that are not UTF-8 shown as U+FFFD. Null is `null`, but for char and symbol, whose nulls are a blank and the empty text.
 * Temporal items count from 2000-01-01 in the unit of their type (ns, months, days, minutes, s, ms).
 */
export type Scalar = boolean | number | bigint | string | null;

export const TYPE_NAMES = {
  1: 'boolean',
  2: 'guid',
  4: 'byte',
  5: 'short',
  6: 'int',
  7: 'long',
  8: 'real',
  9: 'float',
  10: 'char',
  11: 'symbol',
  12: 'timestamp',
  13: 'month',
  14: 'date',
  15: 'datetime',
  16: 'timespan',
  17: 'minute',
  18: 'second',
  19: 'time',
} as const;

/** Number of a basic type on the wire; an atom carries it negated. */
export type TypeNumber = keyof typeof TYPE_NAMES;

export interface QAtom {
  readonly kind: 'atom';
  readonly type: TypeNumber;
  readonly value: Scalar;
}
/** A typed vector; a vector of chars is `QChars`. */
export interface QVector {
  readonly kind: 'vector';
  readonly type: TypeNumber;
  readonly items: readonly Scalar[];
}
/**
 * A vector of chars. To kdb+ these are bytes; here they are read as UTF-8. Where they are not all UTF-8, `text`
 * shows U+FFFD in their place, and `bytes` holds what came: that alone is counted, and sent on.
 */
export interface QChars {
  readonly kind: 'chars';
  readonly text: string;
  readonly bytes?: Uint8Array;
}
export interface QList {
  readonly kind: 'list';
  readonly items: readonly QValue[];
}
export interface QDict {
  readonly kind: 'dict';
  readonly keys: QValue;
  readonly values: QValue;
}
export interface QTable {
  readonly kind: 'table';
  readonly columns: readonly string[];
  readonly data: readonly QValue[];
}
/** The generic null, `(::)`: what a query without a result answers. */
export interface QNull {
  readonly kind: 'null';
}

export type QValue = QAtom | QVector | QChars | QList | QDict | QTable | QNull;

/** An answer as decoded: a value, or the error that q signalled instead. */
export type QAnswer = QValue | { readonly kind: 'error'; readonly text: string };

export const LONG_NULL = -(2n ** 63n);
export const LONG_INFINITE = 2n ** 63n - 1n;
export const INT_NULL = -(2 ** 31);
export const INT_INFINITE = 2 ** 31 - 1;
export const SHORT_NULL = -(2 ** 15);
export const SHORT_INFINITE = 2 ** 15 - 1;

/** 2000-01-01T00:00Z, from which temporal values count, in ms since the Unix epoch. */
export const KDB_EPOCH_MS = 946_684_800_000;

/** How many items a list-like value has, chars as kdb+ counts them: bytes; `undefined` for an atom and `(::)`. */
export function countOf(value: QValue): number | undefined {
  switch (value.kind) {
    case 'vector':
    case 'list':
      return value.items.length;
    case 'chars':
      return value.bytes?.length ?? Buffer.byteLength(value.text);
    case 'dict':
      return countOf(value.keys);
    case 'table':
      return value.data[0] === undefined ? 0 : countOf(value.data[0]);
    case 'atom':
    case 'null':
      return undefined;
  }
}

export const atom = (type: TypeNumber, value: Scalar): QAtom => ({ kind: 'atom', type, value });
export const long = (value: bigint | number): QAtom => atom(7, BigInt(value));
export const boolean = (value: boolean): QAtom => atom(1, value);
export const symbol = (value: string): QAtom => atom(11, value);
export const symbols = (items: readonly string[]): QVector => ({ kind: 'vector', type: 11, items });
export const chars = (text: string): QChars => ({ kind: 'chars', text });
