// An emulated cluster's engine: speaks RESP on a loopback port for all of its shards, and keeps keys. While a shard fails over,
// whoever writes to it loses the connection, as with a primary that is gone.
import * as net from 'node:net';
import { slotOfKey } from '../../resp/key-slot.ts';
import { createRespReader, encodeReply, type RespValue } from '../../resp/resp-values.ts';
import type { ClusterState, ShardState } from '../../sim/memorydb/cluster-state.ts';

export interface CacheServerOptions {
  /** As it is at each command. */
  readonly cluster: () => Readonly<ClusterState>;
  /** A fault that MemoryDB promises not to have: so many of the latest keys are gone with a failover. */
  readonly losesKeys?: number;
  /** Let in with these alone; default: everybody. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

export interface CacheServer {
  readonly port: number;
  /** How many keys it holds. */
  keyCount(): number;
  close(): Promise<void>;
}

const OK: RespValue = { kind: 'text', text: 'OK' };

export async function startCacheServer(options: CacheServerOptions): Promise<CacheServer> {
  const { cluster, losesKeys = 0, credentials } = options;
  const keys = new Map<string, string>();
  const sockets = new Set<net.Socket>();
  const primaries = new Map<number, string>();

  /** What is gone with a failover goes once the role has moved. */
  function followRole(shard: ShardState): void {
    const before = primaries.get(shard.number);
    primaries.set(shard.number, shard.primary);
    if (before === undefined || before === shard.primary) return;
    for (const key of losesKeys > 0 ? [...keys.keys()].slice(-losesKeys) : []) keys.delete(key);
  }

  /** `undefined`: nobody is there to answer. */
  function answer([name = '', key = '', value = '', ...more]: readonly string[]): RespValue | undefined {
    const slot = slotOfKey(key);
    const shard = cluster().shards.find(({ slots }) => slot >= slots.first && slot < slots.end);
    if (!shard || shard.isFailingOver) return undefined;
    followRole(shard);
    if (name === 'SET') keys.set(key, value);
    if (name === 'SET') return OK;
    if (name === 'GET') {
      const text = keys.get(key);
      return text === undefined ? { kind: 'null' } : { kind: 'text', text };
    }
    if (name === 'DEL')
      return { kind: 'integer', value: [key, value, ...more].filter((one) => keys.delete(one)).length };
    return { kind: 'error', text: `ERR unknown command '${name}'` };
  }

  const server = net.createServer((socket) => {
    const read = createRespReader();
    let isAdmitted = credentials === undefined;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const command of read(chunk)) {
          const words = wordsOf(command);
          if (words[0] === 'AUTH')
            isAdmitted = words[1] === credentials?.username && words[2] === credentials?.password;
          const reply =
            words[0] === 'AUTH' ? (isAdmitted ? OK : WRONG_PASSWORD) : isAdmitted ? answer(words) : NO_AUTH;
          if (!reply) {
            socket.destroy();
            return;
          }
          socket.write(encodeReply(reply));
        }
      } catch {
        socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    keyCount: () => keys.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const WRONG_PASSWORD: RespValue = {
  kind: 'error',
  text: 'WRONGPASS invalid username-password pair or user is disabled.',
};
const NO_AUTH: RespValue = { kind: 'error', text: 'NOAUTH Authentication required.' };

function wordsOf(command: RespValue): readonly string[] {
  return command.kind === 'list'
    ? command.items.flatMap((item) => (item.kind === 'text' ? item.text : []))
    : [];
}
