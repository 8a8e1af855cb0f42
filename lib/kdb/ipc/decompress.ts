// Expands a compressed kdb+ message. Owns the format's bounds; knows nothing of values.
// Source of the format: KX's Java client, https://github.com/KxSystems/javakdb (c.java, uncompress).
import { KdbError } from './errors.ts';
import type { MessageHeader } from './frame.ts';

/** The most that one byte of data can become: a flag byte and 8 copies (17 bytes) give 8 × 257 bytes. */
const EXPANSION_MAX = 121;
const DATA_START = 12;
const OUTPUT_START = 8;

/** Length of a message once expanded, header included, as it announces; `malformed` where there is no room for it. */
export function expandedLengthOf(message: Uint8Array, header: MessageHeader): number {
  if (!header.compressed) return header.length;
  if (message.length < DATA_START) throw malformed('no room for the uncompressed length');
  return new DataView(message.buffer, message.byteOffset).getUint32(8, header.littleEndian);
}

/**
 * The message with its body expanded; the first 8 bytes of the result are left unset.
 * Throws `KdbError` (`malformed`, `too-large`); reserves nothing before the announced length is checked.
 */
export function decompress(message: Uint8Array, header: MessageHeader, messageBytesMax: number): Uint8Array {
  const announced = expandedLengthOf(message, header);
  if (announced > messageBytesMax) {
    throw new KdbError(
      'too-large',
      `a compressed answer of ${announced} bytes; ${messageBytesMax} are accepted`,
    );
  }
  const possible = OUTPUT_START + EXPANSION_MAX * (message.length - DATA_START);
  if (announced <= OUTPUT_START || announced > possible) {
    throw malformed(`${message.length} bytes cannot become ${announced}`);
  }
  return expand(message, announced);
}

function expand(input: Uint8Array, outputLength: number): Uint8Array {
  const output = new Uint8Array(outputLength);
  // Positions of the output, by the exclusive or of the two bytes there; 0 is a slot never filled.
  const slots = new Int32Array(256);
  let read = DATA_START;
  let written = OUTPUT_START;
  let pending = OUTPUT_START;
  let flags = 0;
  let bit = 0;
  while (written < outputLength) {
    if (bit === 0) {
      flags = byteAt(input, read++);
      bit = 1;
    }
    let copied = 0;
    if ((flags & bit) !== 0) {
      let from = slots[byteAt(input, read++)] as number;
      copied = byteAt(input, read++);
      if (from === 0) throw malformed('a copy from a slot that was never filled');
      if (written + 2 + copied > outputLength) throw malformed('a copy runs past the uncompressed length');
      output[written++] = output[from++] as number;
      output[written++] = output[from++] as number;
      // One by one: the ranges overlap where a run repeats itself.
      for (let i = 0; i < copied; i++) output[written + i] = output[from + i] as number;
    } else {
      output[written++] = byteAt(input, read++);
    }
    for (; pending < written - 1; pending++) {
      slots[(output[pending] as number) ^ (output[pending + 1] as number)] = pending;
    }
    if ((flags & bit) !== 0) {
      written += copied;
      pending = written;
    }
    bit = bit === 128 ? 0 : bit << 1;
  }
  if (read !== input.length) throw malformed(`${input.length - read} bytes left over`);
  return output;
}

function byteAt(input: Uint8Array, offset: number): number {
  const byte = input[offset];
  if (byte === undefined) throw malformed('the data end early');
  return byte;
}

function malformed(why: string): KdbError {
  return new KdbError('malformed', `a compressed answer that cannot be expanded: ${why}`);
}
