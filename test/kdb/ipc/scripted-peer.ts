// Peers on loopback ports that do as scripted, where an emulated RDB would behave too well. Closed after each test.
import * as net from 'node:net';
import { afterEach } from 'vitest';

const listeners: net.Server[] = [];
const peers = new Set<net.Socket>();
afterEach(async () => {
  for (const peer of peers) peer.destroy();
  await Promise.all(listeners.splice(0).map((l) => new Promise((resolve) => l.close(resolve))));
});

/** For each piece of data that comes on a connection, the next step; returns the port. */
export async function scriptedPeer(
  ...steps: readonly ((socket: net.Socket, data: Buffer) => void)[]
): Promise<number> {
  const server = net.createServer((socket) => {
    peers.add(socket);
    let step = 0;
    socket.on('error', () => undefined);
    socket.on('data', (data) => steps[step++]?.(socket, data));
  });
  listeners.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as net.AddressInfo).port;
}

/** Lets everybody in. */
export const admit = (socket: net.Socket) => socket.write(Uint8Array.of(3));
