// Days of a MemoryDB cluster, end to end: the functions as they are deployed, the real SDK, and the emulator. It fills with
// a trading day and is emptied after it; the days after are quiet.
import { expect, test } from 'vitest';
import { startLocalSpillway } from '../../cli/demo/local-spillway.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { startEmulator } from '../../lib/emulator/start-emulator.ts';
import { fillingAlarm } from '../../lib/sim/aws/filling-alarm.ts';
import { createWorld } from '../../lib/sim/world.ts';

const CACHE = 'cache';
const NODE_BYTES = 10 * GIB;
/** A Wednesday. */
const STARTS_MS = Date.parse('2026-03-04T00:00:00Z');
/** As seldom as the settings allow. */
const TICK = 'rate(5 minutes)';

/** When the first day's reference data is loaded: between two ticks. */
const LOADED_MS = STARTS_MS + 7 * HOUR_MS + MINUTE_MS;

/** 4 GiB at night; by day what is loaded, and from 09:00 to 17:00 as much more as the day brings; emptied at 22:00. */
function bytesAt(atMs: number): number {
  const day = Math.floor((atMs - STARTS_MS) / DAY_MS);
  const hour = ((((atMs - STARTS_MS) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS;
  if (hour >= 22) return 4 * GIB;
  const loaded = day === 0 && atMs >= LOADED_MS ? 10 : 0;
  const brought = (([20, 2][day] ?? 2) * Math.min(8, Math.max(0, hour - 9))) / 8;
  return (4 + loaded + brought) * GIB;
}

test('a cluster has its shards before any is full, and loses those that a quiet day leaves empty, one by one', async () => {
  const world = createWorld({
    startMs: STARTS_MS,
    seed: 5,
    memoryDb: { metricsDelayMs: MINUTE_MS, snapshotMs: 20 * MINUTE_MS },
  });
  world.memoryDb.addCluster({
    name: CACHE,
    shardCount: 2,
    nodeBytes: NODE_BYTES,
    tags: { 'spillway:managed': 'true', 'spillway:shards-max': '8' },
    bytesAt,
  });
  const emulator = await startEmulator({ world, tick: TICK });
  const spillway = startLocalSpillway({ emulator, clock: world.clock });
  const counts: number[] = [];
  const note = (atMs: number) =>
    world.clock.schedule(atMs, () => void counts.push(world.memoryDb.describe(CACHE).shards.length));
  for (let hour = 1; hour < 72; hour += 1) note(STARTS_MS + hour * HOUR_MS);
  world.alarms.put(fillingAlarm());
  try {
    await emulator.runUntil(STARTS_MS + 3 * DAY_MS);
  } finally {
    spillway.stop();
    await emulator.stop();
  }
  // The morning's keys are there at once: the alarm rings before the next tick, and is answered.
  const [first] = emulator.calls().filter(({ action }) => action === 'UpdateCluster');
  expect(first).toMatchObject({ caller: 'on-alarm' });
  expect(world.memoryDb.refusedBytes(CACHE)).toBe(0);
  expect(emulator.failedAttempts()).toEqual([]);
  // No call that AWS refused: the shards are never fewer by more than one at a time, and each change is one call.
  const changes = counts.flatMap((count, i) =>
    i > 0 && count !== counts[i - 1] ? [count - (counts[i - 1] ?? 0)] : [],
  );
  expect(Math.min(...changes)).toBe(-1);
  expect(emulator.awsCalls()['UpdateCluster']).toBe(changes.length);
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(6);
  expect(counts.at(-1)).toBeLessThanOrEqual(3);
}, 600_000);
