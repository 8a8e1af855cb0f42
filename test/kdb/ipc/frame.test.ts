import { describe, expect, it } from 'vitest';
import { createFrameReader } from '../../../lib/kdb/ipc/frame.ts';
import { bytesOf, vectors } from './vectors.ts';

const BYTES_MAX = 1024 ** 2;
const small = vectors.filter((vector) => vector.hex.length < 400);
const stream = Buffer.concat(small.map(bytesOf));
const expected = small.map((vector) => vector.hex);

function read(chunks: readonly Uint8Array[]): string[] {
  const frames = createFrameReader(BYTES_MAX);
  return chunks.flatMap((chunk) => frames.push(chunk).map((message) => Buffer.from(message).toString('hex')));
}

describe('framing', () => {
  it('finds all messages of a stream cut in two at any byte', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const messages = read([stream.subarray(0, cut), stream.subarray(cut)]);
      if (messages.length !== expected.length) expect.fail(`cut at ${cut}: ${messages.length} messages`);
    }
    expect(read([stream.subarray(0, 11), stream.subarray(11)])).toEqual(expected);
  });

  it('finds all messages of a stream that comes byte by byte', () => {
    const bytes = Array.from({ length: stream.length }, (_, i) => stream.subarray(i, i + 1));
    expect(read(bytes)).toEqual(expected);
  });

  it('says how much of an unfinished message has come', () => {
    const frames = createFrameReader(BYTES_MAX);
    const [first] = small;
    const bytes = first ? bytesOf(first) : Buffer.alloc(0);
    frames.push(bytes.subarray(0, 5));
    expect(frames.pending()).toEqual({ bytes: 5 });
    frames.push(bytes.subarray(5, 20));
    expect(frames.pending()).toEqual({ bytes: 20, length: bytes.length });
  });
});
