// Items of fixed size: how each basic type is read from and written to bytes. Symbols are not here: they
// end at a zero byte. Used by decode-value.ts and encode-value.ts.
import {
  INT_INFINITE,
  INT_NULL,
  LONG_INFINITE,
  LONG_NULL,
  SHORT_INFINITE,
  SHORT_NULL,
  type Scalar,
  type TypeNumber,
} from './values.ts';

type Fixed = Exclude<TypeNumber, 11>;
type ReadItem = (view: DataView, offset: number, littleEndian: boolean) => Scalar;
type WriteItem = (view: DataView, offset: number, littleEndian: boolean, value: Scalar) => void;

export const ITEM_BYTES: Readonly<Record<Fixed, number>> = {
  1: 1,
  2: 16,
  4: 1,
  5: 2,
  6: 4,
  7: 8,
  8: 4,
  9: 8,
  10: 1,
  12: 8,
  13: 4,
  14: 4,
  15: 8,
  16: 8,
  17: 4,
  18: 4,
  19: 4,
};

const readShort: ReadItem = (view, offset, le) => {
  const item = view.getInt16(offset, le);
  if (item === SHORT_NULL) return null;
  return item === SHORT_INFINITE ? '0W' : item === -SHORT_INFINITE ? '-0W' : item;
};
const readInt: ReadItem = (view, offset, le) => {
  const item = view.getInt32(offset, le);
  if (item === INT_NULL) return null;
  return item === INT_INFINITE ? '0W' : item === -INT_INFINITE ? '-0W' : item;
};
const readLong: ReadItem = (view, offset, le) => {
  // Most longs are small counts, which V8 makes from a number three times as fast as from 8 bytes; and
  // only the extremes of the upper half can be null or infinite. Measured by studies/kdb-ipc.ts.
  const upper = view.getInt32(le ? offset + 4 : offset, le);
  if (upper === 0) return BigInt(view.getUint32(le ? offset : offset + 4, le));
  const item = view.getBigInt64(offset, le);
  if (upper !== INT_NULL && upper !== INT_INFINITE) return item;
  if (item === LONG_NULL) return null;
  return item === LONG_INFINITE ? '0W' : item === -LONG_INFINITE ? '-0W' : item;
};
const explicit = (item: number): Scalar =>
  Number.isNaN(item) ? null : item === Infinity ? '0W' : item === -Infinity ? '-0W' : item;
const readFloat: ReadItem = (view, offset, le) => explicit(view.getFloat64(offset, le));

const GUID_NULL = '00000000-0000-0000-0000-000000000000';
const readGuid: ReadItem = (view, offset) => {
  const digits = Buffer.from(view.buffer, view.byteOffset + offset, 16).toString('hex');
  const guid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return guid === GUID_NULL ? null : guid;
};

export const ITEM_READERS: Readonly<Record<Fixed, ReadItem>> = {
  1: (view, offset) => view.getUint8(offset) !== 0,
  2: readGuid,
  4: (view, offset) => view.getUint8(offset),
  5: readShort,
  6: readInt,
  7: readLong,
  8: (view, offset, le) => explicit(view.getFloat32(offset, le)),
  9: readFloat,
  10: (view, offset) => String.fromCharCode(view.getUint8(offset)),
  12: readLong,
  13: readInt,
  14: readInt,
  15: readFloat,
  16: readLong,
  17: readInt,
  18: readInt,
  19: readInt,
};

const integer = (value: Scalar, nothing: number, infinite: number): number =>
  value === null ? nothing : value === '0W' ? infinite : value === '-0W' ? -infinite : Number(value);
const bigInteger = (value: Scalar): bigint => {
  if (value === null) return LONG_NULL;
  if (value === '0W' || value === '-0W') return value === '0W' ? LONG_INFINITE : -LONG_INFINITE;
  return BigInt(value);
};

const writeInt: WriteItem = (view, offset, le, value) => {
  view.setInt32(offset, integer(value, INT_NULL, INT_INFINITE), le);
};
const writeLong: WriteItem = (view, offset, le, value) => {
  view.setBigInt64(offset, bigInteger(value), le);
};
const writeFloat: WriteItem = (view, offset, le, value) => {
  view.setFloat64(offset, integer(value, NaN, Infinity), le);
};
const writeByte: WriteItem = (view, offset, _le, value) => {
  view.setUint8(offset, Number(value));
};

export const ITEM_WRITERS: Readonly<Record<Fixed, WriteItem>> = {
  1: writeByte,
  2: (view, offset, _le, value) => {
    const digits = String(value ?? GUID_NULL).replaceAll('-', '');
    for (let i = 0; i < 16; i++) view.setUint8(offset + i, parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  },
  4: writeByte,
  5: (view, offset, le, value) => {
    view.setInt16(offset, integer(value, SHORT_NULL, SHORT_INFINITE), le);
  },
  6: writeInt,
  7: writeLong,
  8: (view, offset, le, value) => {
    view.setFloat32(offset, integer(value, NaN, Infinity), le);
  },
  9: writeFloat,
  10: (view, offset, _le, value) => {
    view.setUint8(offset, String(value).charCodeAt(0) & 0xff);
  },
  12: writeLong,
  13: writeInt,
  14: writeInt,
  15: writeFloat,
  16: writeLong,
  17: writeInt,
  18: writeInt,
  19: writeInt,
};
