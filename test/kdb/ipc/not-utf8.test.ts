// Text of kdb+ is bytes, and nothing makes them UTF-8. Values of such text, nested as they come, written here
// byte by byte: our own encoder writes what the decoder understood, and would agree with its mistakes.
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../lib/kdb/ipc/decode-value.ts';
import { encodeMessage } from '../../../lib/kdb/ipc/encode-value.ts';
import { countOf, type QValue } from '../../../lib/kdb/ipc/values.ts';
import { sampleOfAnswer } from '../../../lib/kdb/read-rdb.ts';
import { answerWith } from '../answers.ts';

const SEED = 20_261_121;
const RUNS = 2_000;

/** A value as bytes on the wire, and what must be read of it. */
interface Wired {
  readonly wire: Buffer;
  readonly value: QValue;
  readonly holdsSymbols: boolean;
  /** Counts compared with each other, one of them of chars that are not UTF-8. */
  readonly countsBadChars: boolean;
}

const shown = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const counted = (type: number, count: number) => {
  const head = Buffer.alloc(6);
  head[0] = type;
  head.writeInt32LE(count, 2);
  return head;
};
const messageOf = (wire: Buffer) => {
  const message = Buffer.concat([Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 0), wire]);
  message.writeUInt32LE(message.length, 4);
  return message;
};

const charsOf = (bytes: Uint8Array): Wired => ({
  wire: Buffer.concat([counted(10, bytes.length), bytes]),
  value: { kind: 'chars', text: shown(bytes), ...(!isUtf8(bytes) && { bytes: Buffer.from(bytes) }) },
  holdsSymbols: false,
  countsBadChars: false,
});
const symbolsOf = (names: readonly Uint8Array[]): Wired => ({
  wire: Buffer.concat([counted(11, names.length), ...names.flatMap((name) => [name, Uint8Array.of(0)])]),
  value: { kind: 'vector', type: 11, items: names.map(shown) },
  holdsSymbols: true,
  countsBadChars: false,
});
const listOf = (items: readonly Wired[]): Wired => ({
  wire: Buffer.concat([counted(0, items.length), ...items.map((item) => item.wire)]),
  value: { kind: 'list', items: items.map((item) => item.value) },
  holdsSymbols: items.some((item) => item.holdsSymbols),
  countsBadChars: items.some((item) => item.countsBadChars),
});
const isBadChars = ({ value }: Wired) => value.kind === 'chars' && value.bytes !== undefined;
const dictOf = (keys: Wired, values: Wired): Wired => ({
  wire: Buffer.concat([Uint8Array.of(99), keys.wire, values.wire]),
  value: { kind: 'dict', keys: keys.value, values: values.value },
  holdsSymbols: keys.holdsSymbols || values.holdsSymbols,
  countsBadChars:
    [keys, values].some((part) => part.countsBadChars) || isBadChars(keys) !== isBadChars(values),
});
const tableOf = (names: readonly Uint8Array[], columns: readonly Wired[]): Wired => ({
  wire: Buffer.concat([Uint8Array.of(98, 0, 99), symbolsOf(names).wire, listOf(columns).wire]),
  value: { kind: 'table', columns: names.map(shown), data: columns.map((column) => column.value) },
  holdsSymbols: true,
  countsBadChars:
    columns.some((column) => column.countsBadChars) || new Set(columns.map(isBadChars)).size > 1,
});

/** Bytes as they are found: Latin-1, halves of UTF-8, plain text, anything. */
const byte = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.constantFrom(0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xef, 0xbf, 0xbd, 0xed, 0xa0) },
);
const bytesOfLength = (length: number) =>
  fc.array(byte, { minLength: length, maxLength: length }).map((bytes) => Uint8Array.from(bytes));
const name = fc.nat({ max: 5 }).chain(bytesOfLength);
const vectorOfLength = (length: number) =>
  fc.oneof(
    bytesOfLength(length).map(charsOf),
    fc.array(name, { minLength: length, maxLength: length }).map(symbolsOf),
  );

const { value } = fc.letrec<{ value: Wired }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.nat({ max: 6 }).chain(vectorOfLength),
    fc.array(tie('value'), { maxLength: 4 }).map(listOf),
    fc.nat({ max: 4 }).chain((count) => {
      const values = fc.array(tie('value'), { minLength: count, maxLength: count }).map(listOf);
      return fc
        .tuple(vectorOfLength(count), fc.oneof(values, vectorOfLength(count)))
        .map(([keys, items]) => dictOf(keys, items));
    }),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 5 }))
      .chain(([width, height]) =>
        fc
          .tuple(
            fc.array(name, { minLength: width, maxLength: width }),
            fc.array(vectorOfLength(height), { minLength: width, maxLength: width }),
          )
          .map(([names, columns]) => tableOf(names, columns)),
      ),
  ),
}));

describe('text that is not UTF-8', () => {
  it('is read, however it is nested, and counted in bytes', () => {
    let comparisons = 0;
    let sentOn = 0;
    const property = fc.property(value, (wired) => {
      const message = messageOf(wired.wire);
      const { answer } = decodeMessage(message, 1024 ** 2);
      expect(answer).toEqual(wired.value);
      if (wired.countsBadChars) comparisons += 1;
      if (wired.holdsSymbols) return;
      // Chars lose nothing: they are sent on as they came.
      expect(encodeMessage(wired.value, { messageType: 'response' })).toEqual(message);
      if (!isUtf8(wired.wire)) sentOn += 1;
    });
    fc.assert(property, { numRuns: RUNS, seed: SEED });
    expect(comparisons).toBeGreaterThan(RUNS / 10);
    expect(sentOn).toBeGreaterThan(RUNS / 10);
  });

  it('makes a dictionary of chars and a table of as many items as it has bytes', () => {
    const latin = charsOf(Buffer.from('garçon', 'latin1'));
    expect(countOf(latin.value)).toBe(6);
    const flags = { wire: Buffer.concat([counted(1, 6), Buffer.alloc(6, 1)]) };
    const dict = Buffer.concat([Uint8Array.of(99), latin.wire, flags.wire]);
    expect(decodeMessage(messageOf(dict), 1024).answer).toMatchObject({
      keys: { text: 'gar\uFFFDon' },
      values: { type: 1 },
    });
  });

  it('keeps a sign of replacement that was sent as such', () => {
    const sent = Buffer.from('gar\uFFFDon');
    const { answer } = decodeMessage(messageOf(charsOf(sent).wire), 1024);
    expect(answer).toEqual({ kind: 'chars', text: 'gar\uFFFDon' });
    expect(countOf(answer as QValue)).toBe(8);
  });

  it('in the names of tables hides none of their rows, though two names look the same', () => {
    const rows: QValue = {
      kind: 'dict',
      keys: { kind: 'vector', type: 11, items: ['\uFFFD', '\uFFFD', 'trade'] },
      values: { kind: 'vector', type: 7, items: [5n, 7n, 0n] },
    };
    expect(sampleOfAnswer(answerWith({ rows }), 'tick', 'rdb:5010').rows).toBe(12);
  });
});
