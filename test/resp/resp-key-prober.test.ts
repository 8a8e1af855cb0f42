import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { After } from '../../lib/resp/resp-connection.ts';
import { createRespKeyProber } from '../../lib/resp/resp-key-prober.ts';
import { createRespReader, encodeReply, type RespValue } from '../../lib/resp/resp-values.ts';

const opened: net.Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

type Answer = (words: readonly string[], socket: net.Socket) => RespValue | undefined;

/** An engine that takes every key; `undefined`: it answers nothing. */
async function anEngine(answer: Answer = () => ({ kind: 'text', text: 'OK' })) {
  const connections: net.Socket[] = [];
  const server = net.createServer((socket) => {
    const read = createRespReader();
    connections.push(socket);
    socket.on('data', (chunk: Buffer) => {
      for (const command of read(chunk)) {
        const items = command.kind === 'list' ? command.items : [];
        const reply = answer(
          items.flatMap((item) => (item.kind === 'text' ? item.text : [])),
          socket,
        );
        if (reply) socket.write(encodeReply(reply));
      }
    });
  });
  opened.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as net.AddressInfo).port, connections };
}

/** Time that passes when it is told to. */
function aWait() {
  const running = new Set<() => void>();
  const after: After = (_, then) => {
    running.add(then);
    return () => running.delete(then);
  };
  return {
    after,
    pass: () => {
      for (const then of running) then();
    },
  };
}

function aProber(port: number, after: After) {
  const slotsByShard = { '0001': '0-16383' };
  const place = { host: '127.0.0.1', port, tls: 'off', slotsByShard } as const;
  return createRespKeyProber({ place, shardName: '0001', runId: 'a', after });
}

it('goes on over one connection, however long it is idle between two keys', async () => {
  const engine = await anEngine();
  const wait = aWait();
  const prober = aProber(engine.port, wait.after);
  expect(await prober.greet()).toBeUndefined();
  for (let key = 0; key < 3; key += 1) {
    wait.pass();
    expect(await prober.write()).toBe(true);
  }
  expect(prober.acknowledged()).toBe(3);
  expect(engine.connections).toHaveLength(1);
  await prober.end();
});

it('opens another where the one that it had was closed while it was idle', async () => {
  const engine = await anEngine();
  const prober = aProber(engine.port, aWait().after);
  expect(await prober.write()).toBe(true);
  const [first] = engine.connections;
  first?.end();
  await once(first as net.Socket, 'close');
  expect(await prober.write()).toBe(true);
  expect(engine.connections).toHaveLength(2);
  await prober.end();
});

it('takes a key for refused that is not answered in time, and writes it no second time', async () => {
  const wait = aWait();
  const asked: string[] = [];
  const engine = await anEngine(([name = '', , value = '']) => {
    asked.push(`${name} ${value}`);
    if (value !== '1') return { kind: 'text', text: 'OK' };
    wait.pass();
    return undefined;
  });
  const prober = aProber(engine.port, wait.after);
  expect(await prober.write()).toBe(false);
  expect(await prober.write()).toBe(true);
  expect(prober.acknowledged()).toBe(1);
  expect(asked).toEqual(['SET 1', 'SET 2']);
  await prober.end();
});

it('writes, reads and takes away where the cluster says that the slot is', async () => {
  const keys = new Map<string, string>();
  const shard = await anEngine(([name, key = '', value = '']) => {
    if (name === 'SET') keys.set(key, value);
    const text = keys.get(key);
    if (name === 'DEL') return { kind: 'integer', value: Number(keys.delete(key)) };
    if (name === 'SET') return { kind: 'text', text: 'OK' };
    return text === undefined ? { kind: 'null' } : { kind: 'text', text };
  });
  const other = await anEngine(() => ({ kind: 'error', text: `MOVED 1 127.0.0.1:${shard.port}` }));
  const prober = aProber(other.port, aWait().after);
  expect(await prober.greet()).toBeUndefined();
  expect(await prober.write()).toBe(true);
  expect([...keys.values()]).toEqual(['1']);
  expect(await prober.readBack()).toBe(1);
  await prober.end();
  expect(keys.size).toBe(0);
  expect([other, shard].map(({ connections }) => connections.length)).toEqual([1, 1]);
});
