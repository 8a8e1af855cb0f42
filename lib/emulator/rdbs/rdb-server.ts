// An emulated RDB process: speaks q IPC on a loopback port, plain or TLS, and fails on demand.
// What it answers stands in rdb-answers.ts; whose state it tells, the caller says.
import * as net from 'node:net';
import * as tls from 'node:tls';
import { decodeMessage } from '../../kdb/ipc/decode-value.ts';
import { encodeMessage } from '../../kdb/ipc/encode-value.ts';
import { EXIT_QUERY } from '../../kdb/kill-process.ts';
import { createFrameReader } from '../../kdb/ipc/frame.ts';
import type { QAnswer } from '../../kdb/ipc/values.ts';
import { answerOfRdb, type KnownQueries, type RdbState } from './rdb-answers.ts';

/**
 * What can be wrong with an RDB. `refuses`: nothing listens. `hangs`: accepts and says nothing. `late`:
 * answers only once `until` resolves. `wrong-password`: closes on any credentials. `half-a-message`: sends
 * half of the answer, and no more. `closes-mid-reply`: the same, then closes. `huge`: announces 2 GB.
 * `wsfull`, `access`: q signals that. `lies-about-rows`: says that all tables have so many rows together.
 * `wrong-shape`: answers, but not what was asked.
 */
export type RdbFault =
  | { readonly kind: 'refuses' | 'hangs' | 'wrong-password' | 'half-a-message' | 'closes-mid-reply' }
  | { readonly kind: 'wsfull' | 'access' | 'wrong-shape' | 'huge' }
  | { readonly kind: 'late'; readonly until: Promise<unknown> }
  | { readonly kind: 'lies-about-rows'; readonly rows: number };

/** `stalled`: a fault has it say nothing more on a connection, so that only a deadline ends the wait. */
export type RdbServerEvent = 'connected' | 'queried' | 'stalled' | 'closed';

export interface RdbServerOptions {
  /** Asked at each query. */
  readonly state: () => RdbState;
  /** Default: any free port. */
  readonly port?: number;
  /** Default: this machine only. */
  readonly host?: string;
  /** Let in with these alone; default: everybody, as q without `-u`. */
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
  readonly queries?: KnownQueries;
  /** The process was asked to end; it then answers nothing. */
  readonly onExit?: () => void;
  /** Told of each thing that happens, so that a test can wait for it. */
  readonly onEvent?: (event: RdbServerEvent) => void;
}

export interface RdbServer {
  readonly port: number;
  /** Takes effect on connections made from now on. */
  setFault(fault: RdbFault | undefined): Promise<void>;
  /** How many sockets are open now. */
  connectionCount(): number;
  close(): Promise<void>;
}

/** Messages larger than this are no queries of ours. */
const QUERY_BYTES_MAX = 64 * 1024;

export async function startRdbServer(options: RdbServerOptions): Promise<RdbServer> {
  let fault: RdbFault | undefined;
  const sockets = new Set<net.Socket>();
  const accept = (socket: net.Socket) => {
    serve(socket, options, () => fault);
  };
  const server = options.tls
    ? tls.createServer({ ...options.tls, requestCert: options.tls.ca !== undefined }, accept)
    : net.createServer(accept);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    options.onEvent?.('connected');
    // A peer that vanishes is none of the server's errors.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      options.onEvent?.('closed');
    });
  });
  server.on('tlsClientError', (_error: Error, socket: tls.TLSSocket) => socket.destroy());
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    async setFault(next) {
      const listens = server.listening;
      fault = next;
      if (next?.kind === 'refuses' && listens) await stop(server, sockets);
      if (next?.kind !== 'refuses' && !listens) await listen(server, port, host);
    },
    connectionCount: () => sockets.size,
    close: () => (server.listening ? stop(server, sockets) : Promise.resolve()),
  };
}

function serve(socket: net.Socket, options: RdbServerOptions, faultNow: () => RdbFault | undefined): void {
  const fault = faultNow();
  socket.on('error', () => socket.destroy());
  if (fault?.kind === 'hangs') {
    socket.resume();
    options.onEvent?.('stalled');
    return;
  }
  const frames = createFrameReader(QUERY_BYTES_MAX);
  let login: Buffer | undefined = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    try {
      let rest = chunk;
      if (login) {
        login = Buffer.concat([login, chunk]);
        const end = login.indexOf(0);
        if (end < 0) return;
        if (fault?.kind === 'wrong-password' || !isAdmitted(login.subarray(0, end - 1), options)) {
          socket.end();
          return;
        }
        socket.write(Uint8Array.of(Math.min(login[end - 1] ?? 0, 3)));
        rest = login.subarray(end + 1);
        login = undefined;
      }
      for (const message of frames.push(rest)) {
        respond(socket, message, options, fault).catch(() => socket.destroy());
      }
    } catch {
      // As kdb+ does with a message that cannot be read: it closes the connection.
      socket.destroy();
    }
  });
}

function isAdmitted(given: Buffer, { credentials }: RdbServerOptions): boolean {
  return !credentials || given.toString() === `${credentials.username}:${credentials.password}`;
}

async function respond(
  socket: net.Socket,
  message: Uint8Array,
  options: RdbServerOptions,
  fault: RdbFault | undefined,
): Promise<void> {
  const { answer: query } = decodeMessage(message, QUERY_BYTES_MAX);
  options.onEvent?.('queried');
  if (fault?.kind === 'late') {
    options.onEvent?.('stalled');
    await fault.until;
  }
  const text = query.kind === 'chars' ? query.text : '';
  if (text === EXIT_QUERY && options.onExit) {
    options.onExit();
    socket.destroy();
    return;
  }
  const reply = encodeMessage(answerWithFault(text, options, fault), { messageType: 'response' });
  const half = reply.subarray(0, reply.length / 2);
  if (fault?.kind === 'huge') reply.writeUInt32LE(2 ** 31 - 1, 4);
  if (fault?.kind === 'closes-mid-reply') socket.end(half);
  else socket.write(fault?.kind === 'half-a-message' ? half : reply);
  if (fault?.kind === 'half-a-message') options.onEvent?.('stalled');
}

function answerWithFault(text: string, options: RdbServerOptions, fault: RdbFault | undefined): QAnswer {
  if (fault?.kind === 'wsfull' || fault?.kind === 'access') return { kind: 'error', text: fault.kind };
  const state = options.state();
  if (fault?.kind === 'wrong-shape') return answerOfRdb('.Q.w[]', state);
  const told = fault?.kind === 'lies-about-rows' ? { ...state, rowsByTable: { trade: fault.rows } } : state;
  return answerOfRdb(text, told, options.queries);
}

function listen(server: net.Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function stop(server: net.Server, sockets: ReadonlySet<net.Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of sockets) socket.destroy();
  });
}
