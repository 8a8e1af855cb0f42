// The recorded messages of q/messages.txt, and a side of a queue that is nothing but bytes: it sends what was recorded, and
// keeps what it is sent.
import { readFileSync } from 'node:fs';
import * as net from 'node:net';
import { createFrameReader } from '../../../lib/kdb/ipc/frame.ts';
import { handshakeBytes } from '../../../lib/kdb/ipc/handshake.ts';
import { present } from '../local-aws.ts';

const [, ...lines] = readFileSync(new URL('../../../q/messages.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** Hexadecimal, by name. */
export const RECORDED: Readonly<Record<string, string>> = Object.fromEntries(
  lines.map((line) => {
    const [name = '', , , bytes = ''] = line.split('|');
    return [name, bytes] as const;
  }),
);

export interface BytesSide {
  send(name: string): void;
  /** The next message that comes, in hexadecimal. */
  next(): Promise<string>;
  end(): void;
}

/** As an RDB of a kind that is not ours: logs in, and is let in. */
export async function bytesRdb(port: number): Promise<BytesSide> {
  const socket = net.connect({ host: '127.0.0.1', port });
  socket.write(Buffer.from(':\x03\0', 'latin1'));
  const side = bytesSide(socket);
  expectByte(await side.raw(1));
  return side;
}

export interface BytesTickerplant {
  readonly port: number;
  /** The next connection, let in. */
  accepted(): Promise<BytesSide>;
  close(): Promise<void>;
}

/** As a tickerplant of a kind that is not ours. */
export async function bytesTickerplant(): Promise<BytesTickerplant> {
  const waiting: ((socket: net.Socket) => void)[] = [];
  const came: net.Socket[] = [];
  const all: net.Socket[] = [];
  const server = net.createServer((socket) => {
    all.push(socket);
    const waits = waiting.shift();
    if (waits) waits(socket);
    else came.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    async accepted() {
      const socket = came.shift() ?? (await new Promise<net.Socket>((resolve) => waiting.push(resolve)));
      const side = bytesSide(socket);
      // Without a user: what it can read, and the end.
      await side.raw(handshakeBytes({}).length);
      socket.write(Uint8Array.of(3));
      return side;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of all) socket.destroy();
      }),
  };
}

function bytesSide(socket: net.Socket): BytesSide & { raw(count: number): Promise<Buffer> } {
  let login: { count: number; readonly resolve: (bytes: Buffer) => void } | undefined;
  const frames = createFrameReader(1024 ** 2);
  const came: string[] = [];
  const waiting: ((message: string) => void)[] = [];
  const before: Buffer[] = [];
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    if (login) {
      before.push(chunk);
      const all = Buffer.concat(before);
      if (all.length < login.count) return;
      login.resolve(all.subarray(0, login.count));
      rest = all.subarray(login.count);
      login = undefined;
    }
    for (const message of frames.push(rest)) {
      const text = Buffer.from(message).toString('hex');
      const waits = waiting.shift();
      if (waits) waits(text);
      else came.push(text);
    }
  });
  return {
    raw: (count) => new Promise((resolve) => (login = { count, resolve })),
    send: (name) => void socket.write(Buffer.from(present(RECORDED[name]), 'hex')),
    next: () => {
      const first = came.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
    end: () => void socket.destroy(),
  };
}

function expectByte(bytes: Buffer): void {
  if (bytes[0] !== 3) throw new Error(`let in with ${bytes.toString('hex')}`);
}
