// The kdb+ IPC vectors (test/data/kdb-ipc), and how their JSON notation maps to values.
import { readFileSync } from 'node:fs';
import { formatScalar } from '../../../lib/kdb/ipc/format-value.ts';
import type { QAnswer, QValue, Scalar, TypeNumber } from '../../../lib/kdb/ipc/values.ts';

export interface Vector {
  readonly name: string;
  readonly endian: 'little' | 'big';
  readonly messageType: 'async' | 'sync' | 'response';
  readonly compressed: boolean;
  readonly hex: string;
  readonly qtype: unknown;
  readonly value: unknown;
  readonly derived?: string;
}
export interface Malformed {
  readonly name: string;
  readonly expect: 'reject' | 'incomplete' | 'reject-or-decode';
  readonly hex?: string;
  readonly parts?: readonly (readonly [string, number])[];
}
export interface Handshake {
  readonly name: string;
  readonly credentials: string;
  readonly capability: number;
  readonly client: string;
  readonly server: string;
  readonly outcome: 'open' | 'reject' | 'timeout';
}

export const { vectors, malformed, handshake } = JSON.parse(
  readFileSync(new URL('../../data/kdb-ipc/vectors.json', import.meta.url), 'utf8'),
) as { vectors: readonly Vector[]; malformed: readonly Malformed[]; handshake: readonly Handshake[] };

export function bytesOf(entry: Vector | Malformed): Buffer {
  if ('parts' in entry && entry.parts) {
    return Buffer.concat(entry.parts.map(([hex, times]) => Buffer.from(hex.repeat(times), 'hex')));
  }
  return Buffer.from(entry.hex ?? '', 'hex');
}

/** A value in the vectors' notation: its `qtype` and its `value`. */
export function notationOf(answer: QAnswer): { qtype: unknown; value: unknown } {
  switch (answer.kind) {
    case 'error':
      return { qtype: -128, value: { error: answer.text } };
    case 'null':
      return { qtype: 101, value: null };
    case 'chars':
      return { qtype: 10, value: { chars: answer.text } };
    case 'atom':
      return { qtype: -answer.type, value: scalarNotation(answer.type, answer.value) };
    case 'vector':
      return { qtype: answer.type, value: answer.items.map((item) => scalarNotation(answer.type, item)) };
    case 'list': {
      const items = answer.items.map(notationOf);
      return { qtype: items.map((item) => item.qtype), value: items.map((item) => item.value) };
    }
    case 'dict': {
      const [keys, values] = [notationOf(answer.keys), notationOf(answer.values)];
      return {
        qtype: { keys: keys.qtype, values: values.qtype },
        value: { keys: keys.value, values: values.value },
      };
    }
    case 'table': {
      const data = answer.data.map(notationOf);
      return {
        qtype: { data: data.map((column) => column.qtype) },
        value: { columns: answer.columns, data: data.map((column) => column.value) },
      };
    }
  }
}

function scalarNotation(type: TypeNumber, item: Scalar): unknown {
  if (type === 10) return { char: item };
  if (item === null || typeof item === 'boolean' || type === 11 || type === 2) return item;
  return typeof item === 'number' && type <= 9 ? item : formatScalar(type, item);
}

/** A value that occurs nowhere in the vectors' requests but must survive the round trip. */
export const asValue = (answer: QAnswer): QValue => {
  if (answer.kind === 'error') throw new Error(`an error, not a value: ${answer.text}`);
  return answer;
};
