// One connection to a server that speaks RESP, plain or TLS: commands out, replies in, in order. It tries nothing twice: a
// driver's own retries would hide just what a drill measures.
import * as net from 'node:net';
import * as tls from 'node:tls';
import { createRespReader, encodeCommand, RespError, type RespValue } from './resp-values.ts';

export interface RespPeer {
  readonly host: string;
  readonly port: number;
  readonly tls: 'on' | 'off';
}

export interface RespConnection {
  /** One reply for each command, in their order; sent together. Rejects with `RespError` if the connection ends before. */
  send(commands: readonly (readonly string[])[]): Promise<readonly RespValue[]>;
  close(): void;
}

interface Waiting {
  readonly count: number;
  readonly replies: RespValue[];
  readonly resolve: (replies: readonly RespValue[]) => void;
  readonly reject: (error: Error) => void;
}

/** Rejects with `RespError` if it is not made within `timeoutMs`, real time; each `send` may take as long. */
export async function connectResp(peer: RespPeer, timeoutMs: number): Promise<RespConnection> {
  const { host, port } = peer;
  const name = `${host}:${port}`;
  const socket =
    peer.tls === 'on' ? tls.connect({ host, port, servername: host }) : net.connect({ host, port });
  const read = createRespReader();
  const waiting: Waiting[] = [];

  function end(error: Error): void {
    socket.destroy();
    for (const { reject } of waiting.splice(0)) reject(error);
  }

  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const value of read(chunk)) {
        const [first] = waiting;
        first?.replies.push(value);
        if (first && first.replies.length === first.count) waiting.shift()?.resolve(first.replies);
      }
    } catch (error) {
      end(error as Error);
    }
  });
  await new Promise<void>((resolve, reject) => {
    socket.once(peer.tls === 'on' ? 'secureConnect' : 'connect', resolve);
    socket.once('error', (cause) => reject(new RespError(`${name}: ${cause.message}`, { cause })));
    socket.once('close', () => reject(new RespError(`${name} closed the connection`)));
  });
  socket.on('error', (cause) => end(new RespError(`${name}: ${cause.message}`, { cause })));
  socket.on('close', () => end(new RespError(`${name} closed the connection`)));

  return {
    send: (commands) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new RespError(`${name} closed the connection`));
          return;
        }
        waiting.push({ count: commands.length, replies: [], resolve, reject });
        socket.write(commands.map(encodeCommand).join(''));
      }),
    close: () => end(new RespError(`the connection to ${name} was closed`)),
  };
}
