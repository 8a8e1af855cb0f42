// One end of a connection on which both may speak at any time, as q processes do: asynchronous messages, questions and
// their answers, in order. Whoever listens and whoever connects hold the same; they differ in who logs in.
// Source: https://code.kx.com/q/basics/ipc/
import * as net from 'node:net';
import { decodeMessage } from '../../kdb/ipc/decode-value.ts';
import { encodeMessage } from '../../kdb/ipc/encode-value.ts';
import { createFrameReader, readHeader } from '../../kdb/ipc/frame.ts';
import { CAPABILITY, checkHandshakeAnswer, handshakeBytes } from '../../kdb/ipc/handshake.ts';
import type { QAnswer, QValue } from '../../kdb/ipc/values.ts';

/** Larger ones are none of a queue's. */
const MESSAGE_BYTES_MAX = 16 * 1024 ** 2;

export interface IpcPeer {
  /** Sends a message that is not answered. */
  tell(message: QValue): void;
  /** Sends a question; rejects where the connection ends before its answer. */
  ask(message: QValue): Promise<QAnswer>;
  close(): void;
  /** Once it is closed, by whichever side. */
  readonly closed: Promise<void>;
}

export interface PeerOptions {
  /**
   * Told of each message, in order. A question is answered with what this returns; an error that it throws is signalled to
   * whoever asked. Of a message that is not answered, `onRefused` is told in place of them.
   */
  readonly onMessage: (message: QAnswer, peer: IpcPeer) => QAnswer | undefined;
  readonly onRefused?: (why: string) => void;
}

/** The end of whoever listens: everybody is let in. */
export function acceptPeer(socket: net.Socket, options: PeerOptions): IpcPeer {
  let login: Buffer | undefined = Buffer.alloc(0);
  return peerOn(socket, options, (chunk) => {
    if (!login) return chunk;
    login = Buffer.concat([login, chunk]);
    const end = login.indexOf(0);
    if (end < 0) return undefined;
    socket.write(Uint8Array.of(Math.min(login[end - 1] ?? 0, CAPABILITY)));
    const rest = login.subarray(end + 1);
    login = undefined;
    return rest;
  });
}

/** The end of whoever connects, once it is let in. */
export function connectPeer(
  { host, port }: { readonly host: string; readonly port: number },
  options: PeerOptions,
): Promise<IpcPeer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    let isIn = false;
    socket.once('error', reject);
    socket.once('close', () =>
      reject(new Error(`${host}:${port} closed the connection before it let us in`)),
    );
    socket.once('connect', () => socket.write(handshakeBytes({})));
    const peer = peerOn(socket, options, (chunk) => {
      if (isIn) return chunk;
      checkHandshakeAnswer(chunk);
      isIn = true;
      resolve(peer);
      return chunk.subarray(1);
    });
  });
}

interface Asked {
  readonly resolve: (answer: QAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** `afterLogin`: what of a chunk follows the login; `undefined` as long as that is not over. */
function peerOn(
  socket: net.Socket,
  { onMessage, onRefused }: PeerOptions,
  afterLogin: (chunk: Buffer) => Uint8Array | undefined,
): IpcPeer {
  const frames = createFrameReader(MESSAGE_BYTES_MAX);
  const asked: Asked[] = [];
  const send = (message: QAnswer, messageType: 'async' | 'sync' | 'response') => {
    if (!socket.destroyed) socket.write(encodeMessage(message, { messageType }));
  };
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const { reject } of asked.splice(0)) reject(new Error('the connection ended before the answer'));
      resolve();
    });
  });
  const peer: IpcPeer = {
    tell: (message) => send(message, 'async'),
    ask: (message) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(new Error('the connection has ended'));
          return;
        }
        asked.push({ resolve, reject });
        send(message, 'sync');
      }),
    close: () => socket.destroy(),
    closed,
  };

  function take(bytes: Uint8Array): void {
    const { messageType } = readHeader(bytes, MESSAGE_BYTES_MAX);
    const { answer } = decodeMessage(bytes, MESSAGE_BYTES_MAX);
    if (messageType === 'response') {
      asked.shift()?.resolve(answer);
      return;
    }
    try {
      const told = onMessage(answer, peer);
      if (messageType === 'sync') send(told ?? { kind: 'null' }, 'response');
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (messageType === 'sync') send({ kind: 'error', text }, 'response');
      else onRefused?.(text);
    }
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      const rest = afterLogin(chunk);
      if (rest) frames.push(rest).forEach(take);
    } catch {
      // As kdb+ does with what cannot be a message: it closes the connection.
      socket.destroy();
    }
  });
  // A peer that vanishes closes the connection; that is told by `closed`.
  socket.on('error', () => socket.destroy());
  return peer;
}
