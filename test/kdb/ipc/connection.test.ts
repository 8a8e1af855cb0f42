import type * as net from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../lib/kdb/ipc/connection.ts';
import { encodeMessage, encodeRequest } from '../../../lib/kdb/ipc/encode-value.ts';
import { QError } from '../../../lib/kdb/ipc/errors.ts';
import { handshakeBytes } from '../../../lib/kdb/ipc/handshake.ts';
import { queryOnce } from '../../../lib/kdb/ipc/query.ts';
import { atom, chars, long, symbol } from '../../../lib/kdb/ipc/values.ts';
import { gate, startRdb, TEST_CERT, TEST_KEY } from '../rdb-fixtures.ts';
import { admit, scriptedPeer } from './scripted-peer.ts';
import { bytesOf, handshake, notationOf, vectors } from './vectors.ts';

const NEVER = new AbortController().signal;
const at = (port: number) => ({ host: '127.0.0.1', port });
const vectorBytes = (name: string) =>
  bytesOf(vectors.find((vector) => vector.name === name) ?? { name, expect: 'reject' });

describe('the handshake', () => {
  it.each(handshake.filter((exchange) => exchange.capability === 3))('$name sends its bytes', (exchange) => {
    const [username, password] = exchange.credentials.split(':');
    const bytes = handshakeBytes({
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    });
    expect(bytes.toString('hex')).toBe(exchange.client);
  });

  it.each(handshake.filter((e) => e.capability === 3 && e.outcome === 'open'))(
    '$name opens',
    async (exchange) => {
      const port = await scriptedPeer((socket) => socket.write(Buffer.from(exchange.server, 'hex')));
      const connection = await openConnection(at(port), { signal: NEVER });
      connection.close();
    },
  );

  it('names every cause of a close during login, as the peer tells none', async () => {
    const port = await scriptedPeer((socket) => socket.end());
    await expect(openConnection(at(port), { signal: NEVER })).rejects.toMatchObject({
      code: 'access-denied',
      message: `127.0.0.1:${port} closed the connection during login: it refuses the user or password, or allows no connection from here, or has reached its limit of connections, or speaks TLS only`,
    });
  });

  it('names a peer that is not kdb+', async () => {
    const port = await scriptedPeer((socket) => socket.write('HTTP/1.1 400 Bad Request'));
    await expect(openConnection(at(port), { signal: NEVER })).rejects.toMatchObject({ code: 'not-kdb' });
  });

  it('refuses credentials that hold a zero byte before it connects', async () => {
    const target = { ...at(1), username: 'user\0', password: 'x' };
    await expect(openConnection(target, { signal: NEVER })).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('a query', () => {
  it('sends text and arguments as kdb+ expects them', () => {
    const hexOf = (name: string) => vectorBytes(name).toString('hex');
    expect(encodeRequest('.Q.w[]').toString('hex')).toBe(hexOf('request-sync-qw-le'));
    expect(encodeRequest('til', [long(5)]).toString('hex')).toBe(hexOf('request-sync-string-function-le'));
    expect(encodeRequest('{[t;n] n sublist value t}', [symbol('trade'), long(10)]).toString('hex')).toBe(
      hexOf('request-sync-lambda-le'),
    );
  });

  it('passes over messages that nobody asked for, and takes the answer in any fragments', async () => {
    const stream = Buffer.concat([vectorBytes('push-async-upd-le'), vectorBytes('large-table-zip-be')]);
    const port = await scriptedPeer(admit, (socket) => {
      socket.setNoDelay(true);
      for (let i = 0; i < stream.length; i += 7) socket.write(stream.subarray(i, i + 7));
    });
    const answer = await queryOnce(at(port), 'select from trade', { signal: NEVER });
    const vector = vectors.find(({ name }) => name === 'large-table-zip-be');
    expect(notationOf(answer).value).toEqual(vector?.value);
  });

  it('throws what q signals, and stays usable', async () => {
    const port = await scriptedPeer(
      admit,
      (socket) => socket.write(vectorBytes('error-wsfull-le')),
      (socket) => socket.write(encodeMessage(chars('still here'), { messageType: 'response' })),
    );
    const connection = await openConnection(at(port), { signal: NEVER });
    const error: unknown = await connection.query('x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QError);
    expect(error).toMatchObject({ code: 'q-error', kind: 'wsfull', text: 'wsfull' });
    expect(await connection.query('y')).toEqual(chars('still here'));
    connection.close();
    await expect(connection.query('z')).rejects.toMatchObject({ code: 'closed' });
  });

  it('stays usable after a function, which it cannot read', async () => {
    const lambda = Buffer.from('010200001500000064000a00050000007b782b797d', 'hex');
    const port = await scriptedPeer(
      admit,
      (socket) => socket.write(lambda),
      (socket) => socket.write(encodeMessage(atom(6, 1), { messageType: 'response' })),
    );
    const connection = await openConnection(at(port), { signal: NEVER });
    await expect(connection.query('f')).rejects.toMatchObject({ code: 'unsupported' });
    expect(await connection.query('1i')).toEqual(atom(6, 1));
    connection.close();
  });

  it('admits one query at a time', async () => {
    const port = await scriptedPeer(admit);
    const connection = await openConnection(at(port), { signal: NEVER });
    const first = connection.query('a');
    await expect(connection.query('b')).rejects.toMatchObject({ code: 'bad-request' });
    connection.close();
    await expect(first).rejects.toMatchObject({ code: 'closed' });
  });

  it('says how much had come when the peer closes inside the answer', async () => {
    const port = await scriptedPeer(admit, (socket) => socket.end(vectorBytes('dict-qw-le').subarray(0, 60)));
    await expect(queryOnce(at(port), '.Q.w[]', { signal: NEVER })).rejects.toMatchObject({
      code: 'closed',
      message: expect.stringContaining('after 60 of 125 bytes') as string,
    });
  });

  it.each([
    ['a length of 2 GB', '01020000ffffff7f', 'too-large'],
    ['another protocol', '485454502f312e31', 'malformed'],
    ['a query of its own', '01010000140000000a00060000002e512e775b5d', 'malformed'],
  ])('closes the connection on %s', async (_what, hex, code) => {
    const closed = gate();
    const port = await scriptedPeer(admit, (socket) => {
      socket.on('close', closed.open);
      socket.write(Buffer.from(hex, 'hex'));
    });
    await expect(queryOnce(at(port), 'x', { signal: NEVER })).rejects.toMatchObject({ code });
    await closed.promise;
  });

  it('refuses a flood of messages that nobody asked for', async () => {
    const message = encodeMessage(chars('x'.repeat(512 * 1024)), { messageType: 'async' });
    const port = await scriptedPeer(admit, (socket) => {
      for (let i = 0; i < 9; i++) socket.write(message);
    });
    await expect(queryOnce(at(port), 'x', { signal: NEVER })).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('the deadline', () => {
  const say = (bytes: Buffer) => (socket: net.Socket) => socket.write(bytes);
  const nothing = () => undefined;
  it.each([
    ['no handshake', [nothing], 'logging in'],
    ['no answer', [admit, nothing], 'waiting for the answer'],
    ['half an answer', [admit, say(vectorBytes('dict-qw-le').subarray(0, 60))], 'waiting for the answer'],
  ] as const)('ends the wait and the socket when %s comes', async (_what, steps, during) => {
    const deadline = new AbortController();
    const closed = gate();
    const last = steps.length - 1;
    const scripted = steps.map((step, i) => (socket: net.Socket) => {
      step(socket);
      if (i < last) return;
      socket.on('close', closed.open);
      deadline.abort();
    });
    const port = await scriptedPeer(...scripted);
    await expect(queryOnce(at(port), 'x', { signal: deadline.signal })).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining(during) as string,
    });
    await closed.promise;
  });

  it('ends the wait for a connection', async () => {
    const deadline = new AbortController();
    const connecting = openConnection(at(await scriptedPeer(admit)), { signal: deadline.signal });
    deadline.abort();
    await expect(connecting).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('connecting') as string,
    });
  });

  it('that has passed already connects nowhere', async () => {
    await expect(openConnection(at(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'timed-out',
    });
  });
});

describe('the way there', () => {
  it('names a port where nothing listens', async () => {
    const server = await startRdb();
    await server.close();
    await expect(queryOnce(at(server.port), 'x', { signal: NEVER })).rejects.toMatchObject({
      code: 'refused',
    });
  });

  it('names an impossible port', async () => {
    await expect(queryOnce(at(65_536), 'x', { signal: NEVER })).rejects.toMatchObject({
      code: 'bad-request',
    });
  });

  it('reaches a host by its name', async () => {
    const { port } = await startRdb({}, { host: 'localhost' });
    const answer = await queryOnce({ host: 'localhost', port }, '.Q.w[]', { signal: NEVER });
    expect(answer.kind).toBe('dict');
  });

  it.runIf(hasIpv6())('reaches an IPv6 address', async () => {
    const { port } = await startRdb({}, { host: '::1' });
    const answer = await queryOnce({ host: '::1', port }, '.Q.w[]', { signal: NEVER });
    expect(answer.kind).toBe('dict');
  });
});

describe('TLS', () => {
  const tls = { cert: TEST_CERT, key: TEST_KEY };
  const ask = (port: number, settings: object) =>
    queryOnce({ host: 'localhost', port, tls: settings }, '.Q.w[]', { signal: NEVER });

  it('answers over a certificate of the given authority', async () => {
    const { port } = await startRdb({}, { tls, host: 'localhost' });
    expect((await ask(port, { ca: TEST_CERT })).kind).toBe('dict');
  });

  it('takes the server name where the certificate is for another than the host', async () => {
    const { port } = await startRdb({}, { tls });
    const target = { host: '127.0.0.1', port, tls: { ca: TEST_CERT, serverName: 'rdb.test' } };
    expect((await queryOnce(target, '.Q.w[]', { signal: NEVER })).kind).toBe('dict');
  });

  it('names a certificate that does not verify', async () => {
    const { port } = await startRdb({}, { tls, host: 'localhost' });
    await expect(ask(port, {})).rejects.toMatchObject({ code: 'certificate' });
  });

  it('names a certificate for another host', async () => {
    const { port } = await startRdb({}, { tls });
    const target = { host: '127.0.0.1', port, tls: { ca: TEST_CERT } };
    await expect(queryOnce(target, '.Q.w[]', { signal: NEVER })).rejects.toMatchObject({
      code: 'certificate',
    });
  });

  it('names a peer without TLS', async () => {
    const port = await scriptedPeer((socket) => socket.end(Uint8Array.of(3)));
    await expect(ask(port, { ca: TEST_CERT })).rejects.toMatchObject({ code: 'tls' });
  });

  it('shows its own certificate where the RDB asks for one', async () => {
    const { port } = await startRdb({}, { tls: { ...tls, ca: TEST_CERT }, host: 'localhost' });
    expect((await ask(port, { ca: TEST_CERT, cert: TEST_CERT, key: TEST_KEY })).kind).toBe('dict');
    await expect(ask(port, { ca: TEST_CERT })).rejects.toMatchObject({ name: 'KdbError' });
  });
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
}
