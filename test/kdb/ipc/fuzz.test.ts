// A small run of what studies/fuzz-kdb.ts does a million times; and values that survive the round trip.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../lib/kdb/ipc/decode-value.ts';
import { encodeMessage } from '../../../lib/kdb/ipc/encode-value.ts';
import { KdbError, type KdbErrorCode } from '../../../lib/kdb/ipc/errors.ts';
import { createFrameReader } from '../../../lib/kdb/ipc/frame.ts';
import type { QValue, Scalar, TypeNumber } from '../../../lib/kdb/ipc/values.ts';
import { countCases } from '../../build/count-cases.ts';
import { createRandom, mutate } from './mutate.ts';
import { bytesOf, vectors } from './vectors.ts';

const BYTES_MAX = 64 * 1024;

/** Reads as a connection does; whatever is thrown must be a `KdbError`. What came of it: its code, or how far it was read. */
function readAll(bytes: Uint8Array): KdbErrorCode | 'value' | 'nothing whole yet' {
  try {
    const messages = createFrameReader(BYTES_MAX).push(bytes);
    const answers = messages.map((message) => decodeMessage(message, BYTES_MAX).answer);
    if (answers.some(({ kind }) => kind === 'error')) return 'q-error';
    return answers.length > 0 ? 'value' : 'nothing whole yet';
  } catch (error) {
    if (error instanceof KdbError) return error.code;
    throw error;
  }
}

const bytesUpTo = (maxLength: number) => fc.uint8Array({ maxLength, size: 'max' });

/** Values as they begin, so that some are read to their end: a known type, no attribute, a count, and what follows. */
const nearlyTrue = fc
  .record({
    type: fc.oneof(
      fc.integer({ min: 0, max: 19 }),
      fc.integer({ min: -19, max: -1 }),
      fc.constantFrom(98, 99, 100, 101, 127, -128),
    ),
    count: fc.nat(4),
    rest: bytesUpTo(40),
  })
  .map(({ type, count, rest }) =>
    type < 0 ? Uint8Array.of(type & 0xff, ...rest, 0) : Uint8Array.of(type, 0, count, 0, 0, 0, ...rest),
  );

describe('whatever comes', () => {
  it('is a value or a KdbError: any bytes', () => {
    const cases = countCases<string>({ malformed: 500, 'nothing whole yet': 20 });
    fc.assert(
      fc.property(bytesUpTo(200), (bytes) => cases.saw(readAll(bytes))),
      { numRuns: 2_000 },
    );
    cases.expectEnough();
  });

  it('is a value or a KdbError: any body behind a true header', () => {
    const cases = countCases<string>({
      value: 3,
      malformed: 400,
      'too-large': 200,
      'q-error': 5,
      unsupported: 20,
    });
    const property = fc.property(fc.oneof(bytesUpTo(200), nearlyTrue), fc.boolean(), (body, compressed) => {
      const message = Buffer.concat([Uint8Array.of(1, 2, compressed ? 1 : 0, 0, 0, 0, 0, 0), body]);
      message.writeUInt32LE(message.length, 4);
      cases.saw(readAll(message));
    });
    fc.assert(property, { numRuns: 2_000 });
    cases.expectEnough();
  });

  it('is a value or a KdbError: damaged vectors', () => {
    const cases = countCases<string>({
      value: 200,
      malformed: 700,
      'nothing whole yet': 200,
      'too-large': 100,
    });
    const property = fc.property(fc.integer({ min: 1 }), (seed) => {
      const random = createRandom(seed);
      const pick = () => vectors[random(vectors.length)];
      const [message, donor] = [pick(), pick()];
      if (message && donor) cases.saw(readAll(mutate(bytesOf(message), random, bytesOf(donor))));
    });
    fc.assert(property, { numRuns: 5_000 });
    cases.expectEnough();
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
      {
        weight: 8,
        arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((items): QValue => ({ kind: 'list', items })),
      },
      {
        weight: 8,
        arbitrary: fc
          .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value'), { maxKeys: 4 })
          .map((fields): QValue => ({
            kind: 'dict',
            keys: { kind: 'vector', type: 11, items: Object.keys(fields) },
            values: { kind: 'list', items: Object.values(fields) },
          })),
      },
    ),
  }));

  it.each([true, false])('survives the round trip (little endian: %s)', (littleEndian) => {
    const cases = countCases<string>({
      atom: 50,
      vector: 50,
      chars: 1,
      null: 1,
      list: 25,
      dict: 25,
      'it is nested': 10,
    });
    const property = fc.property(value, (given) => {
      cases.saw(given.kind);
      if (given.kind === 'list' && given.items.some(({ kind }) => kind !== 'atom')) cases.saw('it is nested');
      const message = encodeMessage(given, { messageType: 'response', littleEndian });
      expect(decodeMessage(message, 1024 ** 2).answer).toEqual(given);
    });
    fc.assert(property, { numRuns: 500 });
    cases.expectEnough();
  });
});
