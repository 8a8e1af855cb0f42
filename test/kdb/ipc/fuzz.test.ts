// A small run of what studies/fuzz-kdb.ts does a million times; and values that survive the round trip.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../lib/kdb/ipc/decode-value.ts';
import { encodeMessage } from '../../../lib/kdb/ipc/encode-value.ts';
import { KdbError } from '../../../lib/kdb/ipc/errors.ts';
import { createFrameReader } from '../../../lib/kdb/ipc/frame.ts';
import type { QValue, Scalar, TypeNumber } from '../../../lib/kdb/ipc/values.ts';
import { createRandom, mutate } from './mutate.ts';
import { bytesOf, vectors } from './vectors.ts';

const BYTES_MAX = 64 * 1024;

/** Reads as a connection does; whatever is thrown must be a `KdbError`. */
function readAll(bytes: Uint8Array): void {
  try {
    for (const message of createFrameReader(BYTES_MAX).push(bytes)) decodeMessage(message, BYTES_MAX);
  } catch (error) {
    if (!(error instanceof KdbError)) throw error;
  }
}

describe('whatever comes', () => {
  it('is a value or a KdbError: any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), readAll), { numRuns: 2_000 });
  });

  it('is a value or a KdbError: any body behind a true header', () => {
    const property = fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.boolean(),
      (body, compressed) => {
        const message = Buffer.concat([Uint8Array.of(1, 2, compressed ? 1 : 0, 0, 0, 0, 0, 0), body]);
        message.writeUInt32LE(message.length, 4);
        readAll(message);
      },
    );
    fc.assert(property, { numRuns: 2_000 });
  });

  it('is a value or a KdbError: damaged vectors', () => {
    const property = fc.property(fc.integer({ min: 1 }), (seed) => {
      const random = createRandom(seed);
      const pick = () => vectors[random(vectors.length)];
      const [message, donor] = [pick(), pick()];
      if (message && donor) readAll(mutate(bytesOf(message), random, bytesOf(donor)));
    });
    fc.assert(property, { numRuns: 5_000 });
  });
});

describe('any value', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((s) => !s.includes('\0'));
  const whole = (max: number) => fc.oneof(fc.integer({ min: -max, max }), fc.constantFrom(null, '0W', '-0W'));
  const double = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, '0W', '-0W'),
  );
  const int64 = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n }),
    fc.constantFrom(null, '0W', '-0W'),
  );
  const guid = fc.oneof(fc.uuid(), fc.constant(null));
  const scalars = {
    1: fc.boolean(),
    2: guid,
    4: fc.nat({ max: 255 }),
    5: whole(32_766),
    6: whole(2 ** 31 - 2),
    7: int64,
    9: double,
    11: text,
    12: int64,
    14: whole(2 ** 31 - 2),
    15: double,
    19: whole(2 ** 31 - 2),
  };
  const typed = Object.entries(scalars).map(([number, item]) => ({
    type: Number(number) as TypeNumber,
    item: item as fc.Arbitrary<Scalar>,
  }));
  const { value } = fc.letrec<{ value: QValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      ...typed.map(({ type, item }) => item.map((given): QValue => ({ kind: 'atom', type, value: given }))),
      ...typed.map(({ type, item }) =>
        fc.array(item, { maxLength: 5 }).map((items): QValue => ({ kind: 'vector', type, items })),
      ),
      text.map((given): QValue => ({ kind: 'chars', text: given })),
      fc.constant<QValue>({ kind: 'null' }),
      fc.array(tie('value'), { maxLength: 4 }).map((items): QValue => ({ kind: 'list', items })),
      fc
        .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value'), { maxKeys: 4 })
        .map((fields): QValue => ({
          kind: 'dict',
          keys: { kind: 'vector', type: 11, items: Object.keys(fields) },
          values: { kind: 'list', items: Object.values(fields) },
        })),
    ),
  }));

  it.each([true, false])('survives the round trip (little endian: %s)', (littleEndian) => {
    const property = fc.property(value, (given) => {
      const message = encodeMessage(given, { messageType: 'response', littleEndian });
      expect(decodeMessage(message, 1024 ** 2).answer).toEqual(given);
    });
    fc.assert(property, { numRuns: 500 });
  });
});
