// An emulated tickerplant with a queue of RDBs: speaks the messages of docs/kdb-protocol.md on a loopback port, and keeps the
// day's log in memory, which it streams to those who read it, as q/logserver.q does. Whose turn it is: member-queue.ts.
import * as net from 'node:net';
import type { QAnswer, QValue } from '../../kdb/ipc/values.ts';
import { symbols } from '../../kdb/ipc/values.ts';
import { acceptPeer, type IpcPeer } from './ipc-peer.ts';
import { createMemberQueue, type Held, type Member } from './member-queue.ts';
import { ofQ, QueueMessageError, toQ, type QueueMessage } from './queue-messages.ts';

export interface TickerplantOptions {
  /** Empty tables, by name: what an RDB whose turn comes is given. */
  readonly schemas: Readonly<Record<string, QValue>>;
  /** The day that it begins with, as q writes it. */
  readonly day: string;
  /** Where its log is said to be: a folder. */
  readonly folder?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Told of each message that could not be taken, and why. */
  readonly onRefused?: (why: string) => void;
}

export interface EmulatedTickerplant {
  readonly port: number;
  /** What a feed sends: the next message of the day. */
  update(table: string, columns: QValue): void;
  rollNow(queue: string): boolean;
  /** The day ends; the next one begins, with an empty log. */
  endDay(nextDay: string): void;
  members(): readonly Member[];
  held(): readonly Held[];
  /** Messages of the day so far. */
  count(): number;
  /** Once the connection of that RDB's process has ended and what follows from it is done. */
  gone(id: string): Promise<void>;
  close(): Promise<void>;
}

/** How many messages of the log are sent as one. */
const BATCH_COUNT = 1000;
const FOLDER = '/data/tplog';

export async function startEmulatedTickerplant(options: TickerplantOptions): Promise<EmulatedTickerplant> {
  const { schemas, folder = FOLDER, onRefused } = options;
  const peers = new Map<number, IpcPeer>();
  const ended = new Map<number, Promise<void>>();
  let day = options.day;
  let messages: QueueMessage<'upd'>[] = [];
  let lastHandle = 0;

  const file = () => `:${folder}/tp${day}`;
  const tell = (handle: number, message: QueueMessage) => peers.get(handle)?.tell(toQ(message));
  const queue = createMemberQueue({
    log: { day: () => day, count: () => messages.length, file },
    send: tell,
    sendLive: (handle, after) =>
      tell(handle, {
        ...{ kind: 'live', day, file: file(), after, upto: messages.length },
        schemas: {
          kind: 'dict',
          keys: symbols(Object.keys(schemas)),
          values: { kind: 'list', items: Object.values(schemas) },
        },
      }),
  });

  function update(table: string, columns: QValue): void {
    if (!(table in schemas))
      throw new QueueMessageError(`no table ${table}; there are ${Object.keys(schemas).join(', ')}`);
    const message = { kind: 'upd', table, columns } as const;
    messages.push(message);
    for (const { handle, role } of queue.members()) if (role === 'live') tell(handle, message);
  }

  /** Of messages after `after` up to `upto`, batch after batch, and an empty one that ends them. */
  function stream(peer: IpcPeer, { file: asked, after, upto }: QueueMessage<'read'>): void {
    if (asked !== file()) throw new QueueMessageError(`no log ${asked}; the day's is ${file()}`);
    if (upto > messages.length)
      throw new QueueMessageError(`the log has ${messages.length} messages, and ${upto} are asked for`);
    for (let from = after; from < upto; from += BATCH_COUNT) {
      const batch = messages.slice(from, Math.min(from + BATCH_COUNT, upto));
      peer.tell({ kind: 'list', items: batch.map(toQ) });
    }
    peer.tell({ kind: 'list', items: [] });
  }

  function take(handle: number, peer: IpcPeer, value: QAnswer): QAnswer | undefined {
    // What a caller asks to know that all before it has been done, as q's users do.
    if (value.kind === 'chars' && value.text === '') return value;
    if (value.kind === 'chars' && value.text === '.u.d') return dayValue(day);
    const message = ofQ(value);
    switch (message.kind) {
      case 'join':
        queue.join(handle, message);
        return undefined;
      case 'full':
        queue.full(handle);
        return undefined;
      case 'cut':
        queue.cut(handle, message.upto);
        return undefined;
      case 'leave':
        return booleanOf(queue.leave(handle));
      case 'resume': {
        const [as, log, upto] = queue.resume(handle, message);
        return {
          kind: 'list',
          items: [symbolOf(as), symbolOf(log), { kind: 'atom', type: 7, value: BigInt(upto) }],
        };
      }
      case 'back':
        queue.back(handle, message);
        return undefined;
      case 'written':
        if (message.rows === null) onRefused?.(`handle ${handle} could not write ${message.day} down`);
        queue.written(handle);
        return undefined;
      case 'read':
        stream(peer, message);
        return undefined;
      case 'roll':
        return booleanOf(queue.rollNow(message.queue));
      case 'feed':
        update(message.table, message.columns);
        return undefined;
      case 'live':
      case 'upd':
      case 'rolled':
      case 'end':
        throw new QueueMessageError(`${message.kind} is for RDBs`);
    }
  }

  const server = net.createServer((socket) => {
    const handle = ++lastHandle;
    const peer = acceptPeer(socket, {
      onMessage: (value, self) => take(handle, self, value),
      ...(onRefused && { onRefused }),
    });
    peers.set(handle, peer);
    ended.set(
      handle,
      peer.closed.then(() => {
        peers.delete(handle);
        ended.delete(handle);
        queue.gone(handle);
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    port: (server.address() as net.AddressInfo).port,
    update,
    rollNow: queue.rollNow,
    endDay(nextDay) {
      const over = day;
      day = nextDay;
      messages = [];
      // Those that wait leave the queue, and hear it from the same message.
      for (const { handle, role } of queue.members())
        if (role === 'waiting') tell(handle, { kind: 'end', day: over });
      queue.endDay(over);
    },
    members: queue.members,
    held: queue.held,
    count: () => messages.length,
    gone: async (id) => {
      const member = queue.members().find((each) => each.id === id);
      if (member) await ended.get(member.handle);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const peer of peers.values()) peer.close();
      }),
  };
}

const booleanOf = (value: boolean): QValue => ({ kind: 'atom', type: 1, value });
const symbolOf = (value: string): QValue => ({ kind: 'atom', type: 11, value });

function dayValue(day: string): QValue {
  // The message that carries a day and nothing else.
  const [, value] = toQ({ kind: 'end', day }).items;
  return value ?? { kind: 'null' };
}
