import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../lib/kdb/ipc/decode-value.ts';
import { encodeMessage } from '../../../lib/kdb/ipc/encode-value.ts';
import { KdbError } from '../../../lib/kdb/ipc/errors.ts';
import { createFrameReader } from '../../../lib/kdb/ipc/frame.ts';
import { compress } from './compress.ts';
import { bytesOf, malformed, notationOf, vectors } from './vectors.ts';

const BYTES_MAX = 1024 ** 2;

describe('every message of the vectors', () => {
  it.each(vectors)('$name decodes to its value', (vector) => {
    const { header, answer } = decodeMessage(bytesOf(vector), BYTES_MAX);
    expect(notationOf(answer)).toEqual({ qtype: vector.qtype, value: vector.value });
    expect(header.messageType).toBe(vector.messageType);
    expect(header.compressed).toBe(vector.compressed);
  });

  // Not back to the same bytes: what was compressed, attributes and other NaNs (derived), text that is not UTF-8.
  const bothWays = vectors.filter(
    (vector) => !vector.compressed && !vector.derived && !vector.name.includes('not-utf8'),
  );
  it.each(bothWays)('$name encodes to its bytes', (vector) => {
    const { answer } = decodeMessage(bytesOf(vector), BYTES_MAX);
    const littleEndian = vector.endian === 'little';
    const encoded = encodeMessage(answer, { messageType: vector.messageType, littleEndian });
    expect(encoded.toString('hex')).toBe(vector.hex);
  });

  it.each(vectors.filter((vector) => vector.compressed && !vector.derived))(
    '$name is compressed back to its bytes by the tests own compressor',
    (vector) => {
      const { header, answer } = decodeMessage(bytesOf(vector), BYTES_MAX);
      expect(compress(encodeMessage(answer, header)).toString('hex')).toBe(vector.hex);
    },
  );

  it('decodes the same from inside a larger buffer, at an odd offset', () => {
    for (const vector of vectors) {
      const shifted = Buffer.concat([Buffer.from([7, 7, 7]), bytesOf(vector)]).subarray(3);
      expect(notationOf(decodeMessage(shifted, BYTES_MAX).answer).value).toEqual(vector.value);
    }
  });
});

describe('malformed messages', () => {
  function outcomeOf(bytes: Buffer): unknown {
    const frames = createFrameReader(BYTES_MAX);
    const [message] = frames.push(bytes);
    return message ? decodeMessage(message, BYTES_MAX).answer : 'incomplete';
  }

  it.each(malformed.filter((entry) => entry.expect === 'reject'))('$name is refused', (entry) => {
    expect(() => outcomeOf(bytesOf(entry))).toThrow(KdbError);
  });

  it.each(malformed.filter((entry) => entry.expect === 'incomplete'))('$name waits for more', (entry) => {
    expect(outcomeOf(bytesOf(entry))).toBe('incomplete');
  });

  it.each(malformed.filter((entry) => entry.expect === 'reject-or-decode'))(
    '$name is refused by name',
    (entry) => {
      expect(() => outcomeOf(bytesOf(entry))).toThrow(/nested more than 100 deep|a function \(type 100\)/);
    },
  );

  it('covers every entry', () => {
    expect(malformed).toHaveLength(50);
    expect(vectors).toHaveLength(202);
  });

  it('refuses a message over the limit on its header alone, compressed or not', () => {
    const plain = Buffer.from('0102000000010000', 'hex');
    expect(() => createFrameReader(255).push(plain)).toThrow('256 bytes; 255 are accepted');
    const zipped = vectors.find((vector) => vector.name === 'large-chars-run-zip-le');
    expect(() => decodeMessage(bytesOf(zipped ?? { name: '', expect: 'reject' }), 3013)).toThrow(
      '3014 bytes; 3013 are accepted',
    );
  });
});
