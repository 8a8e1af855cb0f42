// A gateway of the tests: speaks q IPC as kdb+ does, answers nothing, and keeps each table that `.spillway.upd` is given.
import * as net from 'node:net';
import * as tls from 'node:tls';
import { decodeMessage } from '../../lib/kdb/ipc/decode-value.ts';
import { createFrameReader } from '../../lib/kdb/ipc/frame.ts';
import type { QTable, Scalar } from '../../lib/kdb/ipc/values.ts';

/** A row by its columns' names. */
export type TableRow = Readonly<Record<string, Scalar>>;

export interface GatewayServer {
  readonly port: number;
  /** Of each message, in order: its table's rows. */
  readonly tables: readonly (readonly TableRow[])[];
  /** The messages' bytes. */
  readonly messages: readonly Buffer[];
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly host?: string;
  readonly port?: number;
  readonly credentials?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Does nothing more once somebody wants to log in, or once a message has come. */
  readonly stalls?: 'at login' | 'on a message';
  readonly onStalled?: () => void;
  /** Told of each message as it comes. */
  readonly onTable?: (rows: readonly TableRow[]) => void;
}

const MESSAGE_BYTES_MAX = 16 * 1024 ** 2;

export async function startGateway(options: GatewayOptions = {}): Promise<GatewayServer> {
  const tables: (readonly TableRow[])[] = [];
  const messages: Buffer[] = [];
  const sockets = new Set<net.Socket>();
  const take = (message: Uint8Array) => {
    messages.push(Buffer.from(message));
    const rows = rowsOf(message);
    tables.push(rows);
    options.onTable?.(rows);
  };
  // kdb+ closes its end once it has read all: https://code.kx.com/q/ref/dotz/#zpc-close
  const server = options.tls
    ? tls.createServer(options.tls, (socket) => void serve(socket, options, take))
    : net.createServer({ allowHalfOpen: true }, (socket) => void serve(socket, options, take));
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    tables,
    messages,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(socket: net.Socket, options: GatewayOptions, take: (message: Uint8Array) => void): void {
  const frames = createFrameReader(MESSAGE_BYTES_MAX);
  let login: Buffer | undefined = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('end', () => {
    if (!options.stalls) socket.end();
  });
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    if (options.stalls === 'at login') {
      options.onStalled?.();
      return;
    }
    if (login) {
      login = Buffer.concat([login, chunk]);
      const end = login.indexOf(0);
      if (end < 0) return;
      const given = login.subarray(0, end - 1).toString();
      if (options.credentials !== undefined && given !== options.credentials) {
        socket.end();
        return;
      }
      rest = login.subarray(end + 1);
      login = undefined;
      socket.write(Uint8Array.of(3));
    }
    for (const message of frames.push(rest)) {
      if (options.stalls) options.onStalled?.();
      else take(message);
    }
  });
}

/** Throws for anything but the asynchronous message `(".spillway.upd";table)`. */
function rowsOf(message: Uint8Array): readonly TableRow[] {
  const { answer } = decodeMessage(message, MESSAGE_BYTES_MAX);
  const [head, table] = answer.kind === 'list' ? answer.items : [];
  if (message[1] !== 0 || head?.kind !== 'chars' || head.text !== '.spillway.upd' || table?.kind !== 'table')
    throw new Error(`no (".spillway.upd";table): ${Buffer.from(message).toString('hex')}`);
  return tableRows(table);
}

function tableRows({ columns, data }: QTable): readonly TableRow[] {
  const items = data.map((column) => (column.kind === 'vector' ? column.items : []));
  const rowCount = items[0]?.length ?? 0;
  return Array.from({ length: rowCount }, (_, i) =>
    Object.fromEntries(columns.map((name, column) => [name, items[column]?.[i] ?? null])),
  );
}
