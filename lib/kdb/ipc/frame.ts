// Messages out of a stream of bytes: the header's checks and the putting together of fragments.
// Knows nothing of values. Next: decode-value.ts.
import { KdbError } from './errors.ts';

export const HEADER_BYTES = 8;

export interface MessageHeader {
  readonly littleEndian: boolean;
  readonly messageType: 'async' | 'sync' | 'response';
  readonly compressed: boolean;
  /** Of the whole message, header included. */
  readonly length: number;
}

/** Messages completed by a chunk; the rest is kept. Throws `KdbError` at the first header that cannot be true. */
export interface FrameReader {
  push(chunk: Uint8Array): readonly Uint8Array[];
  /** Bytes of an unfinished message that have come, and how many it will have, where known. */
  pending(): { readonly bytes: number; readonly length?: number };
}

const MESSAGE_TYPES = ['async', 'sync', 'response'] as const;

/** Checks a header by itself; nothing is reserved on what it announces. */
export function readHeader(bytes: Uint8Array, messageBytesMax: number): MessageHeader {
  const [endianness, type, compressed] = bytes;
  const messageType = MESSAGE_TYPES[type ?? -1];
  if ((endianness !== 0 && endianness !== 1) || messageType === undefined) {
    throw new KdbError('malformed', `not a kdb+ message: it begins ${hex(bytes.subarray(0, HEADER_BYTES))}`);
  }
  if (compressed !== 0 && compressed !== 1) {
    throw new KdbError('malformed', `unknown compression ${compressed} in a message header`);
  }
  const littleEndian = endianness === 1;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, littleEndian);
  if (length <= HEADER_BYTES) {
    throw new KdbError('malformed', `a message of ${length} bytes, which leaves none for a value`);
  }
  if (length > messageBytesMax) {
    throw new KdbError('too-large', `a message of ${length} bytes; ${messageBytesMax} are accepted`);
  }
  return { littleEndian, messageType, compressed: compressed === 1, length };
}

/** Reads messages of at most `messageBytesMax` bytes; memory grows only with bytes that have come. */
export function createFrameReader(messageBytesMax: number): FrameReader {
  let chunks: Uint8Array[] = [];
  let byteCount = 0;
  let length: number | undefined;

  return {
    push(chunk) {
      const messages: Uint8Array[] = [];
      if (chunk.length > 0) chunks.push(chunk);
      byteCount += chunk.length;
      while (byteCount >= (length ?? HEADER_BYTES)) {
        if (length === undefined) {
          const start = joined();
          chunks = [start];
          length = readHeader(start, messageBytesMax).length;
          continue;
        }
        const all = joined();
        messages.push(all.subarray(0, length));
        const rest = all.subarray(length);
        chunks = rest.length > 0 ? [rest] : [];
        byteCount = rest.length;
        length = undefined;
      }
      return messages;
    },
    pending: () => ({ bytes: byteCount, ...(length === undefined ? {} : { length }) }),
  };

  function joined(): Uint8Array {
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
