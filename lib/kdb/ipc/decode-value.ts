// Bytes to values. Every count is compared with the bytes left before anything is reserved, and lists may
// nest only so deep, so that a hostile or broken peer costs no more than the bytes it sends.
// Source of the layout: https://code.kx.com/q/kb/serialization/
import { isUtf8 } from 'node:buffer';
import { decompress } from './decompress.ts';
import { KdbError } from './errors.ts';
import { HEADER_BYTES, readHeader, type MessageHeader } from './frame.ts';
import { ITEM_BYTES, ITEM_READERS } from './items.ts';
import {
  countOf,
  TYPE_NAMES,
  type QAnswer,
  type QTable,
  type QValue,
  type Scalar,
  type TypeNumber,
} from './values.ts';

/** Lists, dictionaries and tables inside each other; real answers stay below ten. */
export const DEPTH_MAX = 100;

const NULL_VALUE = { kind: 'null' } as const;

interface Cursor {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly littleEndian: boolean;
  offset: number;
}

export interface Message {
  readonly header: MessageHeader;
  readonly answer: QAnswer;
}

/**
 * Decodes one whole message, as `FrameReader` gives it.
 * Throws `KdbError`: `malformed`, `too-large`, or `unsupported` for functions.
 */
export function decodeMessage(message: Uint8Array, messageBytesMax: number): Message {
  const header = readHeader(message, messageBytesMax);
  if (message.length !== header.length) {
    throw malformed(`${message.length} bytes where the header says ${header.length}`);
  }
  const whole = header.compressed ? decompress(message, header, messageBytesMax) : message;
  const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.length);
  const view = new DataView(whole.buffer, whole.byteOffset, whole.length);
  const cursor: Cursor = { bytes, view, littleEndian: header.littleEndian, offset: HEADER_BYTES };
  const answer = readAnswer(cursor);
  if (cursor.offset !== bytes.length)
    throw malformed(`${bytes.length - cursor.offset} bytes after the value`);
  return { header, answer };
}

function readAnswer(cursor: Cursor): QAnswer {
  if (cursor.view.getInt8(cursor.offset) !== -128) return readValue(cursor, 0);
  cursor.offset += 1;
  return { kind: 'error', text: readText(cursor) };
}

function readValue(cursor: Cursor, depth: number): QValue {
  if (depth > DEPTH_MAX) throw malformed(`values nested more than ${DEPTH_MAX} deep`);
  need(cursor, 1, 'a type');
  const type = cursor.view.getInt8(cursor.offset++);
  if (type < 0 && (-type) in TYPE_NAMES) return readAtom(cursor, -type as TypeNumber);
  if (type === 0) return readList(cursor, depth);
  if (type in TYPE_NAMES) return readVector(cursor, type as TypeNumber);
  if (type === 98) return readTable(cursor, depth);
  if (type === 99 || type === 127) return readDict(cursor, depth);
  if (type >= 100 && type <= 112) return readNull(cursor, type);
  throw malformed(`type ${type}, which no value has`);
}

function readAtom(cursor: Cursor, type: TypeNumber): QValue {
  return {
    kind: 'atom',
    type,
    value: type === 11 ? readText(cursor) : (readItems(cursor, type, 1)[0] ?? null),
  };
}

function readVector(cursor: Cursor, type: TypeNumber): QValue {
  const count = readCount(cursor);
  if (type === 11) return { kind: 'vector', type, items: readTexts(cursor, count) };
  if (type !== 10) return { kind: 'vector', type, items: readItems(cursor, type, count) };
  need(cursor, count, `${count} chars`);
  const bytes = cursor.bytes.subarray(cursor.offset, cursor.offset + count);
  cursor.offset += count;
  const text = bytes.toString('utf8');
  // The sign of a replaced byte may also have been sent as such; only then are the bytes looked at again.
  return text.includes('\uFFFD') && !isUtf8(bytes) ? { kind: 'chars', text, bytes } : { kind: 'chars', text };
}

function readItems(cursor: Cursor, type: Exclude<TypeNumber, 11>, count: number): Scalar[] {
  const size = ITEM_BYTES[type];
  need(cursor, count * size, `${count} items of type ${type}`);
  const read = ITEM_READERS[type];
  const { view, littleEndian } = cursor;
  const items: Scalar[] = [];
  let { offset } = cursor;
  for (let i = 0; i < count; i++, offset += size) items.push(read(view, offset, littleEndian));
  cursor.offset = offset;
  return items;
}

function readTexts(cursor: Cursor, count: number): string[] {
  need(cursor, count, `${count} symbols`);
  const texts: string[] = [];
  for (let i = 0; i < count; i++) texts.push(readText(cursor));
  return texts;
}

function readText(cursor: Cursor): string {
  const end = cursor.bytes.indexOf(0, cursor.offset);
  if (end < 0) throw malformed('a text without its closing zero');
  const text = cursor.bytes.toString('utf8', cursor.offset, end);
  cursor.offset = end + 1;
  return text;
}

function readList(cursor: Cursor, depth: number): QValue {
  const count = readCount(cursor);
  // Every item takes a type byte and at least one more.
  need(cursor, 2 * count, `a list of ${count}`);
  const items: QValue[] = [];
  for (let i = 0; i < count; i++) items.push(readValue(cursor, depth + 1));
  return { kind: 'list', items };
}

function readDict(cursor: Cursor, depth: number): QValue {
  const keys = readValue(cursor, depth + 1);
  const values = readValue(cursor, depth + 1);
  const keyCount = countOf(keys);
  if (keyCount === undefined || keyCount !== countOf(values)) {
    throw malformed(`a dictionary of ${keyCount ?? 'no'} keys and ${countOf(values) ?? 'no'} values`);
  }
  return { kind: 'dict', keys, values };
}

function readTable(cursor: Cursor, depth: number): QTable {
  need(cursor, 2, 'a table');
  cursor.offset += 1;
  const dict = cursor.view.getInt8(cursor.offset) === 99 ? readValue(cursor, depth + 1) : undefined;
  if (dict?.kind !== 'dict') throw malformed('a table that holds no dictionary');
  const { keys, values } = dict;
  if (keys.kind !== 'vector' || keys.type !== 11)
    throw malformed('a table whose column names are not symbols');
  if (values.kind !== 'list' && keys.items.length > 0) throw malformed('a table without a list of columns');
  const data = values.kind === 'list' ? values.items : [];
  const counts = new Set(data.map(countOf));
  if (counts.size > 1 || counts.has(undefined)) throw malformed('a table whose columns differ in length');
  return { kind: 'table', columns: keys.items as readonly string[], data };
}

function readNull(cursor: Cursor, type: number): QValue {
  need(cursor, 1, 'a value');
  if (type === 101 && cursor.bytes[cursor.offset] === 0) {
    cursor.offset += 1;
    return NULL_VALUE;
  }
  throw new KdbError('unsupported', `the answer is or holds a function (type ${type}), which is not read`);
}

/** A vector's attribute byte, which does not matter here, and its count. */
function readCount(cursor: Cursor): number {
  need(cursor, 5, 'a count');
  const count = cursor.view.getInt32(cursor.offset + 1, cursor.littleEndian);
  cursor.offset += 5;
  if (count < 0) throw malformed(`a count of ${count}`);
  return count;
}

function need(cursor: Cursor, byteCount: number, what: string): void {
  const left = cursor.bytes.length - cursor.offset;
  if (byteCount > left) throw malformed(`${what} announced, and ${left} bytes left`);
}

function malformed(why: string): KdbError {
  return new KdbError('malformed', `a kdb+ message that cannot be read: ${why}`);
}
