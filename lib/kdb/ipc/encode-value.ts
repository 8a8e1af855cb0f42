// Values to bytes: what a client sends, and what the emulator's RDBs answer. Never compresses.
// Next: decode-value.ts, which reads the same layout.
import { KdbError } from './errors.ts';
import { HEADER_BYTES } from './frame.ts';
import { ITEM_BYTES, ITEM_WRITERS } from './items.ts';
import { chars, countOf, type QAnswer, type QValue, type Scalar, type TypeNumber } from './values.ts';

const MESSAGE_TYPE_BYTES = { async: 0, sync: 1, response: 2 } as const;

export interface MessageOptions {
  readonly messageType: keyof typeof MESSAGE_TYPE_BYTES;
  readonly littleEndian?: boolean;
}

/** A sync request: text alone is evaluated; with arguments it names or is the function applied to them. */
export function encodeRequest(text: string, args: readonly QValue[] = []): Buffer {
  const query = chars(text);
  return encodeMessage(args.length === 0 ? query : { kind: 'list', items: [query, ...args] }, {
    messageType: 'sync',
  });
}

/** One whole message, header included. Throws `KdbError` (`bad-request`) for what cannot be sent. */
export function encodeMessage(answer: QAnswer, options: MessageOptions): Buffer {
  const littleEndian = options.littleEndian ?? true;
  const parts: Uint8Array[] = [];
  if (answer.kind === 'error') parts.push(Uint8Array.of(0x80), terminated(answer.text));
  else writeValue(parts, answer, littleEndian);
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = littleEndian ? 1 : 0;
  header[1] = MESSAGE_TYPE_BYTES[options.messageType];
  const length = parts.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  if (littleEndian) header.writeUInt32LE(length, 4);
  else header.writeUInt32BE(length, 4);
  return Buffer.concat([header, ...parts], length);
}

function writeValue(parts: Uint8Array[], value: QValue, littleEndian: boolean): void {
  const write = (inner: QValue) => {
    writeValue(parts, inner, littleEndian);
  };
  switch (value.kind) {
    case 'atom':
      parts.push(Uint8Array.of(256 - value.type), items(value.type, [value.value], littleEndian));
      return;
    case 'vector':
      parts.push(counted(value.type, value.items.length, littleEndian));
      parts.push(items(value.type, value.items, littleEndian));
      return;
    case 'chars': {
      const text = value.bytes ?? Buffer.from(value.text, 'utf8');
      parts.push(counted(10, text.length, littleEndian), text);
      return;
    }
    case 'list':
      parts.push(counted(0, value.items.length, littleEndian));
      value.items.forEach(write);
      return;
    case 'dict':
      if (countOf(value.keys) !== countOf(value.values)) {
        throw new KdbError('bad-request', 'a dictionary needs as many values as keys');
      }
      parts.push(Uint8Array.of(99));
      write(value.keys);
      write(value.values);
      return;
    case 'table':
      parts.push(Uint8Array.of(98, 0));
      write({
        kind: 'dict',
        keys: { kind: 'vector', type: 11, items: value.columns },
        values: { kind: 'list', items: value.data },
      });
      return;
    case 'null':
      parts.push(Uint8Array.of(101, 0));
  }
}

/** Type, attribute (none) and count of a vector or list. */
function counted(type: number, count: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(6);
  bytes[0] = type;
  new DataView(bytes.buffer).setInt32(2, count, littleEndian);
  return bytes;
}

function items(type: TypeNumber, values: readonly Scalar[], littleEndian: boolean): Uint8Array {
  if (type === 11) return Buffer.concat(values.map((value) => terminated(String(value))));
  const size = ITEM_BYTES[type];
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const write = ITEM_WRITERS[type];
  values.forEach((value, i) => {
    write(view, i * size, littleEndian, value);
  });
  return bytes;
}

function terminated(text: string): Uint8Array {
  if (text.includes('\0')) throw new KdbError('bad-request', 'a symbol cannot hold a zero byte');
  return Buffer.from(`${text}\0`, 'utf8');
}
