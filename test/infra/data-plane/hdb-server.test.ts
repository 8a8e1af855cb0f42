// An HDB's server: reads the database that RDBs write down to, and is told to reload when they have.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeRequest } from '../../../lib/kdb/ipc/encode-value.ts';
import { handshakeBytes } from '../../../lib/kdb/ipc/handshake.ts';
import { reboot } from './boot.ts';
import { launch } from './launched.ts';
import type { Launched } from './launched.ts';

const PARAMETERS = { Kind: 'hdb', HdbAccessPointId: 'fsap-0f0f' };
let launched: Launched | undefined;
afterEach(() => launched?.server.destroy());

async function anHdb(parameters: Readonly<Record<string, string>> = PARAMETERS): Promise<Launched> {
  launched = await launch('query-group.yml', { parameters });
  return launched;
}

describe("an HDB's server", () => {
  it('starts q over the database, read-only, on each boot', async () => {
    const { server, userData, up } = await anHdb();
    expect(userData).toEqual({ status: 0, output: '' });
    expect(up).toEqual(['kdb@hdb', 'spillway-termination', 'kdb-reload']);
    expect(server.lines('etc/fstab').at(-1)).toMatch(/ \/data\/hdb efs .*accesspoint=fsap-0f0f,ro 0 0$/);
    expect(reboot(server)).toContain('kdb@hdb');
    for (const line of server.lines('started'))
      expect(line).toMatch(/ HDB=\/data\/hdb .*mounted=\/data\/hdb,$/);
    expect(server.lines('started')).toHaveLength(2);
  });

  it('of a gateway has no database and tells nobody to reload', async () => {
    const { server, up } = await anHdb({ Kind: 'gateway' });
    expect(up).toEqual(['kdb@gateway', 'spillway-termination']);
    expect(server.lines('etc/fstab')).toHaveLength(1);
  });
});

/** Answers of q: nothing, which `\l .` returns, and an error. */
const NOTHING = Buffer.from([1, 2, 0, 0, 10, 0, 0, 0, 101, 0]);
const ERROR = Buffer.from([1, 2, 0, 0, 16, 0, 0, 0, 128, ...Buffer.from('access\0')]);
/** A q that is told things: what each connection logged in with, and what it then sent. */
async function aListeningQ(answer: Buffer) {
  const heard: { login: Buffer; request: Buffer }[] = [];
  const listener = createServer((socket) => {
    const connection = { login: Buffer.alloc(0), request: Buffer.alloc(0) };
    heard.push(connection);
    let isIn = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (isIn) connection.request = Buffer.concat([connection.request, chunk]);
      else connection.login = Buffer.concat([connection.login, chunk]);
      if (!isIn && connection.login.at(-1) === 0) {
        isIn = true;
        socket.write(Buffer.from([3]));
      }
      if (connection.request.length >= 18) socket.write(answer);
    });
  });
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;
  return { heard, port: String(port), close: () => new Promise((done) => listener.close(done)) };
}

describe('the HDB', () => {
  const MARK = 'data/hdb/written/2026.11.20.i-0a1b';
  const naps = (server: Launched['server'], count: number) => {
    server.remove('slept');
    server.write('naps-max', String(count + 1));
  };
  const told = (server: Launched['server'], port: string) =>
    server.runBeside('/opt/kdb/server/bin/reload-hdb', { KDB_PORT: port, HDB: '/data/hdb' });

  it('is told to reload once for what was written, and again for what comes later', async () => {
    const q = await aListeningQ(NOTHING);
    const { server } = await anHdb();
    server.write(MARK, '1000');
    naps(server, 3);
    await told(server, q.port);
    expect(q.heard).toEqual([{ login: handshakeBytes({}), request: encodeRequest('\\l .') }]);
    server.write(`${MARK}-2`, '2000');
    naps(server, 3);
    await told(server, q.port);
    expect(q.heard).toHaveLength(2);
    await q.close();
  });

  it('is told again until it has reloaded', async () => {
    const q = await aListeningQ(ERROR);
    const { server } = await anHdb();
    server.write(MARK, '1000');
    naps(server, 3);
    const { output } = await told(server, q.port);
    expect(q.heard).toHaveLength(3);
    expect(output).toContain('the HDB did not reload');
    await q.close();
  });

  it('that knows users is told by the user whom its server has', async () => {
    const q = await aListeningQ(NOTHING);
    const { server } = await anHdb();
    server.write(MARK, '1000');
    server.write('etc/kdb/reload-credentials', 'reload:secret');
    naps(server, 1);
    await told(server, q.port);
    expect(q.heard[0]?.login).toEqual(handshakeBytes({ username: 'reload', password: 'secret' }));
    await q.close();
  });

  it('that is not there yet, or of which nothing was written, is told nothing and nothing fails', async () => {
    const { server } = await anHdb();
    naps(server, 2);
    await told(server, '1');
    server.write(MARK, '1000');
    naps(server, 2);
    await told(server, '1');
    expect(server.has('run/spillway/reloaded')).toBe(false);
  });
});
