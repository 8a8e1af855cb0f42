// RESP, the protocol of Redis and Valkey, as far as a few commands need it: version 2. Commands are arrays of bulk strings.
// Source: https://redis.io/docs/latest/develop/reference/protocol-spec/

export type RespValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly RespValue[] };

/** What a peer sent is no RESP, or more than anybody asked for. */
export class RespError extends Error {
  override readonly name = 'RespError';
}

/** Answers of ours are short; a peer that sends more is none of ours. */
const BUFFERED_MAX = 1024 * 1024;
const LINE_END = '\r\n';

export function encodeCommand(words: readonly string[]): string {
  return `*${words.length}${LINE_END}${words.map(bulk).join('')}`;
}

/** A server's answers. */
export function encodeReply(value: RespValue): string {
  if (value.kind === 'text') return bulk(value.text);
  if (value.kind === 'error') return `-${value.text}${LINE_END}`;
  if (value.kind === 'integer') return `:${value.value}${LINE_END}`;
  if (value.kind === 'null') return `$-1${LINE_END}`;
  return `*${value.items.length}${LINE_END}${value.items.map(encodeReply).join('')}`;
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}${LINE_END}${text}${LINE_END}`;
}

/** Takes what arrives piece by piece; answers with what is whole by then. Throws `RespError`. */
export function createRespReader(): (chunk: Buffer) => readonly RespValue[] {
  let buffered: Buffer = Buffer.alloc(0);
  return (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    if (buffered.length > BUFFERED_MAX) throw new RespError(`more than ${BUFFERED_MAX} bytes in one answer`);
    const values: RespValue[] = [];
    for (let read = valueAt(buffered, 0); read; read = valueAt(buffered, 0)) {
      values.push(read.value);
      buffered = buffered.subarray(read.end);
    }
    return values;
  };
}

interface Read {
  readonly value: RespValue;
  readonly end: number;
}

/** `undefined`: not all of it is there yet. */
function valueAt(bytes: Buffer, start: number): Read | undefined {
  const lineEnd = bytes.indexOf(LINE_END, start);
  if (lineEnd < 0) return undefined;
  const [type, rest] = [
    bytes.toString('latin1', start, start + 1),
    bytes.toString('utf8', start + 1, lineEnd),
  ];
  const end = lineEnd + LINE_END.length;
  if (type === '+') return { value: { kind: 'text', text: rest }, end };
  if (type === '-') return { value: { kind: 'error', text: rest }, end };
  const number = Number(rest);
  if (rest === '' || !Number.isInteger(number))
    throw new RespError(`"${type}${rest.slice(0, 40)}" is no RESP`);
  if (type === ':') return { value: { kind: 'integer', value: number }, end };
  if (type === '$') return number < 0 ? { value: { kind: 'null' }, end } : bulkAt(bytes, end, number);
  if (type === '*') return listAt(bytes, end, number);
  throw new RespError(`"${type}" begins no RESP`);
}

function bulkAt(bytes: Buffer, start: number, length: number): Read | undefined {
  const end = start + length + LINE_END.length;
  if (bytes.length < end) return undefined;
  return { value: { kind: 'text', text: bytes.toString('utf8', start, start + length) }, end };
}

function listAt(bytes: Buffer, start: number, count: number): Read | undefined {
  const items: RespValue[] = [];
  let end = start;
  for (let item = 0; item < count; item += 1) {
    const read = valueAt(bytes, end);
    if (!read) return undefined;
    items.push(read.value);
    end = read.end;
  }
  return { value: { kind: 'list', items }, end };
}
