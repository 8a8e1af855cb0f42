// The emulator by itself, to try with the AWS CLI: `npx tsx lib/emulator/serve.ts [port]`. One group of two
// nodes; each line on standard input lets a minute pass. docs/emulator.md shows a session.
import { createInterface } from 'node:readline';
import { MINUTE_MS } from '../core/units.ts';
import { createWorld } from '../sim/world.ts';
import { startEmulator } from './start-emulator.ts';

const DEFAULT_PORT = 4566;

const world = createWorld({ startMs: Date.parse('2026-11-20T14:30:00Z') });
world.addGroup({
  name: 'rdb',
  minSize: 1,
  maxSize: 5,
  desiredCapacity: 2,
  readyNodeCount: 2,
  tags: { 'spillway:managed': 'true' },
});
const emulator = await startEmulator({ world, port: Number(process.argv[2] ?? DEFAULT_PORT) });
process.stdout.write(
  `The local AWS is at ${emulator.endpoint}. Enter lets a minute pass, Ctrl-D ends it.\n${now()}\n`,
);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
while (!(await lines.next()).done) {
  await emulator.runUntil(world.clock.nowMs() + MINUTE_MS);
  process.stdout.write(`${now()}\n`);
}
await emulator.stop();

function now(): string {
  return new Date(world.clock.nowMs()).toISOString();
}
