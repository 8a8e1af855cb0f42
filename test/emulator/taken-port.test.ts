// What a local AWS leaves behind that could not start: nothing, or the process around it would never end.
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../../lib/emulator/start-emulator.ts';
import { createWorld } from '../../lib/sim/world.ts';

const listening = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

function start(port: number) {
  const world = createWorld({ startMs: Date.UTC(2026, 2, 2, 9), seed: 1 });
  world.memoryDb.addCluster({ name: 'cache', shardCount: 1, nodeBytes: 2 ** 30, bytesAt: () => 0 });
  const credentials = { username: 'spillway', password: 'local' };
  return startEmulator({ world, rdbServers: { credentials }, cacheServers: {}, port });
}

it('a port that is taken fails the start, and no server of it goes on listening', async () => {
  const first = await start(0);
  onTestFinished(first.stop);
  const before = listening();
  expect(before).toBeGreaterThan(1);
  const { port } = new URL(first.endpoint);
  await expect(start(Number(port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await setImmediate();
  expect(listening()).toBe(before);
});
