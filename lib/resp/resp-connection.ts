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
  /** Not once either side has closed it. */
  readonly isOpen: () => boolean;
  /** One reply for each command, in their order; sent together. Rejects with `RespError` if the connection ends before. */
  send(commands: readonly (readonly string[])[]): Promise<readonly RespValue[]>;
  close(): void;
}

interface Waiting {
  readonly count: number;
  readonly replies: RespValue[];
  readonly cancelDeadline: () => void;
  readonly resolve: (replies: readonly RespValue[]) => void;
  readonly reject: (error: Error) => void;
}

/** Calls back once so much later, and returns what prevents it. Replaced in tests, which wait for events, not for time. */
export type After = (durationMs: number, then: () => void) => () => void;

export const afterRealTime: After = (durationMs, then) => {
  const timer = setTimeout(then, durationMs);
  return () => clearTimeout(timer);
};

/**
 * Rejects with `RespError` if it is not made within `timeoutMs`; each `send` may take as long. Between two of them the connection
 * may be idle for as long as it likes.
 */
export async function connectResp(
  peer: RespPeer,
  timeoutMs: number,
  after: After = afterRealTime,
): Promise<RespConnection> {
  const { host, port } = peer;
  const name = `${host}:${port}`;
  const socket =
    peer.tls === 'on' ? tls.connect({ host, port, servername: host }) : net.connect({ host, port });
  const read = createRespReader();
  const waiting: Waiting[] = [];

  function end(error: Error): void {
    socket.destroy();
    for (const { reject, cancelDeadline } of waiting.splice(0)) {
      cancelDeadline();
      reject(error);
    }
  }

  const startDeadline = () =>
    after(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const value of read(chunk)) {
        const [first] = waiting;
        first?.replies.push(value);
        if (!first || first.replies.length < first.count) continue;
        waiting.shift();
        first.cancelDeadline();
        first.resolve(first.replies);
      }
    } catch (error) {
      end(error as Error);
    }
  });
  const cancelDeadline = startDeadline();
  await new Promise<void>((resolve, reject) => {
    socket.once(peer.tls === 'on' ? 'secureConnect' : 'connect', resolve);
    socket.once('error', (cause) => reject(new RespError(`${name}: ${cause.message}`, { cause })));
    socket.once('close', () => reject(new RespError(`${name} closed the connection`)));
  }).finally(cancelDeadline);
  socket.on('error', (cause) => end(new RespError(`${name}: ${cause.message}`, { cause })));
  socket.on('close', () => end(new RespError(`${name} closed the connection`)));

  return {
    isOpen: () => socket.writable,
    send: (commands) =>
      new Promise((resolve, reject) => {
        if (!socket.writable) {
          reject(new RespError(`${name} closed the connection`));
          return;
        }
        const { length: count } = commands;
        waiting.push({ count, replies: [], resolve, reject, cancelDeadline: startDeadline() });
        socket.write(commands.map(encodeCommand).join(''));
      }),
    close: () => end(new RespError(`the connection to ${name} was closed`)),
  };
}
