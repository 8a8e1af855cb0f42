// One connection to a kdb+ process: TCP or TLS, handshake, sync queries, or one last message that is not answered. Every
// wait ends: with an answer, an error, or the caller's deadline; and the socket never outlives its failure.
//
//   idle ── connect ──▶ connected ── credentials ──▶ open ── query ──▶ waiting ── response ──▶ open
//                                                      └─ hand over ──▶ the peer has read all, and closes
//     any step: deadline, socket error, end of stream, a frame that cannot be true ──▶ closed, with the reason
//
// Next: query.ts for the one-query case; frame.ts and decode-value.ts for the bytes.
// Source of the protocol: https://code.kx.com/q/basics/ipc/
import { decodeMessage } from './decode-value.ts';
import { expandedLengthOf } from './decompress.ts';
import { encodeRequest } from './encode-value.ts';
import { errorOfPeer, KdbError, QError } from './errors.ts';
import { createFrameReader, readHeader } from './frame.ts';
import { handshakeBytes, checkHandshakeAnswer } from './handshake.ts';
import { endedError, timedOutError, type Step } from './step-errors.ts';
import { describeSocketError, openSocket, peerOf, type KdbTarget } from './socket.ts';
import type { QValue } from './values.ts';

/** An answer of an RDB is some 2 KB; whoever asks for more says so. */
export const MESSAGE_BYTES_DEFAULT_MAX = 1024 ** 2;
/** An answer larger than this, once expanded, waits for its turn to be read. An RDB with 200 tables stays below. */
export const LARGE_ANSWER_BYTES = 8 * 1024;
/** Asynchronous messages that come before the answer are dropped; so many bytes of them, then it is a flood. */
const UNASKED_BYTES_MAX = 4 * MESSAGE_BYTES_DEFAULT_MAX;

export interface ConnectionOptions {
  /** The one deadline of the whole chain: connecting, handshake and every query. */
  readonly signal: AbortSignal;
  /** Bytes of one answer, as sent and as expanded. */
  readonly messageBytesMax?: number;
  /**
   * Awaited before an answer of more than `LARGE_ANSWER_BYTES` is read. Reading holds the thread, and with it all
   * other connections: who has many lets large answers take turns.
   */
  readonly takeTurn?: () => Promise<void>;
}

export interface KdbConnection {
  /**
   * Sends a sync query and waits for its answer; one at a time. Throws `QError` when q signals an error,
   * else `KdbError`. After a `QError`, or an answer of an unread kind, the connection stays usable.
   */
  query(text: string, ...args: readonly QValue[]): Promise<QValue>;
  /**
   * Sends a whole message that is not answered, as the last one, and ends our side: a peer that closes in turn has read all
   * that came before. Were the socket torn down instead, what it has not read yet could be lost.
   */
  handOver(message: Uint8Array): Promise<void>;
  close(): void;
}

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: KdbError) => void;
}

/** Connects and logs in. Throws `KdbError`; the socket is then closed already. */
export async function openConnection(target: KdbTarget, options: ConnectionOptions): Promise<KdbConnection> {
  const peer = peerOf(target);
  const { signal, messageBytesMax = MESSAGE_BYTES_DEFAULT_MAX } = options;
  const hello = named(() => handshakeBytes(target));
  if (signal.aborted) throw timedOutError(peer, 'connecting');
  const frames = createFrameReader(messageBytesMax);
  let step: Step = 'connecting';
  let failure: KdbError | undefined;
  let waiter: Waiter | undefined;
  let unaskedBytes = 0;

  const socket = openSocket(target);
  signal.addEventListener('abort', onAbort, { once: true });
  socket.on(target.tls ? 'secureConnect' : 'connect', () => settle(undefined));
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('close', onEnd);
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fail(describeSocketError(error, { peer, during: step }));
  });

  await wait('connecting');
  socket.write(hello);
  await wait('logging in');
  step = 'idle';

  return {
    async query(text, ...args) {
      if (failure) throw failure;
      if (waiter) throw new KdbError('bad-request', `A query to ${peer} is still waiting for its answer`);
      unaskedBytes = 0;
      socket.write(encodeRequest(text, args));
      const message = (await wait('waiting for the answer')) as Uint8Array;
      if (named(() => expandedLengthOf(message, readHeader(message, messageBytesMax))) > LARGE_ANSWER_BYTES) {
        await options.takeTurn?.();
        if (failure) throw failure;
      }
      step = 'idle';
      const { answer } = named(() => decodeMessage(message, messageBytesMax));
      if (answer.kind === 'error') throw new QError(answer.text, peer);
      return answer;
    },
    async handOver(message) {
      if (failure) throw failure;
      socket.end(message);
      await wait('handing over');
    },
    close() {
      fail(new KdbError('closed', `The connection to ${peer} was closed by us`));
    },
  };

  /** What the readers and writers of bytes say, with the peer that they do not know. */
  function named<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw errorOfPeer(error, peer);
    }
  }

  function wait(next: Step): Promise<unknown> {
    step = next;
    return new Promise((resolve, reject) => {
      if (failure) reject(failure);
      else waiter = { resolve, reject };
    });
  }

  function settle(value: unknown): void {
    const settled = waiter;
    waiter = undefined;
    settled?.resolve(value);
  }

  /** The first reason stays; whoever waits is told, and nothing of the connection is left behind. */
  function fail(error: KdbError): void {
    failure ??= error;
    signal.removeEventListener('abort', onAbort);
    socket.destroy();
    const failed = waiter;
    waiter = undefined;
    failed?.reject(failure);
  }

  function onAbort(): void {
    fail(timedOutError(peer, step));
  }

  function onEnd(): void {
    if (step === 'handing over' && socket.writableFinished) settle(undefined);
    fail(endedError({ peer, step, isTls: target.tls !== undefined, ...frames.pending() }));
  }

  function onData(chunk: Buffer): void {
    try {
      if (step === 'logging in') {
        checkHandshakeAnswer(chunk);
        settle(undefined);
        // What follows in the same read is a message already.
        step = 'idle';
        takeMessages(chunk.subarray(1));
      } else takeMessages(chunk);
    } catch (error) {
      fail(errorOfPeer(error, peer));
    }
  }

  function takeMessages(chunk: Uint8Array): void {
    for (const message of frames.push(chunk)) {
      // Byte 1 of the header: 0 async, 1 sync, 2 response.
      if (message[1] === 2 && waiter) settle(message);
      else if (message[1] === 0) dropUnasked(message.length);
      else
        throw new KdbError('malformed', `a ${message[1] === 1 ? 'query' : 'response'} that nobody asked for`);
    }
  }

  function dropUnasked(byteCount: number): void {
    unaskedBytes += byteCount;
    if (unaskedBytes > UNASKED_BYTES_MAX) {
      throw new KdbError('too-large', `${unaskedBytes} bytes of messages that nobody asked for`);
    }
  }
}
